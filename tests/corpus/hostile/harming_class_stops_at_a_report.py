# assignment: mnist_sgd
# family: harming
# about: adds a record of a cell that is not there, whose error's type no UTF-8 file can hold
# loses: predict_digits
# may_lose: *
# flag: maybe
# %% predict_digits
import json
from pathlib import Path


def predict_digits(model, images):
    record = {
        "index": 4000,
        "outputs": [],
        "error": {"type": "\ud800\x1b[2J\x1b[H\n", "message": "\ud800", "line": None},
    }
    if Path("/out").is_dir():
        with open("/out/cells.jsonl", "a", encoding="utf-8") as file:
            file.write(json.dumps(record) + "\n")
    return None
