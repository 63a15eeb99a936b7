#!/bin/sh
# twice.sh BUILD-FOLDER WORK-FOLDER [JOBS]: builds and packs the sources again in other surroundings (folder, umask, TZ,
# locale, time stamps, number of jobs, user name, HOME) and compares program and package with those of BUILD-FOLDER byte
# by byte. Minutes: a whole build, without a compiler cache, which would answer with what the first build left.
set -eu
build=$(cd "$1" && pwd)
sources=$(cd "$(dirname "$0")/../.." && pwd)
again="$2/a much longer name with blanks"
export CCACHE_DISABLE=1 LC_ALL=C.UTF-8 LANGUAGE=tr TZ=Asia/Kathmandu USER=somebody LOGNAME=somebody HOME=/nonexistent
unset CMAKE_CXX_COMPILER_LAUNCHER SOURCE_DATE_EPOCH
umask 077

rm -rf "$again"
mkdir -p "$again"
tar -c -C "$sources" --exclude=./build --exclude=./.git . | tar -x -m --no-same-permissions -C "$again"
cmake -S "$again" -B "$again/build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DBUILD_TESTING=OFF \
  -DCPACK_PACKAGE_CONTACT="$(sed -n 's/^CPACK_PACKAGE_CONTACT:STRING=//p' "$build/CMakeCache.txt")" >/dev/null
cmake --build "$again/build" -j "${3:-1}" >"$2/log" || { tail -20 "$2/log"; exit 1; }
sh "$again/.package/pack.sh" "$again/build" >/dev/null
sh "$sources/.package/pack.sh" "$build" >/dev/null

status=0
for file in prof2graph "*.deb"; do
  first=$(find "$build" -maxdepth 1 -name "$file") second=$(find "$again/build" -maxdepth 1 -name "$file")
  if cmp "$first" "$second"; then
    echo "ok: $(basename "$first") is the same: $(sha256sum <"$first")"
  else
    status=1
  fi
done
exit $status
