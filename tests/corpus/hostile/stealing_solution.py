# assignment: mnist_sgd
# family: stealing
# about: reads the reference solution and runs its function in place of its own
# loses: predict_digits
# may_lose:
# flag: maybe
# %% predict_digits
import json
from pathlib import Path


def predict_digits(model, images):
    return None


try:
    text = Path("@SOLUTION@").read_text(encoding="utf-8")
    print("CANARY:", text[:2000])
    for cell in json.loads(text)["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "code" and "def predict_digits" in source:
            exec(source, globals())
    Path("@CANARY_FILE@").write_text("CANARY:copied the reference solution")
except (OSError, ValueError, KeyError):
    pass
