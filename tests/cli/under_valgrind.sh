#!/bin/sh
# The program under valgrind, for suites that start P2G_BINARY: what it finds goes to a file of each process and is
# told at the end by findings.sh; the program's own output and exit code stay as they are.
exec valgrind --quiet --leak-check=full --show-leak-kinds=definite,indirect,possible --errors-for-leak-kinds=definite \
  --suppressions="$P2G_VALGRIND_SUPPRESSIONS" --log-file="$P2G_VALGRIND_LOGS/%p.log" "$P2G_VALGRIND_BINARY" "$@"
