#!/bin/sh
# archive.sh BUILD-FOLDER [SYSROOT]: what was built there with the preset "portable" becomes an archive that is unpacked and used,
# in BUILD-FOLDER/dist, with the licences of all that is in the program. Prints the archive's path. The same program gives
# the same bytes: one time stamp (SOURCE_DATE_EPOCH, else that of the package's changelog), no names of users.
set -eu
build=$1 sysroot=${2:-}
here=$(cd "$(dirname "$0")" && pwd)
root=$here/..
: "${STRIP:=strip}"
version=$(sed -n 's/^project(prof2graph VERSION \([^ ]*\).*/\1/p' "$root/CMakeLists.txt")
case $(LC_ALL=C readelf -h "$build/prof2graph" | sed -n 's/ *Machine: *//p') in
  *X86-64) machine=x86_64 ;;
  AArch64) machine=aarch64 ;;
  *) echo "archive.sh: no name is known for the processor of $build/prof2graph" >&2; exit 1 ;;
esac
name=prof2graph-$version-linux-$machine
dist=$build/dist
rm -rf "${dist:?}/$name"
mkdir -p "$dist/$name/completions"
cp "$build/prof2graph" "$dist/$name/prof2graph"
"$STRIP" "$dist/$name/prof2graph"
python3 -B "$here/notices.py" "$build/prof2graph.map" "$dist/$name/NOTICES" ${sysroot:+"$sysroot"}
cp "$root/LICENSE" "$root/CHANGELOG.md" "$root"/man/*.[15] "$dist/$name/"
cp "$build/completions/"* "$dist/$name/completions/"
chmod -R u=rwX,go=rX "$dist/$name"
stamp=${SOURCE_DATE_EPOCH:-$(date -u -d "$(sed -n 's/^ -- .*>  //p' "$here/changelog.in")" +%s)}
tar -C "$dist" --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$stamp" -cf - "$name" |
  xz -6 -T1 >"$dist/$name.tar.xz"
echo "$dist/$name.tar.xz"
