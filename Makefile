# make report   set everything up and print the status of the book
# make fast     pass the tests that take under a minute together: after every step
# make test     set everything up and pass the tests
# make check    check the records, the code's style and its types
# make site     build the internal site in public/ (site-public: only what is open, in build/site-public;
#               site-offline: a zip that opens without a server; serve: live while editing)
# make demo     build the demonstration book (示例) in build/demo
# make bench    measure beside peers and the floor
# make measure  print how the code is laid out (AT=HEAD~10: at a revision)
# make coverage state how much of the code the tests reach; fails where the core rooms are not reached whole
# make release  build wheel and sdist in dist/ and try them in a bare environment
# make script   bundle site/script/ into the site's one script; committed, as a test holds
# make fuzz     try hostile books (N=20000 SEED=1); exit70=0 says that none met a bug
# make mutants  change the modules that decide about dates in small wrong ways; each must be noticed (MODULES="status/matters.py")

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# What pip says reaches the reader only where it fails.
PIP := tools/quietly $(BIN)/python -m pip install --disable-pip-version-check
NPM_PACKAGES := tests/npm/node_modules/.package-lock.json

# Python keeps what it compiled, even where the environment says not to: a start would take twice the time without it.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: report fast test check site site-public site-offline serve demo bench measure coverage release fuzz mutants script vendor pictures lock clean

report: $(VENV)/runtime
	@$(BIN)/tasks report

fast: $(VENV)/development
	@$(BIN)/python -m pytest -q -m "not slow" --numprocesses auto --dist loadfile

test: $(VENV)/development $(NPM_PACKAGES) $(VENV)/system
	$(BIN)/ruff check --quiet
	$(BIN)/ruff format --check --quiet
	$(BIN)/mypy
	$(BIN)/python -m pytest -q --numprocesses auto --dist loadfile --no-loadscope-reorder

check: $(VENV)/development
	$(BIN)/tasks check
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

# Material prints an advertisement for its successor unless told not to.
MKDOCS := NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs

site: $(VENV)/runtime
	@$(MKDOCS) build --quiet && echo "网站在 public/index.html"

site-public: $(VENV)/runtime
	@DUBAN_EDITION=public $(MKDOCS) build --quiet --site-dir build/site-public && echo "公开网站在 build/site-public/index.html"

site-offline: $(VENV)/runtime
	@OFFLINE=true $(MKDOCS) build --quiet --site-dir build/site-offline
	@$(BIN)/python tools/zip_folder.py build/site-offline build/site-offline.zip && echo "网站压缩包在 build/site-offline.zip，解压后打开 index.html"

serve: $(VENV)/runtime
	@$(MKDOCS) serve

demo: $(VENV)/runtime
	@$(BIN)/python tools/demo/build.py build/demo
	@$(BIN)/tasks --root build/demo report --as-of 2026-11-15

bench: $(VENV)/development
	$(BIN)/python tools/bench/run.py
	$(BIN)/python tools/bench/site_run.py

measure: $(VENV)/development
	@$(BIN)/python tools/measure.py $(if $(AT),--at $(AT))

# The tests of the browser, of editors, of the site's script and of a fresh machine run other programs, those that follow a walk of
# CONTRIBUTING run a copy of the code: they are slow, and cover nothing more.
UNCOVERED := site/test_browser site/test_script schemas/test_editors stories/test_start stories/test_purge house/test_walks house/test_added_field
# Some tests run the program as another user, who must be able to say what they reached.
coverage: $(VENV)/development
	@mkdir -p build/coverage && chmod a+rwx build/coverage && $(BIN)/coverage erase
	@nice $(BIN)/coverage run -m pytest -q --numprocesses 2 --dist loadfile $(UNCOVERED:%=--ignore tests/%.py)
	@$(BIN)/coverage combine --quiet
	@$(BIN)/python tools/coverage_rooms.py

release: $(VENV)/development
	@$(BIN)/python tools/release.py

