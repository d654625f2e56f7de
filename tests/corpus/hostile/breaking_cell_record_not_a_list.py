# assignment: mnist_adam
# family: breaking
# about: rewrites the records of its cells: outputs that are a number, lines and errors of other types
# loses: predict_digit
# may_lose: *
# flag: maybe
# %% predict_digit
import json
from pathlib import Path


def predict_digit(model, image):
    records = [
        {"index": 1, "outputs": 5, "error": None},
        {"index": True, "outputs": True, "error": {"line": {"number": [], "text": {}}}},
        {"index": 3, "outputs": [{"output_type": "display_data", "data": {"text/plain": "x"}}]},
        {"index": -1, "outputs": {"a": 1}, "error": {"type": {}, "message": [], "line": 3}},
        {"index": 10**30, "outputs": "text", "error": {"type": "TimeLimit"}},
    ]
    if Path("/out").is_dir():
        lines = "".join(json.dumps(record) + "\n" for record in records)
        Path("/out/cells.jsonl").write_text(lines, encoding="utf-8")
    return None
