#!/bin/sh
# windows_libraries.sh FOLDER: what Debian has no package of for Windows, RE2 and zstd, built static into FOLDER out of the
# sources of Debian 12's packages, with the headers that go with them. Those are fetched from P2G_DEBIAN_MIRROR and
# checked; nothing is installed.
set -eu
folder=$1
here=$(cd "$(dirname "$0")" && pwd)
pool=${P2G_DEBIAN_MIRROR:-http://deb.debian.org/debian}/pool/main
tools=x86_64-w64-mingw32
re2=re2_20220601+dfsg.orig.tar.xz
zstd=libzstd_1.5.4+dfsg2.orig.tar.xz

rm -rf "$folder"
mkdir -p "$folder/lib" "$folder/sources/re2" "$folder/sources/zstd"
"$here/windows_headers.sh" "$folder/include"
folder=$(cd "$folder" && pwd)
cd "$folder/sources"
curl -fsS --retry 2 -O "$pool/r/re2/$re2" -O "$pool/libz/libzstd/$zstd"
sha256sum --check --strict --quiet <<END
3bc61251da3b0b97be40a8a127818c517c62516e4eda11fc901d29496663df54  $re2
8cf4bbb65e77ec348d052c8d6230eba66d435bddf64c8b5be2fcb16880c19953  $zstd
END
tar -C re2 --strip-components=1 -xJf "$re2"
# Debian leaves tables out that can be made from the Unicode data which it has.
(cd re2/re2 && sed -i 's,^from six.*,,; s,^_UNICODE_DIR = .*,_UNICODE_DIR = "/usr/share/unicode",' unicode.py &&
  python3 -B make_unicode_casefold.py >unicode_casefold.cc && python3 -B make_unicode_groups.py >unicode_groups.cc &&
  perl make_perl_groups.pl >perl_groups.cc)
tar -C zstd --strip-components=1 -xJf "$zstd"

# make_archive NAME COMPILER... -- FILE...: lib/libNAME.a of the files.
make_archive() {
  name=$1
  shift
  command=""
  while [ "$1" != -- ]; do
    command="$command $1"
    shift
  done
  shift
  mkdir "objects-$name"
  # shellcheck disable=SC2016 # the inner shell's
  printf '%s\n' "$@" | xargs -P "$(nproc)" -I{} sh -c '$1 -c "$2" -o "$3/$(basename "$2").o"' - "$command" {} "objects-$name"
  $tools-ar rcsD "../lib/lib$name.a" "objects-$name"/*.o
}
make_archive re2 $tools-g++-posix -O2 -w -std=c++17 -DUNICODE -D_UNICODE -DSTRICT -DNOMINMAX -Ire2 -- \
  re2/re2/[!_]*.cc re2/util/rune.cc re2/util/strutil.cc
# As Debian builds it; its assembler is for the other calling convention.
make_archive zstd $tools-gcc-posix -O2 -w -DZSTD_DISABLE_ASM -DZSTD_LEGACY_SUPPORT=0 -Izstd/lib -- \
  zstd/lib/common/*.c zstd/lib/compress/*.c zstd/lib/decompress/*.c
cp re2/LICENSE ../RE2-LICENSE
cp zstd/LICENSE ../ZSTD-LICENSE
cd "$folder"
rm -rf "$folder/sources"
