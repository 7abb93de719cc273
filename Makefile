# Sets Insight up, runs it, and checks it. Every step says what it does and may be repeated.
#
#   make run        set up, analyse the sample waves, open the app (HOST=0.0.0.0 PORT=8501 DATA=folder)
#   make demo       the same without opening the app
#   make test       set up and run the tests
#   make check      format, lint, types, layers, documents, tests
#   make models     train the shipped model anew from the corpus
#   make evaluate   measure the model in force on the samples (or FILE=coded.csv TEXT=column LABELS=column)
#   make benchmark  time coding against plain encoding (or FILE=file.csv TEXT=column ID=column)
#   make crash      kill imports at fifty random points and fill disks (minutes)
#   make fuzz       feed damaged files to the readers (SECONDS=60, ATHERIS=1 where it is installed)
#   make clean      remove the environment and the sample's data folder

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV ?= .venv
DATA ?= insight-data
HOST ?= 127.0.0.1
PORT ?= 8501

BIN := $(VENV)/bin
INSIGHT := $(BIN)/insight
STAMP := $(VENV)/.installed
SAMPLES := corpora/samples

TEXT ?= text
ID ?= id
LABELS ?= themes
SECONDS ?= 60

.DEFAULT_GOAL := help
.PHONY: help run demo test check check-only models evaluate benchmark crash fuzz clean

help:
	@sed -n '3,13p' Makefile | sed 's/^# *//'

run: demo
	@echo "== opening the app (Ctrl-C ends it)"
	$(INSIGHT) app --data "$(DATA)" --host "$(HOST)" --port "$(PORT)"

demo: $(STAMP)
	@echo "== preparing the encoder in $(DATA) (half a minute, the first time only)"
	$(INSIGHT) prepare --data "$(DATA)"
	@echo "== analysing the sample: two waves of a survey and a focus group"
	$(INSIGHT) run $(SAMPLES)/tidewell-2024.csv --wave "Tidewell 2024" --data "$(DATA)"
	$(INSIGHT) run $(SAMPLES)/tidewell-2025.csv --wave "Tidewell 2025" --data "$(DATA)"
	$(INSIGHT) run $(SAMPLES)/focus-group-northgate.txt --wave "Northgate focus group" --data "$(DATA)"

test: $(STAMP)
	@echo "== running the tests"
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile

check: check-only test

check-only: $(STAMP)
	@echo "== format"
	$(BIN)/ruff format --check .
	@echo "== lint"
	$(BIN)/ruff check .
	@echo "== types"
	$(BIN)/mypy
	@echo "== layers"
	$(BIN)/lint-imports
	@echo "== documents"
	$(BIN)/python tools/cli_docs.py --check
	$(BIN)/python tools/pin.py --check

models: $(STAMP)
	@echo "== training the shipped model (a quarter of an hour)"
	$(BIN)/python corpora/training/build.py
	$(BIN)/python tools/train_reader.py
	$(BIN)/python tools/model_card.py
	@echo "== training the finder of names that redaction asks (minutes)"
	$(BIN)/python tools/train_names.py

evaluate: $(STAMP)
ifdef FILE
	$(INSIGHT) evaluate "$(FILE)" --text "$(TEXT)" --labels "$(LABELS)" --data "$(DATA)"
else
	$(BIN)/python tools/evaluate_samples.py --data "$(DATA)"
endif

benchmark: $(STAMP)
	$(BIN)/python benchmarks/code_speed.py $(if $(FILE),"$(FILE)" --text "$(TEXT)" --id "$(ID)")

crash: $(STAMP)
	$(BIN)/python -m tests.crash

fuzz: $(STAMP)
	$(BIN)/python -m tests.ingest.fuzz $(if $(ATHERIS),--atheris -max_total_time=$(SECONDS),$(SECONDS))

clean:
	rm -rf "$(VENV)" "$(DATA)"

# The environment is made anew where what it needs has changed.
$(STAMP): requirements.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: install it and try again."; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "$(PYTHON) is too old: Python 3.11 or newer is needed. Name one with PYTHON=..."; exit 1; }
	@echo "== making $(VENV) with $(PYTHON) and installing what is pinned (minutes, the first time only)"
	test -x "$(BIN)/python" || "$(PYTHON)" -m venv "$(VENV)"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(STAMP)
