#!/bin/sh
# Takes the dumps again: needs g++, gdb, elfutils, OpenJDK and Python; goroutines.txt and py-spy.txt are written by hand.
set -e
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
g++ -O2 -g -fno-omit-frame-pointer -pthread -o "$work/queue" ../perf/queue.cc
gdb -q -batch -ex 'break queue::halve if depth == 3' -ex run -ex 'thread apply all bt' "$work/queue" 2> /dev/null |
  sed "s|$work|/opt|g; s|$PWD/../perf|/src|g" > gdb.txt
"$work/queue" > /dev/null & pid=$!
eu-stack -i -m -p $pid 2> /dev/null | sed "s|$work|/opt|g; s|$PWD/../perf|/src|g" > eu-stack.txt
wait $pid
javac -d "$work" Wait.java
java -cp "$work" Wait & pid=$!
sleep 3
jstack $pid > jstack.txt
sleep 1
jstack $pid >> jstack.txt
kill $pid
python3 wait.py faulthandler.txt 2
python3 wait.py deep.txt 120
prefix=$(python3 -c 'import sys; print(sys.base_prefix)')
sed -i "s|$prefix|/usr|g; s|$PWD|/src|g" faulthandler.txt deep.txt
