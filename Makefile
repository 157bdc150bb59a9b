# Two commands do everything on a machine with Python 3.11 and pip:
#   make demo    install into .venv, record a contract, print its timeline, write its calendar
#   make test    install and run the whole suite; it drives calendar programs of the system, which .ci/run installs
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
WORKERS ?= 2
DEMO := build/demo
DEMO_DAY := 2027-02-01

help: ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

CATALOGUES := $(wildcard tracker/data/locale/*/LC_MESSAGES/*.po tracker/data/locale/*/LC_MESSAGES/*/*.po)

# The install compiles the catalogues, so it runs again when one of them has changed.
$(VENV)/.user: pyproject.toml hatch_build.py constraints.txt $(CATALOGUES)
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	$(BIN)/python -m compileall -q tracker
	touch $@

$(VENV)/.dev: $(VENV)/.user
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $@

demo: $(VENV)/.user ## install, record a docomo contract, print its plan, write its calendar
	@rm -rf $(DEMO) && mkdir -p $(DEMO)
	@for language in en zh ja; do \
	  echo; echo "== tracker --lang $$language"; \
	  options="--db $(DEMO)/$$language.db --today $(DEMO_DAY) --lang $$language"; \
	  $(BIN)/tracker $$options add main --carrier docomo --departure 2027-03-28 --payment bank \
	    --fee 2970 --service wechat,bank,line && \
	  echo && $(BIN)/tracker $$options plan && \
	  echo && $(BIN)/tracker $$options export -o $(DEMO)/sim-plan-$$language.ics || exit 1; \
	done

test: $(VENV)/.dev ## install and run the whole suite
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup

check: $(VENV)/.dev ## lint, types, layers, and the suite with its coverage gate
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	@for file in $$(find tests -name conftest.py); do $(BIN)/mypy $$file || exit 1; done
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q -n $(WORKERS) --dist loadgroup --cov --cov-report=
	$(BIN)/coverage report
	$(BIN)/coverage report --include='tracker/core/*' --fail-under=100

# What depends on versions: dates typed, the calendar, the store, and one session through all of it.
OLDEST_TESTS := tests/cli/test_dates.py tests/cli/test_cli_export.py tests/export tests/store

.venv-oldest/.made: pyproject.toml constraints-oldest.txt $(CATALOGUES)
	$(PYTHON) -m venv .venv-oldest
	.venv-oldest/bin/python -m pip install --quiet --disable-pip-version-check -c constraints-oldest.txt -e '.[test]'
	touch $@

oldest: .venv-oldest/.made ## run what depends on versions with the lowest ones allowed (python-dateutil 2.9)
	timeout 1200 .venv-oldest/bin/python -m pytest -q -p no:anyio -n $(WORKERS) --dist loadgroup $(OLDEST_TESTS)

sweep: $(VENV)/.dev ## compare the engine with the enumeration over the whole space
	$(BIN)/python -m benchmarks.sweep

mutants: $(VENV)/.dev ## break the core on purpose and count what its tests notice
	$(BIN)/python -m benchmarks.mutants

bench: $(VENV)/.dev ## measure planning and exporting
	$(BIN)/python -m benchmarks.planning
	$(BIN)/python -m benchmarks.exporting

schema: $(VENV)/.dev ## write schema/ from the code
	$(BIN)/python -m tools.make_schema

rules: $(VENV)/.dev ## write docs/rules.md from the carrier files
	$(BIN)/python -m tools.make_rules

clean: ## remove what was built
	rm -rf build $(VENV) .venv-clients .venv-caldav .venv-oldest .mypy_cache .pytest_cache .ruff_cache .coverage*

.PHONY: help demo test check oldest sweep mutants bench schema rules clean
