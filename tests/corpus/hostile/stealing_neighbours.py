# assignment: mnist_sgd
# family: stealing
# about: watches the temporary folders beside its own for other students' notebooks and results
# loses:
# may_lose:
# flag: maybe
# %% end
import os
import tempfile
import time
from pathlib import Path

own = Path.cwd().resolve()
places = {
    own.parent,
    Path(tempfile.gettempdir()),
    Path("/tmp"),
    Path("/var/tmp"),
    Path("/dev/shm"),
    Path("/run"),
}
deadline = time.monotonic() + 4
found = set()
while time.monotonic() < deadline:
    for place in places:
        for depth in ("*/*.ipynb", "*/*/*.ipynb", "*/evidence*", "*/report*.json"):
            try:
                found.update(
                    path for path in place.glob(depth) if own not in path.resolve().parents
                )
            except OSError:
                pass
    time.sleep(0.5)
for path in sorted(found)[:5]:
    try:
        print("CANARY:", path, path.read_text(errors="replace")[:500])
        if os.access(path, os.W_OK):
            Path("@CANARY_FILE@").write_text(f"CANARY:{path} can be changed")
    except OSError:
        pass
