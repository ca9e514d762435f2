# `make run` shows the registry, `make test` tests it, `make check` holds it to its laws; `make help` lists the rest.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
MANAGE := $(BIN)/python manage.py
# Python compiles what it imports at the first import: most of what is installed never is. It keeps that, even where
# the environment forbids it: dozens of processes would each compile everything anew.
export PYTHONDONTWRITEBYTECODE :=
INSTALL := $(BIN)/python -m pip install --disable-pip-version-check --no-input --quiet --no-compile --require-hashes --no-deps

PO := $(wildcard locale/*/LC_MESSAGES/django.po)
MO := $(PO:.po=.mo)
STATIC_ROOT ?= $(or $(DATA_DIR),.data)/static
STATIC = $(shell find static $(SKIN) -type f)
# Files are collected by their dates, and another skin's may be older than those that lie there: all is collected anew.
ANOTHER_SKIN = $(shell [ "$$(cat $(STATIC_ROOT)/.collected 2>/dev/null)" = "$(SKIN)" ] || echo another-skin)
TEMPLATES = $(shell find templates -name '*.html')
PYTHON_FILES = $(shell git ls-files --cached --others --exclude-standard '*.py')

.DELETE_ON_ERROR:
.PHONY: run test browse programs slow-phone coverage bench fuzz drill check format messages screenshots lock install help

run: install $(MO) $(STATIC_ROOT)/.collected ## show the registry on PORT (8000)
	@exec $(MANAGE) serve

test: $(VENV)/.dev $(MO) ## every test, on every core, in another order each time; ARGS="…" goes to pytest
	$(BIN)/pytest -n auto $(ARGS)

browse: $(VENV)/.dev $(MO) ## the site in a real browser: axe, widths, keyboard, no JavaScript (needs Debian's chromium)
	$(BIN)/python -m browser -n auto $(ARGS)

programs: $(VENV)/.dev $(VENV)/node/.installed $(MO) ## the exports in the programs that take them (needs Debian's bind9, unbound, firefox-esr, chromium, npm)
	$(BIN)/pytest -n auto --force-enable-socket $(ARGS) programs

slow-phone: $(VENV)/.dev $(MO) ## what a slow phone waits for, printed (needs Debian's chromium)
	$(BIN)/python -m browser.slow_phone

coverage: $(VENV)/.dev $(MO) ## the tests, showing the branches that no test takes; it takes twice as long
	$(BIN)/pytest -n auto --cov --cov-report=term $(ARGS)

bench: $(VENV)/.runtime $(MO) ## what a large registry costs, printed and never asserted; ARGS="--applications 1000" makes a smaller one
	@$(BIN)/python -m bench $(ARGS)

fuzz: $(VENV)/.dev $(MO) ## the properties of the rule, far longer than `make test` does
	HYPOTHESIS_PROFILE=long $(BIN)/pytest -n auto -m hypothesis $(ARGS)

drill: $(VENV)/.dev $(MO) ## many at once, kills and lost databases, far longer than `make test` does; its figures are printed
	DRILL=full $(BIN)/pytest -m drill --capture=no --show-capture=no $(ARGS)

# ---- What is installed, compiled and collected: each only when its source changed ----

install: $(VENV)/.runtime ## .venv with the locked requirements

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Aval needs Python 3.11 or later: make PYTHON=python3.12 …")'
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: requirements.txt | $(VENV)/bin/python
	@echo "Installing what the registry needs…"
	@$(INSTALL) -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.runtime
	@echo "Installing what the tests and checks need…"
	@$(INSTALL) -r requirements-dev.txt
	@touch $@

$(VENV)/node/.installed: programs/package.json programs/package-lock.json | $(VENV)/bin/python
	@command -v npm >/dev/null || { echo "npm is not here: apt-get install npm"; exit 1; }
	@mkdir -p $(@D) && cp programs/package.json programs/package-lock.json $(@D)
	@cd $(@D) && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

%.mo: %.po | $(VENV)/.runtime
	@$(BIN)/pybabel --quiet compile --use-fuzzy --input-file $< --output-file $@

$(STATIC_ROOT)/.collected: $(STATIC) requirements.txt portal/settings.py $(ANOTHER_SKIN) | $(VENV)/.runtime
	@$(MANAGE) collectstatic --clear --noinput --verbosity 0
	@echo "$(SKIN)" > $@

.PHONY: another-skin
another-skin:

# ---- The laws ----

.PHONY: check-style check-templates check-types check-layers check-migrations check-deploy check-messages check-lock

check: check-style check-templates check-types check-layers check-migrations check-deploy check-messages check-lock ## every linter and law

check-style: $(VENV)/.dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/django-upgrade --target-version 5.2 --check $(PYTHON_FILES)

check-templates: $(VENV)/.dev
	$(BIN)/djade --target-version 5.2 --check $(TEMPLATES)
	$(BIN)/djlint --lint --quiet templates

check-types: $(VENV)/.dev
	$(BIN)/mypy

check-layers: $(VENV)/.dev
	$(BIN)/lint-imports --no-cache

check-migrations: $(VENV)/.dev
	$(MANAGE) makemigrations --check --dry-run

check-deploy: $(VENV)/.dev # as production, with settings that are safe and lead nowhere
	AVAL_ENV=production BEHIND_PROXY=1 ALLOWED_HOSTS=aval.example DATABASE_URL=postgresql://aval_server@db.example/aval \
	  SECRET_KEY="$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(50))')" \
	  $(MANAGE) check --deploy --fail-level WARNING

check-messages: # pybabel compiles a fuzzy message as if somebody had approved it
	@! grep --line-number '^#,.*fuzzy' $(PO) /dev/null || { echo "Approve these translations: remove their fuzzy mark."; exit 1; }

check-lock: $(VENV)/.dev
	@for name in requirements requirements-dev; do \
	  cp $$name.txt $(VENV)/$$name.txt && $(COMPILE) $$name.in --output-file $(VENV)/$$name.txt && \
	  diff $$name.txt $(VENV)/$$name.txt || { echo "$$name.txt is not what $$name.in asks for: make lock"; exit 1; }; \
	done

# ---- What writes into the sources ----

COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
  --custom-compile-command "make lock"

format: $(VENV)/.dev ## writes the sources as the checks want them
	-$(BIN)/django-upgrade --target-version 5.2 $(PYTHON_FILES)
	$(BIN)/ruff check --fix
	$(BIN)/ruff format
	-$(BIN)/djade --target-version 5.2 $(TEMPLATES)

messages: $(VENV)/.dev ## collects what is to be translated into locale/ (needs Debian's gettext)
	$(MANAGE) makemessages --locale fr --no-location --no-wrap --ignore '.venv/*' --ignore '.data/*'

screenshots: $(VENV)/.dev ## takes the gallery of every page, and the README's pictures (needs Debian's chromium)
	$(BIN)/python -m browser.screenshots

lock: $(VENV)/.dev ## writes requirements*.txt from requirements*.in; ARGS="--upgrade" takes newer releases
	$(COMPILE) $(ARGS) requirements.in --output-file requirements.txt
	$(COMPILE) $(ARGS) requirements-dev.in --output-file requirements-dev.txt

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1	\2/p' $(MAKEFILE_LIST) | expand -t 20
