# Everything a fresh machine with Python 3.11 and make needs: `make run`, `make test`, `make lint`, `make bench`, `make generate`, `make reports`.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
# Carries axe-core, of which alone use is made: what the package needs besides, a browser of its own, is left out.
AXE := tests/axe.lock

.PHONY: run test lint bench generate reports resilience pictures lock audit fuzz crash clean

run: $(INSTALLED)
	$(BIN)/conformance run

# One process more than there are processors: many tests wait for a socket. A file of tests stays in one, which keeps what its tests share; OPTIONS go to pytest, such as OPTIONS="-n 0 -k address".
test: $(INSTALLED)
	@sh tests/browser.sh
	$(BIN)/python -m pytest --numprocesses $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1) --dist loadfile $(OPTIONS)

lint: $(INSTALLED)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

# Writes reports/performance.md; takes about half an hour of a machine that does nothing else. PARTS measures some of it only, and writes nothing.
bench: $(INSTALLED)
	$(BIN)/python -m bench $(PARTS)

# Writes every file that is made from the book or the reference; the tests say when one is stale.
generate: $(INSTALLED)
	$(BIN)/python -m conformance.writer
	$(BIN)/python -m reference_impl.openapi > fixtures/openapi.json
	$(BIN)/python -m supply.licences

# Puts the suite on trial and writes what came of it; takes about three quarters of an hour. The tests say when one of these files is stale.
# A fault that the explorer misses is no reason to end: its page names it.
reports: $(INSTALLED)
	$(BIN)/python -m conformance.publishing reports
	$(BIN)/conformance prove --http --output reports
	$(BIN)/conformance prove --readings --output reports
	$(BIN)/conformance prove --mutants --output reports
	-$(BIN)/conformance prove --explorer --output reports

# Meets every target that misbehaves, and writes what a run says of it and takes; some minutes.
resilience: $(INSTALLED)
	$(BIN)/python -m tests.broken reports/resilience.md

# Takes the pictures of the README anew, with Debian's chromium.
pictures: $(INSTALLED)
	@sh tests/browser.sh
	$(BIN)/python -m tests.pictures docs
	$(BIN)/python -m tests.playground_picture docs/playground.png

# Nothing is installed but what the lock has, by its hashes; the project itself is built with what is then there.
$(INSTALLED): pyproject.toml requirements.lock $(AXE)
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	-$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --requirement $(AXE)
	touch $@

# After a change of the dependencies, or a merge of two; what is pinned stays so. LOCK=--upgrade takes the newest of all. Its uv comes from
# the lock before, or for the first time from anywhere.
lock:
	$(or $(wildcard $(BIN)/uv),uv) pip compile pyproject.toml --extra test --universal --python-version 3.11 --generate-hashes \
		--no-annotate --no-header --quiet $(LOCK) --output-file requirements.lock
	echo axe-playwright-python | $(or $(wildcard $(BIN)/uv),uv) pip compile - --universal --python-version 3.11 --generate-hashes --no-deps \
		--no-annotate --no-header --quiet $(LOCK) --output-file $(AXE)

# Whether anything is known against what is locked; where the data cannot be reached, a line says so.
audit: $(INSTALLED)
	$(BIN)/python -m supply.audit

# Hostile bytes for whatever reads something, for SECONDS each; the tests ask a little of it. What was found is beside .fuzzing/NAME.
FUZZED ?= reader snippets record target-file mapping judge server
SECONDS ?= 60
fuzz: $(INSTALLED)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check 'atheris>=3'
	for name in $(FUZZED); do $(BIN)/python -m tests.fuzz $$name $(SECONDS) || exit 1; done

# Kills 200 runs at random moments, and says what came of it; the tests do so too.
crash: $(INSTALLED)
	$(BIN)/python -m tests.killing 200

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
