# make report   set everything up and print the status of the book
# make test     set everything up and pass the tests
# make check    check the records, the code's style and its types
# make demo     build the demonstration book (示例) in build/demo
# make bench    measure beside peers and the floor

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
NPM_PACKAGES := tests/editors/node_modules/.package-lock.json

.PHONY: report test check demo bench lock clean

report: $(VENV)/runtime
	@$(BIN)/tasks report

test: $(VENV)/development $(NPM_PACKAGES) $(VENV)/system
	$(BIN)/ruff check --quiet
	$(BIN)/ruff format --check --quiet
	$(BIN)/mypy
	$(BIN)/python -m pytest -q

check: $(VENV)/development
	$(BIN)/tasks check
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

demo: $(VENV)/runtime
	@$(BIN)/python tools/demo/build.py build/demo
	@$(BIN)/tasks --root build/demo report --as-of 2026-11-15

bench: $(VENV)/development
	$(BIN)/python tools/bench/run.py

# The development set comes first: its packages hold back some that the program alone would take newer.
lock: $(VENV)/development
	$(BIN)/pip-compile --quiet --strip-extras --generate-hashes --no-emit-index-url --no-emit-find-links --no-emit-options --no-header \
		--allow-unsafe --extra dev --output-file requirements-dev.lock pyproject.toml
	$(BIN)/pip-compile --quiet --strip-extras --generate-hashes --no-emit-index-url --no-emit-find-links --no-emit-options --no-header \
		--constraint requirements-dev.lock --output-file requirements.lock pyproject.toml

clean:
	rm -rf $(VENV) public build dist tests/editors/node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(BIN)/python:
	@$(PYTHON) -m venv $(VENV) || (tools/install-system-packages python3-venv && $(PYTHON) -m venv --clear $(VENV))

$(VENV)/runtime: requirements.lock pyproject.toml | $(BIN)/python
	@$(PIP) --require-hashes -r requirements.lock
	@$(PIP) --no-deps --editable .
	@touch $@

$(VENV)/development: requirements-dev.lock $(VENV)/runtime
	@$(PIP) --require-hashes -r requirements-dev.lock
	@touch $@

# The tests print forms with LibreOffice and run GitLab's CI file, which needs rsync; where these cannot be had, those tests are skipped.
$(VENV)/system: | $(BIN)/python
	@command -v soffice >/dev/null && command -v pdftotext >/dev/null && command -v rsync >/dev/null \
		|| tools/install-system-packages libreoffice-writer-nogui poppler-utils fonts-noto-cjk rsync || true
	@touch $@

# Without npm the tests of editors and of GitLab's CI file are skipped, so it is installed where that is possible.
$(NPM_PACKAGES): tests/editors/package-lock.json
	@command -v npm >/dev/null || tools/install-system-packages nodejs npm || true
	@if command -v npm >/dev/null; then npm ci --silent --prefix tests/editors; else mkdir -p $(@D) && touch $@; fi
