# make demo: a running Kanaf with a synthetic caseload.   make test: everything that must hold, on both databases.
SHELL := /bin/bash
PYTHON ?= python3
PY := .venv/bin/python
export KANAF_HOME ?= $(CURDIR)/var

.PHONY: setup demo test check bench drill plant messages reference clean tools

setup: .venv/.run-installed

demo: setup
	$(PY) manage.py demo

test: .venv/.dev-installed tools
	tools/test

check: .venv/.dev-installed
	tools/check

bench: .venv/.dev-installed tools
	$(PY) -m bench
	$(PY) -m bench.names

drill: .venv/.dev-installed tools
	tools/drill

plant: .venv/.dev-installed tools
	$(PY) tools/plant.py

messages: .venv/.dev-installed
	$(PY) tools/messages.py

reference: .venv/.dev-installed
	$(PY) manage.py reference

tools:
	tools/install-test-tools

.venv/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Kanaf needs Python 3.11 or newer.")'
	$(PYTHON) -m venv .venv

.venv/.run-installed: requirements/run.lock | .venv/bin/python
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.lock
	touch $@

.venv/.dev-installed: requirements/dev.lock .venv/.run-installed
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.lock
	touch $@

clean:
	rm -rf var .mypy_cache .ruff_cache .pytest_cache
