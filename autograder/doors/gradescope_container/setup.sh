#!/usr/bin/env bash
# Run once, as root, when the image is built: installs the kit and closes its secrets to everybody else.
set -euo pipefail
ROOT="${AUTOGRADER_ROOT:-/autograder}"
SOURCE="$ROOT/source"
PYTHON="$ROOT/venv/bin/python"

export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends python3 python3-venv bubblewrap

python3 -c 'import sys; sys.exit(not (3, 10) <= sys.version_info[:2] <= (3, 13))' || {
  echo "The kit needs Python 3.10 to 3.13: choose another base image, such as Ubuntu 22.04 or 24.04." >&2
  exit 1
}
python3 -m venv "$ROOT/venv"
"$PYTHON" -m pip install --quiet --disable-pip-version-check --no-cache-dir \
  --no-deps --require-hashes --requirement "$SOURCE/requirements.lock"
"$PYTHON" -m pip install --quiet --disable-pip-version-check --no-cache-dir \
  --no-deps --no-build-isolation "$SOURCE/kit"

# The seed, the solutions, and the kit with all that answers a task or knows the labels are root's
# alone. Student code runs as another user, or in a sandbox, with a copy of the modules that it needs.
chmod -R go= "$SOURCE"
chmod -R go= "$("$PYTHON" -I -c 'import pathlib, autograder; print(pathlib.Path(autograder.__file__).parent)')"
