# The Python that the environment is made with. Where python3 is older than 3.11, the newest python3.x found is taken.
# It matters only when the environment is made: to change it later, `make clean` first.
PYTHON ?= python3

# The folder of the environment.
VENV ?= .venv

# PyTorch's own index of builds for the CPU: a tenth of the download. Used only where there is no NVIDIA driver and the
# index answers within 5 seconds; `make setup TORCH_INDEX=` turns it off.
TORCH_INDEX ?= https://download.pytorch.org/whl/cpu

# These would lead the environment's Python to another one's packages.
unexport PYTHONPATH PYTHONHOME

# `make attacks LAYERS=--layers` also shows what each layer of the wall stops by itself.
LAYERS ?=

# How many inputs `make fuzz` tries.
RUNS ?= 1000000

SHELL := /bin/bash
BIN = $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help setup demo test audit attacks weapons browser fuzz soak bench kills lint build clean

help:  ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s%s\n", $$1, $$2 }' Makefile

setup:  ## Make the environment: Python packages, and bubblewrap from the distribution
	@bash scripts/setup.sh "$(PYTHON)" "$(VENV)" "$(TORCH_INDEX)"

demo: setup  ## Release the assignment, grade a small class, show scores and feedback
	@"$(BIN)/python" scripts/demo.py

test: lint  ## Pass all tests: ruff, mypy, pytest
	@"$(BIN)/python" -m pytest -q -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

audit: setup  ## Test the checks themselves, in full: known submissions, mutants, a thousand seeds
	@"$(BIN)/grader" audit --full

attacks: setup  ## Let all attacks loose, in lanes and through nbgrader, and print what they won: nothing
	@"$(BIN)/python" -m tests.attacks $(LAYERS)

weapons: setup  ## Hand in every kind of broken and malicious notebook, and grade a class of 100 with 30 of them in it
	@"$(BIN)/python" -m tests.weapons

browser: setup  ## Open a hostile notebook in a real browser, as feedback and in Formgrader; needs chromium
	@"$(BIN)/python" -m pip install -qq --constraint constraints.txt "playwright>=1.50"
	@"$(BIN)/python" -m pip install -qq --upgrade --no-deps --constraint constraints.txt --target .mathjax jupyter-server-mathjax
	@"$(BIN)/python" -m pytest -q -o python_files="browser_*.py" tests/browser

fuzz: setup  ## Fuzz the decoder of the wire, guided by coverage: RUNS=10000000 took an hour beside other work
	@"$(BIN)/python" -m pip install -qq --constraint constraints.txt "atheris>=3"
	@"$(BIN)/python" -m tests.fuzz --runs $(RUNS)

soak: setup  ## Grade 10,000 submissions, hostile ones among them, in one run, and look for what it leaves behind: an hour or two
	@"$(BIN)/python" scripts/soak.py

bench: setup  ## Grade one class with stock nbgrader, otter-grader, ours and bare, and print ratios and what is met
	@"$(BIN)/python" -m scripts.bench

kills: setup  ## Grade a class of 1,000 under SIGKILL at random moments and compare it with an undisturbed run: ten minutes
	@"$(BIN)/python" scripts/kill_runs.py

lint: setup  ## Pass ruff and mypy only
	@"$(BIN)/ruff" check
	@"$(BIN)/mypy"

build: setup  ## Build source/ from solutions/
	@"$(BIN)/grader" build

clean:  ## Remove the environment and the caches, never a submission or a grade
	@bash scripts/clean.sh "$(VENV)"
