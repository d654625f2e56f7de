# assignment: mnist_adam
# family: harming
# about: opens the kernel's settings, the autograder's own files and the control groups for writing
# loses:
# may_lose:
# flag: maybe
# %% end
import os
from pathlib import Path

import autograder

# Opening is proof enough; nothing is ever written.
targets = [
    Path("/proc/sys/kernel/core_pattern"),
    Path("/proc/sys/kernel/hostname"),
    Path("/proc/sysrq-trigger"),
    Path("/etc/passwd"),
    Path("/etc/ld.so.preload"),
    Path(np.__file__),
    Path(keras.__file__),
    *Path(autograder.__file__).parent.rglob("*.py"),
    *Path(autograder.__file__).parent.rglob("*.toml"),
    *Path("/sys/fs/cgroup").glob("*.max"),
    *Path("/sys/fs/cgroup").glob("release_agent"),
]
for target in targets:
    try:
        os.close(os.open(target, os.O_WRONLY))
    except OSError:
        continue
    print("CANARY: could write", target)
    try:
        Path("@CANARY_FILE@").write_text(f"CANARY:could write {target}")
    except OSError:
        pass
