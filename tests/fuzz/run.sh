#!/bin/sh
# usage: run.sh BINARY SECONDS FOLDER
# Runs one target under libFuzzer; FOLDER/NAME keeps the inputs it made (corpus/) and what it found. Prints executions
# and coverage; fails, with the reproducer's path, when something was found.
set -eu
binary=$1 seconds=$2 found=$3
here=$(cd "$(dirname "$0")" && pwd)
target=$(basename "$binary")
name=${target%_fuzz}
folder=$found/$name
mkdir -p "$folder/corpus"

# Longer inputs take longer a run than they find more.
case $name in
  pstats) length=4096 samples=pstats ;;
  folded) length=4096 samples=folded ;;
  pprof | callgrind | gprof | axe) length=4096 samples=$name ;;
  source) length=8192 samples= ;;
  theme) length=4096 samples=../themes ;;
  budget) length=2048 samples= ;;
  program) length=2048 samples= ;;
  diff) length=2048 samples= ;;
  *) length=1024 samples= ;;
esac
set -- "$folder/corpus"
for seeds in "$here/seeds/$name" "$here/corpus/$name" ${samples:+"$here/../../samples/$samples"}; do
  if [ -d "$seeds" ]; then set -- "$@" "$seeds"; fi
done
words=$name
if [ "$name" = diff ]; then words=program; fi
if [ -f "$here/$words.dict" ]; then set -- "-dict=$here/$words.dict" "$@"; fi

log=$folder/log
status=0
"$binary" -max_total_time="$seconds" -max_len="$length" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
  -artifact_prefix="$folder/" "$@" >"$log" 2>&1 || status=$?
executions=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
coverage=$(grep -o ' cov: [0-9]* ft: [0-9]* corp: [0-9]*' "$log" | tail -n 1 || true)
printf '%-8s %s executions in %s s,%s\n' "$name" "${executions:-no}" "$seconds" "${coverage:- nothing covered}"
if [ "$status" -eq 0 ]; then exit 0; fi
grep -m 3 -E '^(not so:|SUMMARY:|==[0-9]+== ?ERROR)' "$log" || tail -n 5 "$log"
reproducer=$(sed -n 's/.*Test unit written to //p' "$log" | tail -n 1)
printf 'found: %s (log: %s)\nagain: %s %s\n' "${reproducer:-nothing was written}" "$log" "$binary" "$reproducer"
exit 1
