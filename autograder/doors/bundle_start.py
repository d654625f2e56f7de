"""Open the notebooks: `python start.py`. The first time, this installs what they need."""

import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
ENVIRONMENT = HERE / ".venv"
PYTHON = ENVIRONMENT / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
READY = ENVIRONMENT / "ready.txt"


def main() -> int:
    """Install once; then run the command that is given, or JupyterLab with the options given."""
    if not (3, 10) <= sys.version_info[:2] <= (3, 13):
        found = "{}.{}".format(*sys.version_info[:2])
        print(f"This is Python {found}. Please install Python 3.10 to 3.13 and use that.")
        return 2
    if not READY.is_file():
        print("Installing what the notebooks need. This takes a few minutes …", flush=True)
        venv.create(ENVIRONMENT, with_pip=True)
        install = [str(PYTHON), "-m", "pip", "install", "--quiet", str(HERE / "kit")]
        if subprocess.call(install) != 0:
            print("The installation failed. Is there a network? Run the same command again.")
            return 1
        READY.write_text("installed\n", encoding="utf-8")
    words = sys.argv[1:]
    if words and not words[0].startswith("-"):
        return subprocess.call([str(PYTHON), "-m", "autograder.doors.cli", *words], cwd=HERE)
    return subprocess.call([str(PYTHON), "-m", "jupyter", "lab", *words], cwd=HERE)


if __name__ == "__main__":
    sys.exit(main())
