# Every command sets up what it needs: a virtual environment in .venv, from a lock with hashes.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
ASSIGNMENTS := $(notdir $(wildcard solutions/*))

.PHONY: help demo test corpus check lint types release in-step bundle docs bench grader-report answers mutants versions pictures lock clean

help:
	@echo "make demo     grade a sample class and show where to look"
	@echo "make test     run the tests"
	@echo "make corpus TASK=build_model  try a change of the checks of one task on its corpus"
	@echo "make check    lint, types, release in step with solutions, tests"
	@echo "make release  generate assignment/ from solutions/"
	@echo "make bundle   make dist/mnist-keras.zip, which students get"
	@echo "make docs     build the documentation into site/"
	@echo "make bench    measure against stock nbgrader"
	@echo "make grader-report  grade the corpus and write docs/grader-report.md (takes half an hour)"
	@echo "make answers  write down what the kit says where students are confused, or set libraries otherwise"
	@echo "make mutants  grade mutants of right work, and write docs/mutants.md (takes hours the first time)"
	@echo "make versions try the kit with the oldest, the newest and Colab's versions; ENVIRONMENT=colab: one"
	@echo "make pictures make the pictures of README and docs; COURSE=demo-course first keeps that demo"
	@echo "make lock     renew requirements.lock"

# The lock leaves two packages out that others ask for, so that pip must not look for dependencies:
# jsonschema can do without this grammar, whose import costs each command of nbgrader's seconds.
LEFT_OUT := rfc3987-syntax lark

# What grading needs is enough for the demo; tests and documentation need the rest as well. uv installs in
# half of pip's time. It reads no settings of pip's: where it finds no index, pip installs the same.
GRADING := $(VENV)/.grading
QUIET := $(shell [ -t 2 ] || echo --quiet)
define install
$(BIN)/uv pip install $(QUIET) --python $(BIN)/python --compile-bytecode --no-deps --require-hashes --requirement $(1) || $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --requirement $(1)
endef

# The kit's distribution was called autograder once, and two names for the same files would be one too many.
$(GRADING): requirements-grading.lock pyproject.toml
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(0 if (3, 10) <= v <= (3, 13) else "Python %d.%d is not supported, since TensorFlow is not built for it: use 3.10 to 3.13, for example make PYTHON=python3.12. docs/instructor-guide.md, Install, says how to get one where the system has none." % v)'
	@echo "Installing what grading needs into $(VENV): about 0.9 GB to download, and some minutes, the first time."
	$(PYTHON) -m venv $(VENV)
	@awk '/^[^ ]/ {mine = /^uv==/} mine' requirements-grading.lock > $(VENV)/uv.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --requirement $(VENV)/uv.txt
	$(call install,requirements-grading.lock)
	@$(BIN)/python -m pip uninstall --quiet --yes autograder 2>/dev/null || true
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable .
	@touch $@

$(READY): requirements.lock $(GRADING)
	@echo "Installing what the tests and the documentation need as well."
	$(call install,requirements.lock)
	@touch $@

demo: $(GRADING)
	$(BIN)/autograder demo demo-course

# A file at a time: what a file's tests share is made once. Two workers a core, since tests wait for what
# they start, but no more than there is memory for. `tests/schedule.py` puts the longest files first. What
# workers print is shown nowhere, so that nothing need be captured. Python keeps what it has compiled,
# whatever the environment says: tests start hundreds of processes.
WORKERS ?= $(shell $(PYTHON) -c 'import os; print(max(1, min(2 * os.cpu_count(), os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**32)))')

test: $(READY)
	env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder --capture no --durations 25

corpus: $(READY)
	$(BIN)/python tests/try_corpus.py $(TASK) $(if $(WRITE),--write)

lint: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(READY)
	$(BIN)/mypy

release: $(READY)
	$(BIN)/autograder verify --set-points --only-compare >/dev/null || true
	$(BIN)/python tests/check_tables.py
	rm -rf assignment
	for name in $(ASSIGNMENTS); do PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/nbgrader generate_assignment $$name --no-db --force || exit 1; done

in-step: release
	git diff --exit-code --stat -- assignment
	$(BIN)/autograder verify

check: lint types in-step test

bundle: $(GRADING)
	$(BIN)/autograder bundle

docs: $(READY)
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet
	@echo "The documentation is in site/: open site/index.html."

bench: $(READY)
	$(BIN)/python -m benchmarks

grader-report: $(READY)
	$(BIN)/python tests/grader_report.py

answers: $(READY)
	$(BIN)/python tests/answers.py

mutants: $(READY)
	$(BIN)/python tests/mutants.py

versions: $(READY)
	$(BIN)/python tests/versions.py $(ENVIRONMENT) $(if $(WRITE),--write)

pictures: $(READY)
	$(BIN)/python tests/pictures.py $(if $(COURSE),--course $(COURSE))

COMPILE := $(BIN)/uv pip compile pyproject.toml requirements.in --universal --python-version 3.10 --generate-hashes --no-emit-index-url $(LEFT_OUT:%=--no-emit-package %) --no-header --quiet

lock: $(READY)
	$(COMPILE) --extra cluster --extra docs --extra instructor --extra notebook --extra test --output-file requirements.lock
	$(COMPILE) --extra instructor --constraint requirements.lock --output-file requirements-grading.lock

clean:
	rm -rf $(VENV) demo-course site .pytest_cache .mypy_cache .ruff_cache
