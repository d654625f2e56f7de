# assignment: mnist_sgd
# family: harming
# about: file names with newlines, options, wildcards, escapes and bytes that are not UTF-8
# loses:
# may_lose:
# flag: maybe
# %% end
import os
import tempfile
from pathlib import Path


def in_a_sandbox():
    """Says whether harm stays inside: the canary's folder is hidden and one user is mapped."""
    try:
        users = Path("/proc/self/uid_map").read_text().split()[2]
    except (OSError, IndexError):
        return False
    return users == "1" and not Path("@CANARY_FILE@").parent.is_dir()


# Such names stay out of a developer's own folder.
folder = tempfile.mkdtemp() if not in_a_sandbox() else os.getcwd()
names = [
    b"-rf",
    b"--help",
    b"*",
    b"a\nb.json",
    b"\xff\xfe.npy",
    b"\x1b]0;owned\x07.txt",
    b"$(touch canary)",
    b"`id`",
    b"'; DROP TABLE grade; --",
    "evidence\u202enosj".encode(),
    b"<img src=x onerror=alert(1)>.json",
    b"=cmd()|calc.csv",
    b" ",
    b"x" * 255,
]
for name in names:
    try:
        with open(os.path.join(os.fsencode(folder), name), "xb") as file:
            file.write(b"{}")
    except OSError as problem:
        print(problem.errno)
