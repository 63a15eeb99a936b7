#!/bin/sh
# sum_with_parallel.sh PROFILES OUT: sums PROFILES/HOST/* with GNU parallel; see README.md.
# A job that is killed is started again (--retries); an output is whole or absent, so nothing is left of it.
# The shells that parallel starts put in what stands in single quotes.
# shellcheck disable=SC2016
set -eu
profiles=${1%/} out=$2
PROF2GRAPH=${PROF2GRAPH:-prof2graph}
export PROF2GRAPH profiles out
mkdir -p "$out/0"

# What stands in single quotes is for the shells that parallel starts.
# shellcheck disable=SC2016
# One shard a host: workers share the folder. With --sshloginfile they are other machines.
find "$profiles" -mindepth 1 -maxdepth 1 -type d -printf '%f\n' | LC_ALL=C sort |
  parallel --retries 5 --halt soon,fail=1 '"$PROF2GRAPH" -q merge --shards "$profiles"/{}/* -o "$out"/0/{}.p2g.zst'

# A tree: sixteen shards become one, until one is left.
level=0
while [ "$(find "$out/$level" -name '*.p2g.zst' | wc -l)" -gt 1 ]; do
  next=$((level + 1))
  mkdir -p "$out/$next"
  export next
  # shellcheck disable=SC2016
  find "$out/$level" -name '*.p2g.zst' | LC_ALL=C sort |
    parallel --retries 5 --halt soon,fail=1 -N 16 '"$PROF2GRAPH" -q merge --shards {} -o "$out"/$next/{#}.p2g.zst'
  level=$next
done
cp "$out/$level"/*.p2g.zst "$out/fleet.p2g.zst"

# One picture of all, one table of how far hosts lie apart.
"$PROF2GRAPH" -q "$out/fleet.p2g.zst" -o "$out/fleet.svg"
(cd "$out/0" && "$PROF2GRAPH" -q merge --spread ./*.p2g.zst -o ../hosts.csv)
