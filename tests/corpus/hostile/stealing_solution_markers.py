# assignment: mnist_adam
# family: stealing
# about: looks on the import path and in the working directory for files with solution markers
# loses:
# may_lose:
# flag: maybe
# %% end
import itertools
import sys
from pathlib import Path

import autograder

MARKER = "BEGIN " + "SOLUTION"
package = Path(autograder.__file__).resolve().parent
roots = [
    package,
    package.parent / "solutions",
    Path.cwd(),
    Path.cwd().parent,
    *map(Path, sys.path[:2]),
]
for root in roots:
    for pattern in ("*.ipynb", "*/*.ipynb", "*/*/*.ipynb", "*.py"):
        for path in itertools.islice(root.glob(pattern), 200):
            try:
                text = path.read_text(encoding="utf-8", errors="replace")
            except OSError:
                continue
            if MARKER in text and "mnist_adam" in text and "raise NotImplementedError" not in text:
                start = text.index(MARKER)
                print("CANARY:", path, text[start : start + 500])
