#!/bin/sh
# The program under valgrind; valgrind.py sets the variables.
exec valgrind --quiet --leak-check=full --show-leak-kinds=definite,indirect --errors-for-leak-kinds=definite \
  --suppressions="$P2G_VALGRIND_SUPPRESSIONS" --log-file="$P2G_VALGRIND_LOGS/%p.log" "$P2G_VALGRIND_BINARY" "$@"
