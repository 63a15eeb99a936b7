#!/bin/sh
# release.sh OUT FOLDER...: all files of a release, into OUT, made of what archive.sh left (a FOLDER a processor, its archive
# beside it): archives, wheels, npm packages, what is in them (SPDX), SHA256SUMS. Prints the sums. The same programs give
# the same bytes. A program for another processor is asked for its parts by qemu.
set -eu
out=$1
shift
here=$(cd "$(dirname "$0")" && pwd)
umask 022
rm -rf "$out"
mkdir -p "$out"
for folder in "$@"; do
  folder=${folder%/}
  name=$(basename "$folder")
  machine=${name##*-}
  emulator=
  if [ "$machine" != "$(uname -m)" ]; then emulator=qemu-$machine-static; fi
  cp "$folder.tar.xz" "$out/"
  EMULATOR=$emulator python3 -B "$here/sbom.py" "$folder/prof2graph" "$folder.tar.xz" >"$out/$name.spdx.json"
  python3 -B "$here/wheel/make_wheel.py" "$folder/prof2graph" "$out" "$folder/NOTICES" >/dev/null
done
packages=$(mktemp -d)
trap 'rm -rf "$packages"' EXIT
python3 -B "$here/npm/make_npm.py" "$packages" "$@" >/dev/null
for package in "$packages"/*/; do npm pack --silent --pack-destination "$out" "$package" >/dev/null; done
cd "$out"
sha256sum -- * >SHA256SUMS
cat SHA256SUMS
