# assignment: mnist_adam
# family: harming
# about: tries to mount a tmpfs over its own folder and to make the system writable
# loses:
# may_lose: *
# flag: maybe
# %% end
import ctypes
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


MS_REMOUNT, MS_BIND = 32, 4096
libc = ctypes.CDLL(None, use_errno=True)
folder = tempfile.mkdtemp()
if libc.mount(b"none", folder.encode(), b"tmpfs", 0, b"size=1m") == 0:
    print("CANARY: mounted a tmpfs")
    libc.umount2(folder.encode(), 2)
    try:
        Path("@CANARY_FILE@").write_text("CANARY:mounted a tmpfs")
    except OSError:
        pass
# Only a sandbox has a read-only system; elsewhere there is nothing to remount.
if in_a_sandbox():
    for place in (b"/usr", b"/etc", b"/"):
        if libc.mount(b"none", place, None, MS_REMOUNT | MS_BIND, None) == 0:
            print("CANARY: remounted", place)
os.rmdir(folder)
