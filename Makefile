# Everything a fresh machine with Python 3.11 and make needs: `make run`, `make test`, `make lint`, `make bench`, `make generate`, `make reports`.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
# Carries axe-core, of which alone use is made: what the package needs besides, a browser of its own, is left out.
AXE := axe-playwright-python

.PHONY: run test lint bench generate reports pictures clean

run: $(INSTALLED)
	$(BIN)/conformance run

# A file of tests stays in one process, which keeps what its tests share; OPTIONS go to pytest, such as OPTIONS="-n 0 -k address".
test: $(INSTALLED)
	@sh tests/browser.sh
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile $(OPTIONS)

lint: $(INSTALLED)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

bench: $(INSTALLED)
	$(BIN)/python -m bench

# Writes every file that is made from the book or the reference; the tests say when one is stale.
generate: $(INSTALLED)
	$(BIN)/python -m conformance.writer
	$(BIN)/python -m reference_impl.openapi > fixtures/openapi.json

# Puts the suite on trial and writes what came of it; takes about three quarters of an hour. The tests say when one of these files is stale.
# A fault that the explorer misses is no reason to end: its page names it.
reports: $(INSTALLED)
	$(BIN)/python -m conformance.publishing reports
	$(BIN)/conformance prove --http --output reports
	$(BIN)/conformance prove --readings --output reports
	$(BIN)/conformance prove --mutants --output reports
	-$(BIN)/conformance prove --explorer --output reports

# Takes the pictures of the README anew, with Debian's chromium.
pictures: $(INSTALLED)
	@sh tests/browser.sh
	$(BIN)/python -m tests.pictures docs
	$(BIN)/python -m tests.playground_picture docs/playground.png

$(INSTALLED): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[test]'
	-$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --no-deps $(AXE)
	touch $@

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
