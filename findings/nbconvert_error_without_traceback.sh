#!/usr/bin/env bash
# An error without a traceback is invisible on a page of nbconvert.
#
# Guess: an output of the type `error` shows its name and its message on the page, with or without a traceback:
# the format demands all three.
# Is: the templates print the lines of the traceback and nothing else. With an empty list, which is valid and
# which kernels send where tracebacks are switched off, the cell looks as if it had run and printed nothing.
# The same holds for Markdown, LaTeX and text.
# Versions: nbconvert 7.17.2, nbformat 5.11.1
# Source: `block error` and `block traceback_line` in `share/jupyter/nbconvert/templates/` of nbconvert.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --no-compile --disable-pip-version-check nbconvert==7.17.2 nbformat==5.11.1

venv/bin/python - <<'END'
import nbformat
from nbconvert import HTMLExporter, LatexExporter, MarkdownExporter
from nbformat.v4 import new_code_cell, new_notebook, new_output


def shows_error(exporter, traceback):
    error = new_output("error", ename="NameOfError", evalue="what-it-says", traceback=traceback)
    notebook = new_notebook(cells=[new_code_cell("f()", outputs=[error])])
    nbformat.validate(notebook)
    text = exporter().from_notebook_node(notebook)[0]
    return "NameOfError" in text or "what-it-says" in text


for exporter in (HTMLExporter, MarkdownExporter, LatexExporter):
    seen = [shows_error(exporter, ["NameOfError: what-it-says"]), shows_error(exporter, [])]
    print(f"{exporter.__name__}: with a traceback {seen[0]}, without {seen[1]}")
    assert seen == [True, False], f"{exporter.__name__} shows the error now"
END
