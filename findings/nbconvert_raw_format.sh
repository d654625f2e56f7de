#!/usr/bin/env bash
# nbconvert does not read the key in which the notebook format keeps what a raw cell is for.
#
# Guess: a raw cell with `"format": "text/latex"` in its metadata, as the notebook format describes and its
# schema checks, is left out of a web page and stands in LaTeX.
# Is: nbconvert reads `raw_mimetype` alone, of which the schema knows nothing. A cell with only `format` is one
# for any output, so that LaTeX stands on the web page and HTML in the LaTeX file.
# Versions: nbconvert 7.17.2, nbformat 5.11.1
# Source: `raw_cell` in nbformat's `v4/nbformat.v4.5.schema.json`, "Raw NBConvert cells" in nbformat's
# documentation; `share/jupyter/nbconvert/templates/base/null.j2` of nbconvert.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --no-compile --disable-pip-version-check nbconvert==7.17.2 nbformat==5.11.1

venv/bin/python - <<'END'
import nbformat
from nbconvert import HTMLExporter, LatexExporter
from nbformat.v4 import new_notebook, new_raw_cell


def shown_in(**metadata):
    notebook = new_notebook(cells=[new_raw_cell("of-the-cell", metadata=metadata)])
    nbformat.validate(notebook)
    return [
        "of-the-cell" in exporter().from_notebook_node(notebook)[0]
        for exporter in (HTMLExporter, LatexExporter)
    ]


for key in ("format", "raw_mimetype"):
    print(f"{key} text/latex: in HTML, in LaTeX {shown_in(**{key: 'text/latex'})}")
assert shown_in(format="text/latex") == shown_in(format="text/html") == [True, True], "`format` is read now"
assert shown_in(raw_mimetype="text/latex") == [False, True]
try:
    shown_in(format=1)
except nbformat.ValidationError:
    print("the schema knows `format`")
END
