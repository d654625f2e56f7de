"""Open the notebooks: `python start.py`. The first time, this installs what they need."""

import platform
import re
import subprocess
import sys
import time
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
ENVIRONMENT = HERE / ".venv"
PYTHON = ENVIRONMENT / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
READY = ENVIRONMENT / "ready.txt"
# Measured with Python 3.11 on Linux.
SIZE = "about 0.7 GB to download, 2.5 GB on the disk"
# What is opened if no notebook is named, and none has been saved since they were unpacked.
FIRST = "mnist_sgd.ipynb"
# Words of pip, and what they mean: the first that fits. Without a network it says at the end that it
# found no package, so that the network comes first.
REASONS = (
    (r"No space left on device", "space"),
    (r"connection broken by|NewConnectionError|NameResolution|ConnectTimeout|ReadTimeout"
     r"|SSLError|ProxyError|Could not fetch URL|Network is unreachable", "network"),
    (r"No matching distribution found for (\S+)|requires a different Python"
     r"|ResolutionImpossible|is not a supported wheel", "package"),
)  # fmt: skip
SAID = {
    "space": "The disk is full: the notebooks need 2.5 GB. Make room, and run the same command again.",
    "network": "There is no network, or it lets no packages through. Run the same command again when "
    "there is one. What has been downloaded is kept.",
    "package": "A package does not exist for this computer: {package} for Python {python} on "
    "{system}. Try another Python from 3.10 to 3.13 (64 bits), or work in the browser: ask your "
    "instructor for a hub or for the notebook for Colab.",
    "intel mac": "TensorFlow is no longer built for Macs with an Intel processor. Work in the browser: "
    "ask your instructor for a hub or for the notebook for Colab. Nothing is wrong with your Python.",
    "": "The installation failed. The lines above say why; show them to your instructor.",
}


USAGE = f"""\
python start.py                       open the first notebook, or the one that was saved last
python start.py mnist_adam.ipynb      open that one; further options go to JupyterLab
python start.py check NOTEBOOK.ipynb  check a whole notebook as grading does, with its own inputs

The first time it installs what that needs: {SIZE}."""


def main() -> int:
    """Install once; then run the command that is given, or JupyterLab with the options given."""
    if not (3, 10) <= sys.version_info[:2] <= (3, 13):
        found = "{}.{}".format(*sys.version_info[:2])
        print(
            f"This is Python {found}, for which TensorFlow is not built. Install Python 3.10 to 3.13 "
            "beside it, and run this file with that one, such as: python3.13 start.py. Where the "
            "system has none, get it from python.org, or from a tool with its own: `pip install uv`, "
            "then `uv run --python 3.13 start.py`."
        )
        return 2
    if sys.argv[1:2] in (["-h"], ["--help"]):
        print(USAGE)
        return 0
    asked = sys.argv[1] if sys.argv[1:] else ""
    if asked and not asked.startswith("-") and not asked.endswith(".ipynb") and asked != "check":
        print(f"There is no command {asked!r} here.\n\n{USAGE}")
        return 2
    if not READY.is_file() and not install():
        return 1
    words = sys.argv[1:]
    if words and not words[0].startswith("-") and not words[0].endswith(".ipynb"):
        return subprocess.call([str(PYTHON), "-m", "autograder.doors.cli", *words], cwd=HERE)
    if not any(word.endswith(".ipynb") for word in words):
        words.append(notebook_to_open(HERE))
    return subprocess.call([str(PYTHON), "-m", "jupyter", "lab", *words], cwd=HERE)


def notebook_to_open(folder: Path) -> str:
    """Return the name of the notebook that was saved last, or of the first as they came."""
    paths = sorted(folder.glob("*.ipynb"), key=lambda path: (path.name != FIRST, path.name))
    times = [path.stat().st_mtime for path in paths]
    return paths[times.index(max(times))].name if paths else FIRST


def install() -> bool:
    """Install the kit and JupyterLab into an environment of their own; return whether that worked."""
    print(f"Installing what the notebooks need, once: {SIZE}.", flush=True)
    venv.create(ENVIRONMENT, with_pip=True)
    words = ["install", "--progress-bar", "off", "--disable-pip-version-check"]
    command = [str(PYTHON), "-m", "pip", *words, f"{HERE / 'kit'}[notebook]"]
    lines = []
    began = time.monotonic()
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    ) as pip:
        for line in pip.stdout or ():
            lines.append(line.rstrip())
            said = progress(line)
            if said:
                print(f"[{time.monotonic() - began:3.0f} s] {said}", flush=True)
    if pip.returncode == 0:
        READY.write_text("installed\n", encoding="utf-8")
        print("Installed.", flush=True)
        return True
    print("\n".join(lines[-12:]))
    print(why("\n".join(lines)))
    return False


def progress(line: str) -> str:
    """Return what a line of pip's says of something that takes long, in words; else ""."""
    found = re.match(r"\s*Downloading (\S+?)-\d\S* \((\d[\d.]* [MG]B)\)", line)
    if found:
        return f"Downloading {found[1]} ({found[2]}) …"
    if line.startswith("Installing collected packages"):
        return f"Unpacking {line.count(',') + 1} packages, which takes a minute or two …"
    return ""


def why(text: str) -> str:
    """Return why pip failed, and what to do, as far as its words say it."""
    for pattern, reason in REASONS:
        found = re.search(pattern, text)
        if found is None:
            continue
        package = (found[1] if found.groups() and found[1] else "one of them").rstrip(".,")
        if reason == "package" and (sys.platform, platform.machine()) == ("darwin", "x86_64"):
            reason = "intel mac"
        python = "{}.{}".format(*sys.version_info[:2])
        system = f"{platform.system()} ({platform.machine()})"
        return SAID[reason].format(package=package, python=python, system=system)
    return SAID[""]


if __name__ == "__main__":
    sys.exit(main())
