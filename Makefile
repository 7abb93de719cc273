# Insight: two commands matter, `make run` and `make test`. Steps are done once and again only when
# what they hang on has changed. HOST, PORT and DATA may be set: `make run PORT=9000`.

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8501
DATA ?= insight-data
SAMPLES = corpora/samples

BIN = .venv/bin
READY = .venv/ready
INSIGHT = $(BIN)/insight --data $(DATA)

.PHONY: run demo test check models evaluate benchmark screenshots clean

run: demo ## analyse the sample waves and open the app
	INSIGHT_HOST=$(HOST) INSIGHT_PORT=$(PORT) $(INSIGHT) app

demo: $(READY) ## the same without serving
	@echo "== Preparing the encoder in $(DATA)"
	$(INSIGHT) prepare
	@echo "== Analysing the sample waves and the focus group"
	$(INSIGHT) run $(SAMPLES)/tidewell-2024.csv --wave "Tidewell 2024"
	$(INSIGHT) run $(SAMPLES)/tidewell-2025.csv --wave "Tidewell 2025"
	$(INSIGHT) run $(SAMPLES)/focus-group-northgate.txt --wave "Northgate focus group"

$(READY): requirements.txt pyproject.toml
	@echo "== Installing into .venv (a few minutes the first time)"
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(READY)

test: $(READY) ## set up and run the tests
	$(BIN)/python -m pytest

check: $(READY) ## the whole ritual: format, lint, types, layers, docs, tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tools/cli_docs.py --check
	$(if $(SKIP_TESTS),,$(BIN)/python -m pytest)

models: $(READY) ## rebuild the training corpus and the shipped model (about half an hour)
	$(BIN)/python corpora/training/build.py
	$(BIN)/python tools/train_reader.py --work $(DATA)
	$(BIN)/python tools/model_card.py

evaluate: $(READY) ## the model against the codes of the sample waves
	$(BIN)/python tools/evaluate_samples.py --data $(DATA)

benchmark: $(READY) ## coding against plain encoding of the same texts: make benchmark FILE=… TEXT=… ID=…
	$(BIN)/python benchmarks/code_speed.py $(FILE) --text $(TEXT) --id $(ID)

screenshots: $(READY) ## every page as a picture, in docs/screenshots
	$(BIN)/python tools/screenshots.py

clean: ## forget the environment and the data
	rm -rf .venv $(DATA)
