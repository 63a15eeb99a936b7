#!/bin/sh
# release_twice.sh DIST WORK-FOLDER: makes a release of the sources again in other surroundings (folder, umask, TZ, locale, time
# stamps, user name, HOME, no compiler cache, which would answer with what the first build left) and compares each file
# with that of DIST (what ./do release made here) byte by byte. Two whole builds: many minutes.
set -eu
dist=$(cd "$1" && pwd)
sources=$(cd "$(dirname "$0")/../.." && pwd)
again=$2/a-much-longer-name
export CCACHE_DISABLE=1 LC_ALL=C.UTF-8 LANGUAGE=tr TZ=Asia/Kathmandu USER=somebody LOGNAME=somebody
unset CMAKE_CXX_COMPILER_LAUNCHER SOURCE_DATE_EPOCH
umask 077

rm -rf "$again"
mkdir -p "$again/home"
HOME=$(cd "$again/home" && pwd)
export HOME
tar -c -C "$sources" --exclude=./build --exclude=./.git . | tar -x -m --no-same-permissions -C "$again"
# The libraries for ARM are Debian's; fetching them again would try the network and not us.
mkdir -p "$again/build"
cp -a "$sources/build/sysroot-arm64" "$again/build/"
"$again/do" release >"$2/log" 2>&1 || { tail -20 "$2/log"; exit 1; }

status=0
for file in "$dist"/* "$again/build/dist"/*; do
  name=$(basename "$file")
  if cmp "$dist/$name" "$again/build/dist/$name"; then
    [ "$file" != "$dist/$name" ] || echo "ok: $name is the same: $(sha256sum <"$file" | cut -d' ' -f1)"
  else
    status=1
  fi
done
exit $status
