#!/usr/bin/env bash
# Removes the environment and what tools cache. Submissions, grades and feedback stay: they may be the only copy.
# Usage: scripts/clean.sh VENV
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
venv=$1

if [ -e "$venv/pyvenv.cfg" ]; then # never remove a folder that is no environment
  rm -rf -- "$venv"
fi
rm -rf .mathjax .pytest_cache .mypy_cache .ruff_cache .hypothesis dist build
find grader solutions source tests scripts -type d -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true
