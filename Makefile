# make demo   sets up and shows what tfscope says of the programs in examples/
# make test   sets up and runs the tests that need no TensorFlow
# make check  ruff, mypy and the tests
# make oracle the tests that ask a real TensorFlow
# make bench  tfscope beside other language servers (docs/performance.md)
# make micro  the parts of an answer, compared with figures that are stored
# make fuzz   random programs, about which TensorFlow and tfscope must say the same (PROGRAMS, SEED)
# make editors the tests in a real Neovim, Emacs and VS Code
# make models the predictions for real models in ../shared/models, compared with TensorFlow's; time and memory
# make vsix   the extension for VS Code, with the server inside
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
PROGRAMS ?= 2000
SEED ?= 0

.PHONY: demo test check oracle fuzz editors lint vsix docs models bench micro clean

$(VENV)/.dev: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	touch $@

$(VENV)/.oracle: $(VENV)/.dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev,oracle]'
	touch $@

demo: $(VENV)/.dev
	-$(BIN)/tfscope check examples
	$(BIN)/tfscope trace examples/gan/train.py --output-format tree

test: $(VENV)/.dev
	$(BIN)/python -m pytest -q -m 'not oracle and not editors'

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

check: lint test

oracle: $(VENV)/.oracle
	TF_USE_LEGACY_KERAS=1 $(BIN)/python -m pytest -q -m oracle

fuzz: $(VENV)/.oracle
	TF_USE_LEGACY_KERAS=1 PYTHONPATH=server $(BIN)/python -m tests.fuzz --programs $(PROGRAMS) --seed $(SEED)

editors: $(VENV)/.dev
	PYTHON=$(abspath $(BIN)/python) tests/editors/run_neovim.sh
	PYTHON=$(abspath $(BIN)/python) tests/editors/run_emacs.sh
	PYTHON=$(abspath $(BIN)/python) tests/editors/run_vscode.sh

vsix:
	cd editors/vscode && npm install --no-audit --no-fund --silent && npm run --silent package

$(VENV)/peers/.done: $(VENV)/.dev
	$(PYTHON) -m venv $(VENV)/peers
	$(VENV)/peers/bin/python -m pip install --quiet --disable-pip-version-check ty pyrefly ruff jedi-language-server
	touch $@

bench: $(VENV)/peers/.done
	PATH=$(abspath $(VENV))/peers/bin:$$PATH $(BIN)/python tools/bench.py $(BENCH_OPTIONS)

# Compared with what is stored; `MICRO_OPTIONS=--benchmark-save=profile` stores anew.
micro: $(VENV)/.dev
	$(BIN)/python -m pytest -q tests/benchmarks/bench_analysis.py --benchmark-storage=tests/benchmarks/stored \
		--benchmark-columns=median,iqr,rounds $(or $(MICRO_OPTIONS),--benchmark-compare)

docs: $(VENV)/.dev
	$(BIN)/python tools/document_rules.py

models: $(VENV)/.dev
	$(BIN)/python tools/models.py

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
