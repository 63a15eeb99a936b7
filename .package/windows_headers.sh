#!/bin/sh
# windows_headers.sh FOLDER: puts the headers of libraries that are the same on all systems into FOLDER, out of Debian's
# packages for building on Linux: the compiler for Windows must not see the rest of /usr/include.
set -eu
mkdir -p "$1"
for name in CLI fmt re2 tl toml++ zstd.h zstd_errors.h; do
  ln -sfn "/usr/include/$name" "$1/$name"
done