N ?= 20000
SEED ?= 1
fuzz: $(VENV)/development
	@$(BIN)/python tools/fuzz/run.py $(N) --seed $(SEED) --jobs $$(nproc 2>/dev/null || echo 1)

MODULES ?=
mutants: $(VENV)/development
	@nice $(BIN)/python tools/mutants/run.py $(MODULES)

# Locked for the oldest Python promised (requires-python), whatever Python this environment has; more options stand in pyproject.toml.
# The development set comes first: its packages hold back some that the program alone would take newer. The update bot
# (renovate.json) reads the head of each file and runs the command that it names. KEEP=1 renews only what pyproject.toml no longer allows.
LOCK := $(BIN)/uv pip compile --quiet --python-version 3.11.2 $(if $(KEEP),,--upgrade)
LOCKED := uv pip compile --python-version=3.11.2
lock: $(VENV)/development
	$(LOCK) --extra dev --output-file requirements-dev.lock pyproject.toml \
		--custom-compile-command "$(LOCKED) --extra=dev --output-file=requirements-dev.lock pyproject.toml"
	$(LOCK) --constraint requirements-dev.lock --output-file requirements.lock pyproject.toml \
		--custom-compile-command "$(LOCKED) --constraint=requirements-dev.lock --output-file=requirements.lock pyproject.toml"

# The pictures in the README, taken anew of the demonstration site.
pictures: $(VENV)/development $(VENV)/system
	$(BIN)/python tools/pictures/take.py

# The site's own script: pages open from file://, so one classic script is made of its parts.
NPM_RUN := npm run --silent --prefix tests/npm
script: $(NPM_PACKAGES)
	@$(BIN)/python tools/form_script.py
	$(NPM_RUN) lint
	$(NPM_RUN) types
	$(NPM_RUN) bundle -- --outfile=theme/assets/duban.js
	$(NPM_RUN) bundle-personal -- --outfile=theme/assets/privacy.js

# Code of others that the site carries, each at the version in site/vendor/package.json.
vendor: $(NPM_PACKAGES)
	npm ci --silent --prefix site/vendor
	cd site/vendor && ../../tests/npm/node_modules/.bin/esbuild validator.mjs --bundle --minify --format=iife --target=chrome86 --log-level=warning \
		--banner:js="/* @cfworker/json-schema 4.1.6, MIT */" --outfile=../theme/assets/validator.js
	cp site/vendor/node_modules/iframe-worker/shim/index.js site/theme/assets/iframe-worker.js

clean:
	rm -rf $(VENV) public build dist .cache tests/npm/node_modules site/vendor/node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(BIN)/python:
	@$(PYTHON) -m venv $(VENV) || (tools/install-system-packages python3-venv && $(PYTHON) -m venv --clear $(VENV))

$(VENV)/runtime: requirements.lock pyproject.toml | $(BIN)/python
	@$(PIP) --require-hashes -r requirements.lock
	@$(PIP) --no-deps --editable .
	@$(BIN)/python -m compileall -q tools/duban
	@touch $@

$(VENV)/development: requirements-dev.lock $(VENV)/runtime
	@$(PIP) --require-hashes -r requirements-dev.lock
	@touch $@

# The tests print forms with LibreOffice, open the site in Chromium and run GitLab's CI file, which needs rsync;
# where one of these cannot be had, its tests are skipped.
$(VENV)/system: | $(BIN)/python
	@command -v soffice >/dev/null && command -v pdftotext >/dev/null && command -v rsync >/dev/null && command -v chromium >/dev/null \
		|| tools/install-system-packages libreoffice-writer-nogui poppler-utils fonts-noto-cjk rsync chromium || true
	@touch $@

# Without npm the tests of editors, of GitLab's CI file, of the pages' HTML and of the site's script are skipped, so it is
# installed where that is possible.
$(NPM_PACKAGES): tests/npm/package-lock.json
	@command -v npm >/dev/null || tools/install-system-packages nodejs npm || true
	@if command -v npm >/dev/null; then npm ci --silent --prefix tests/npm; else mkdir -p $(@D) && touch $@; fi
