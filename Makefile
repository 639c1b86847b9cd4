# Needs make and Python 3.11 or newer, nothing else. Everything goes into .venv, made here.
.POSIX:
.PHONY: help demo test lint types format bench docs clean

VENV = .venv
BIN = $(VENV)/bin
PIP = $(BIN)/python -m pip --disable-pip-version-check --quiet install -c constraints.txt

help:
	@echo "make demo    analyse the built-in sample company: exready-demo/reports"
	@echo "make test    all gates: lint, types, tests; says what it skipped and why"
	@echo "make lint    style and format, nothing is changed"
	@echo "make types   types"
	@echo "make format  put the code into its format"
	@echo "make docs    write the generated parts of the documents again"
	@echo "make bench   measure speed and memory"
	@echo "make clean   remove everything that make made"

demo: $(VENV)/.runtime
	$(BIN)/exready demo exready-demo

test: lint types
	$(BIN)/pytest -n auto --no-loadscope-reorder

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev
	$(BIN)/mypy

format: $(VENV)/.dev
	$(BIN)/ruff check --fix-only --exit-zero .
	$(BIN)/ruff format .

docs: $(VENV)/.dev
	EXREADY_UPDATE=1 $(BIN)/pytest tests/docs

bench: $(VENV)/.dev
	$(BIN)/python -m benchmarks

clean:
	rm -rf $(VENV) build dist exready-demo .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The first Python that is new enough and can make a virtual environment.
$(BIN)/python:
	@for found in python3.13 python3.12 python3.11 python3 python; do \
	  if "$$found" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then \
	    echo "Making $(VENV) with $$("$$found" --version)" >&2; \
	    exec "$$found" -m venv $(VENV); \
	  fi; \
	done; \
	echo "No Python 3.11 or newer with venv was found. Install one (Debian: python3 and python3-venv)." >&2; \
	exit 1

$(VENV)/.runtime: $(BIN)/python pyproject.toml constraints.txt
	@echo "Installing exready and what it needs into $(VENV)" >&2
	@$(PIP) -e .
	@touch $@

$(VENV)/.dev: $(BIN)/python pyproject.toml constraints.txt
	@echo "Installing exready, what it needs and the test tools into $(VENV)" >&2
	@$(PIP) -e '.[dev]'
	@touch $@ $(VENV)/.runtime
