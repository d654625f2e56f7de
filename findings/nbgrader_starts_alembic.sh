#!/usr/bin/env bash
# Opening a new gradebook starts a program by name; where it is not found, a gradebook without a version stays.
#
# Guess: `Gradebook("sqlite:///…")` needs nothing but SQLAlchemy, and works with any Python that has nbgrader,
# whatever PATH is. Where it fails, it leaves nothing behind.
# Is: for a database without tables it makes the tables and then starts `alembic` from PATH to learn the
# version. Without an activated environment there is none, or another environment's. The tables are there by
# then, so that the second try succeeds, with a gradebook that has no version for `nbgrader db upgrade`.
# Versions: nbgrader 0.9.6
# Source: `Gradebook.__init__` and `get_alembic_version` in `nbgrader/api.py`.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check nbgrader==0.9.6

PATH=/usr/bin:/bin venv/bin/python - <<'END'
import shutil

from nbgrader.api import Gradebook
from sqlalchemy import inspect

assert shutil.which("alembic") is None, "this machine has an alembic of its own, which is found"
try:
    Gradebook("sqlite:///gradebook.db")
except FileNotFoundError as error:
    print(f"the first try: {error}")
else:
    raise AssertionError("a new gradebook needs no program any more")
with Gradebook("sqlite:///gradebook.db") as gradebook:
    tables = inspect(gradebook.engine).get_table_names()
print(f"the second try: {len(tables)} tables, alembic_version among them: {'alembic_version' in tables}")
assert "grade" in tables and "alembic_version" not in tables, "the second try differs now"
END
