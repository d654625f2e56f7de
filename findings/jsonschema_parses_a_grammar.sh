#!/usr/bin/env bash
# An extra of jsonschema makes each `import nbformat` parse a grammar.
#
# Guess: the extra `format-nongpl`, for which jupyter-events asks, adds checkers that cost something only when
# a format is checked. nbformat, which checks none, imports as fast with it as without.
# Is: the extra brings `rfc3987-syntax`, which jsonschema imports as soon as it is imported, and which then has
# lark build the parser of RFC 3987. Each command of Jupyter and nbgrader pays for it, in processor time.
# Versions: jsonschema 4.26.0, rfc3987-syntax 1.1.0, nbformat 5.11.1
# Source: `jsonschema/_format.py` of jsonschema (the import beside `is_iri`); `rfc3987_syntax/syntax_helpers.py`.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check jsonschema==4.26.0 nbformat==5.11.1
cat > seen.py <<'END'
import sys
import time

before = time.process_time()
import nbformat

print(time.process_time() - before, "lark" in sys.modules)
END
plain=$(venv/bin/python seen.py && venv/bin/python seen.py)
venv/bin/pip install --quiet --disable-pip-version-check "jsonschema[format-nongpl]==4.26.0" rfc3987-syntax==1.1.0
extra=$(venv/bin/python seen.py && venv/bin/python seen.py)

venv/bin/python - "$plain" "$extra" <<'END'
import sys

(_, (plain, without)), (_, (extra, with_lark)) = ([line.split() for line in text.splitlines()] for text in sys.argv[1:])
print(f"import nbformat: {float(plain):.2f} s of processor time, with the extra {float(extra):.2f} s")
assert (without, with_lark) == ("False", "True"), "the grammar is read at another time now"
assert float(extra) > 1.5 * float(plain), "the grammar costs next to nothing now"
END
