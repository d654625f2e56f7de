#!/usr/bin/env bash
# A sandbox with `--die-with-parent` is killed when the thread that started it ends.
#
# Guess: with `--die-with-parent` a sandbox lives as long as the process that started it, as bwrap's help says
# ("bwrap or bwrap's parent dies").
# Is: for the kernel the parent is the thread. A sandbox that one thread of a pool has started for all of
# them is killed once the pool is closed, or once its thread has nothing more to do, while the process lives
# on. It ends with signal 9, as if memory had run out. Who keeps a sandbox for longer starts it from a thread
# that lives as long.
# Versions: bubblewrap 0.8.0, Python 3.11, Linux 6.18; taken from the system's packages where bwrap is not
# installed
# Source: `handle_die_with_parent` in `bubblewrap.c`, PR_SET_PDEATHSIG in prctl(2).
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
bwrap=$(command -v bwrap || true)
if [ -z "$bwrap" ]; then
  apt-get download -qq bubblewrap
  dpkg-deb -x bubblewrap_*.deb .
  bwrap="$folder/usr/bin/bwrap"
fi
"$bwrap" --version

cat > seen.py <<'END'
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor


def start(*options):
    return subprocess.Popen([sys.argv[1], "--dev-bind", "/", "/", *options, "--", "sleep", "60"])


def state(process):
    time.sleep(1)
    return "alive" if process.poll() is None else f"ended with {process.returncode}"


with ThreadPoolExecutor(1) as pool:
    bound, free = (pool.submit(start, *options).result() for options in (["--die-with-parent"], []))
    open_pool = state(bound)
closed_pool = state(bound)
print(f"while its thread lives: {open_pool}; in the same process, without the thread: {closed_pool}")
print(f"without --die-with-parent: {state(free)}")
assert open_pool == "alive" and state(free) == "alive"
assert closed_pool == "ended with -9", "the sandbox outlives its thread now"
free.kill()
END
python3 seen.py "$bwrap"
