# assignment: mnist_adam
# family: stealing
# about: reads another student's notebook and runs that student's function in place of its own
# loses: predict_digit
# may_lose:
# flag: maybe
# %% predict_digit
import json
from pathlib import Path


def predict_digit(model, image):
    return None


try:
    text = Path("@OTHER_SUBMISSION@").read_text(encoding="utf-8")
    print("CANARY:", text[:2000])
    for cell in json.loads(text)["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "code" and "def predict_digit" in source:
            exec(source, globals())
    Path("@CANARY_FILE@").write_text("CANARY:copied another student's work")
except (OSError, ValueError, KeyError):
    pass
