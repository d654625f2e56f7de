# assignment: mnist_sgd
# family: harming
# about: becomes root, raises its limits, keeps its capabilities and makes a set-user-id program
# loses:
# may_lose:
# flag: maybe
# %% end
import os
import resource
import shutil
import subprocess
from pathlib import Path


def seen(what):
    print("CANARY:", what)
    try:
        Path("@CANARY_FILE@").write_text(f"CANARY:{what}")
    except OSError:
        pass


for limit in (
    "RLIMIT_NPROC",
    "RLIMIT_DATA",
    "RLIMIT_AS",
    "RLIMIT_FSIZE",
    "RLIMIT_CPU",
    "RLIMIT_NOFILE",
):
    number = getattr(resource, limit)
    soft, hard = resource.getrlimit(number)
    if hard != resource.RLIM_INFINITY:
        try:
            resource.setrlimit(number, (hard + 1, hard + 1))
            seen(f"raised the hard limit {limit}")
            resource.setrlimit(number, (soft, hard))
        except (OSError, ValueError):
            pass
try:
    capabilities = [
        line
        for line in Path("/proc/self/status").read_text().splitlines()
        if line.startswith("CapEff")
    ]
    if int(capabilities[0].split()[1], 16):
        seen(f"has capabilities: {capabilities[0]}")
except (OSError, IndexError):
    pass
try:
    program = Path.cwd() / "id-with-set-user-id"
    shutil.copy("/usr/bin/id", program)
    os.chmod(program, 0o6755)
    print(subprocess.run([program], capture_output=True, text=True, timeout=10).stdout)
    program.unlink()
except (OSError, subprocess.SubprocessError):
    pass
