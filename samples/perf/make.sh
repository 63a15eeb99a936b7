#!/bin/sh
# Records the samples again: needs g++ and perf (linux-perf), and the right to use it (kernel.perf_event_paranoid).
set -e
cd "$(dirname "$0")"
work=$(mktemp -d)
g++ -O2 -g -fno-omit-frame-pointer -pthread -o "$work/queue" queue.cc
record() { perf record -q -o "$work/perf.data" "$@" "$work/queue" > /dev/null; }
print() { perf script -i "$work/perf.data" "$@" | sed "s|$work|/opt|g"; }
record -e cpu-clock,page-faults -F 299 -g --sample-cpu
print -F comm,pid,tid,cpu,time,period,event,ip,sym,symoff,dso > events.txt
record -e cpu-clock -F 199 --call-graph dwarf,4096
print --header -F +srcline > inlined.txt
record -e cpu-clock -F 499
print > flat.txt
rm -r "$work"
