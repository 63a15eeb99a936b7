#!/bin/sh
# Makes the profiles in this folder anew: sh make.sh [PYTHON]
# Runs of both sides take turns, so that a machine that gets slower does so for both. Figures differ from run to run:
# tests/golden must be blessed again afterwards.
set -eu
cd "$(dirname "$0")"
python=${1:-python3.11}
raw=$(mktemp -d)
trap 'rm -rf "$raw"' EXIT
export PYTHONHASHSEED=0 PYTHONDONTWRITEBYTECODE=1
for run in 1 2 3; do
  for side in before after; do
    (cd "$side" && "$python" -m cProfile -o "$raw/profile" orders.py)
    "$python" ../pstats/rewrite.py "$raw/profile" "$side-$run.prof"
  done
done
