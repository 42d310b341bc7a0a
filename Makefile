# `make` lists what can be made. Python's packages go to .venv, npm's to node_modules, what the
# example and the tests keep to .portal; each is made once and renewed when its lock file changes.

PYTHON ?= $(shell requirements/python)
PORT ?= 8000
BIN := .venv/bin
BUILT := marac_portal/static/built/portal.css
COMPILE := CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/pip-compile --quiet --generate-hashes \
	--no-emit-index-url --no-emit-trusted-host --no-emit-find-links --allow-unsafe --strip-extras
# What only tests need from the system. They look for it first of all, whatever else is missing.
FOR_TESTS := chromium clamd pgbouncer
also :=
# What `check --deploy` looks at: the settings of production, with secrets made for the look.
PRODUCTION := DJANGO_SETTINGS_MODULE=marac_portal.settings DATABASE_URL=postgresql://portal_web:-@/- \
	SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(48))') \
	DETAIL_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(48))') \
	VAULT_KEYS=look:$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(48))')

.DELETE_ON_ERROR:
.PHONY: help run port trail test oldest mutate check fix lock assets

help:  ## List what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' Makefile

run: port .venv/demo.installed $(BUILT)  ## Serve the example on http://127.0.0.1:8000 (PORT=8001: there)
	@$(BIN)/python -m marac_portal.run '$(PORT)'

# A port that cannot be served on is told before anything is installed.
port: | .venv/bin/python
	@$(BIN)/python -m marac_portal.port '$(PORT)'

trail: .venv/demo.installed  ## Export the example's audit trail into build/trail (INTO=elsewhere; OF="--case …": a part)
	@$(BIN)/python -m marac_portal.trail $(or $(INTO),build/trail) $(OF)

# A file runs on one worker, so that what its tests begin with is laid down once. What was compiled
# is kept, whatever the environment says: each worker would rewrite every assertion anew.
test: also := $(FOR_TESTS)
test: .venv/programs.found .venv/development.installed $(BUILT)  ## Run all tests, in a browser too (COVERAGE=yes: and measure what they reach; PICTURES=yes: and picture each page)
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n 2 --dist loadscope --no-loadscope-reorder \
		$(if $(COVERAGE),--cov --cov-report=term --cov-fail-under=100)

oldest: .venv/development.installed $(BUILT)  ## Run the tests of walls and trail on PostgreSQL 15
	@requirements/system oldest
	@$(BIN)/python -m tests.oldest

mutate: .venv/development.installed  ## Take out each condition of door and wall, each policy: a test must miss it
	@$(BIN)/python tests/mutations.py

bench: .venv/development.installed $(BUILT)  ## Measure, in some minutes (BENCH=full: hours), into benchmarks/
	@$(BIN)/python -m benchmarks

check: .venv/development.installed $(BUILT)  ## Look for mistakes without running the portal
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python requirements/in_step.py
	$(BIN)/lint-imports --no-cache
	$(BIN)/mypy
	$(BIN)/python manage.py makemigrations --check --dry-run --settings tests.settings
	$(PRODUCTION) $(BIN)/python manage.py check --deploy --fail-level WARNING

fix: .venv/development.installed  ## Mend what can be mended without a person
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: .venv/development.installed  ## Renew requirements/*.txt from pyproject.toml
	$(COMPILE) --output-file requirements/production.txt pyproject.toml
	$(COMPILE) --constraint requirements/production.txt --extra s3 \
		--output-file requirements/s3.txt pyproject.toml
	$(COMPILE) --constraint requirements/production.txt --extra demo \
		--output-file requirements/demo.txt pyproject.toml
	$(COMPILE) --constraint requirements/production.txt --extra test \
		--output-file requirements/development.txt pyproject.toml

assets: $(BUILT)  ## Build the style sheets and scripts

.venv/bin/python:
	@PYTHON=$(PYTHON) requirements/system venv node $(also)
	@$(PYTHON) -m venv .venv

.venv/%.installed: requirements/%.txt requirements/system | .venv/bin/python
	@echo "Installing Python's packages ..."
	@$(BIN)/python -m pip install -qq --require-hashes --requirement $<
	@requirements/system papers
	@touch $@

# All that tests need and that is missing is named at once, and before anything takes long.
.venv/programs.found: requirements/system | .venv/bin/python
	@requirements/system node $(FOR_TESTS)
	@touch $@

# npm writes this file last; its own time is that of the lock file inside the package.
node_modules/.package-lock.json: package.json package-lock.json
	@requirements/system node
	@echo "Installing npm's packages ..."
	@npm ci --no-fund --no-audit --loglevel=error
	@touch $@

$(BUILT): node_modules/.package-lock.json $(wildcard marac_portal/assets/*)
	@npm run --silent build
	@touch $@
