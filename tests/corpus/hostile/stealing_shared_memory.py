# assignment: mnist_sgd
# family: stealing
# about: shared memory, message queues, keyrings and locks are searched for what others left there
# loses:
# may_lose:
# flag: maybe
# %% end
import ctypes
import os
from pathlib import Path

libc = ctypes.CDLL(None, use_errno=True)
for name in ("shm", "msg", "sem"):
    try:
        for line in Path(f"/proc/sysvipc/{name}").read_text().splitlines()[1:]:
            print("CANARY: System V", name, line)
    except OSError:
        pass
for folder in ("/dev/shm", "/dev/mqueue"):
    try:
        for entry in os.scandir(folder):
            if entry.stat().st_uid == os.getuid() and "@" not in entry.name:
                print("CANARY: shared", entry.path, entry.stat().st_size)
    except OSError:
        pass
try:
    print("keys:", len(Path("/proc/keys").read_text().splitlines()))
except OSError:
    pass
