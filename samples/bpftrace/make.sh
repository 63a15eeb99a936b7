#!/bin/sh
# Records the samples again: needs g++, bpftrace, and to be root.
set -e
cd "$(dirname "$0")"
work=$(mktemp -d)
g++ -O2 -g -fno-omit-frame-pointer -pthread -o "$work/queue" ../perf/queue.cc
script='profile:hz:299 /comm == "queue" || comm == "drain (1)"/ { @[kstack(8), ustack(12), comm] = count(); @ns[ustack(6)] = sum(1000); @n = count(); }'
bpftrace -e "$script" -c "$work/queue" > text.txt
bpftrace -f json -e "$script" -c "$work/queue" > maps.json
bpftrace -e 'profile:hz:199 /comm == "queue"/ { @cpu[tid, ustack(perf, 8)] = count(); }' -c "$work/queue" | sed "s|$work|/opt|g" > perf-mode.txt
rm -r "$work"
