#!/bin/sh
# Makes every profile in this folder anew: sh make.sh [FOLDER]
# FOLDER holds the Pythons as VERSION/bin/python (pyenv's ~/.pyenv/versions unless told); pypy3 is taken from PATH.
# Figures differ from run to run, so tests/golden must be blessed again afterwards.
set -eu
cd "$(dirname "$0")"
versions=${1:-$HOME/.pyenv/versions}
raw=$(mktemp -d)
trap 'rm -rf "$raw"' EXIT
export PYTHONHASHSEED=0 PYTHONDONTWRITEBYTECODE=1

python() { # VERSION ARGUMENTS…: the newest patch release of it
  interpreter=$(printf '%s\n' "$versions/$1".*/bin/python | sort -V | tail -1)
  shift
  "$interpreter" "$@"
}
profiled() { # VERSION MODULE PROGRAM OUT: under cProfile or profile; library paths become /usr/lib/pythonX.Y
  python "$1" -m "$2" -o "$raw/profile" "$3" > /dev/null
  python "$1" rewrite.py "$raw/profile" "$4"
}

profiled 3.11 cProfile workload.py workload.prof
profiled 3.11 cProfile importing.py importing.prof
for version in 2.7 3.6 3.9 3.11 3.12 3.13; do
  profiled $version cProfile ledger.py cprofile-$version.prof
done
for version in 2.7 3.9 3.13; do
  profiled $version profile ledger.py profile-$version.prof
done
pypy3 -m cProfile -o cprofile-pypy3.9.prof ledger.py > /dev/null
profiled 3.11 cProfile recursion.py recursion.prof
profiled 3.11 cProfile collision.py collision.prof
profiled 3.12 cProfile packers.py threads-3.12.prof

# Three workers of one queue, each in a folder of its own.
worker() { # NUMBER ORDERS FETCHES
  mkdir -p "$raw/worker-$1/app"
  cp worker.py "$raw/worker-$1/app"
  cp rewrite.py "$raw"
  python 3.11 -m cProfile -o "$raw/profile" "$raw/worker-$1/app/worker.py" "$2" "$3"
  (cd "$raw" && python 3.11 rewrite.py profile "out-$1")
  mv "$raw/out-$1" "worker-$1.prof"
}
worker 1 600 4
worker 2 1400 25
worker 3 2600 8

# yappi (Debian's) knows threads; here it does not look at built-in functions, as profilers of servers often are set.
/usr/bin/python3 -c "
import packers, yappi
yappi.set_clock_type('wall')
yappi.start(builtins=False)
packers.main()
yappi.stop()
yappi.get_func_stats().save('$raw/profile', 'pstat')"
/usr/bin/python3 rewrite.py "$raw/profile" yappi.prof

# profile.py from inside a program: no code object.
python 3.11 -c "import profile, ledger; p = profile.Profile(); p.runcall(ledger.main); p.dump_stats('$raw/profile')" > /dev/null
python 3.11 rewrite.py "$raw/profile" profile-inside-3.11.prof

# Two runs, summed by pstats.
profiled 3.11 cProfile ledger.py "$raw/second"
python 3.11 -c "
import pstats
pstats.Stats('cprofile-3.11.prof').add('$raw/second').dump_stats('added.prof')"

python 3.11 synthesise.py
