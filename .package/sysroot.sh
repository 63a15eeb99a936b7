#!/bin/sh
# sysroot.sh ARCHITECTURE FOLDER: what linking a static program for another processor takes, out of Debian's packages,
# unpacked into FOLDER. Nothing is installed, no architecture is added, no root is needed; releases, mirrors and keys are
# those that apt knows here. FOLDER/var/lib/dpkg says which package a file is of (notices.py asks it).
set -eu
architecture=$1 folder=$2
# Cairo's archives and all that they are linked with, the headers that the program is made of, the two libraries that
# fmt's and toml++'s CMake files insist on, and the two that have the copyright of their archives.
packages="libc6-dev libcrypt-dev linux-libc-dev libcairo2-dev libfontconfig-dev libfreetype-dev libpixman-1-dev libpng-dev
  libexpat1-dev libbrotli-dev libx11-dev libxcb1-dev libxcb-render0-dev libxcb-shm0-dev libxext-dev libxrender-dev
  libxau-dev libxdmcp-dev x11proto-dev libpthread-stubs0-dev libglib2.0-dev libpcre2-dev libffi-dev libmount-dev
  libblkid-dev libselinux1-dev libsepol-dev uuid-dev zlib1g-dev libzstd-dev libre2-dev libfmt-dev libfmt9 libcli11-dev
  libtomlplusplus-dev libtomlplusplus3 libexpected-dev libffi8 libre2-9"

rm -rf "$folder"
apt=$folder/apt
admin=$folder/var/lib/dpkg
mkdir -p "$apt/state/lists/partial" "$apt/cache/archives/partial" "$apt/packages" "$admin/info" "$admin/updates"
folder=$(cd "$folder" && pwd)
apt=$folder/apt
admin=$folder/var/lib/dpkg
: >"$apt/status"
: >"$admin/status"
cat >"$apt/apt.conf" <<END
APT::Architecture "$architecture";
APT::Architectures { "$architecture"; };
APT::Sandbox::User "";
Dir::State "$apt/state";
Dir::State::status "$apt/status";
Dir::Cache "$apt/cache";
END
export APT_CONFIG="$apt/apt.conf"
apt-get update -q
# shellcheck disable=SC2086 # a list
(cd "$apt/packages" && apt-get download -q $packages)
for package in "$apt"/packages/*.deb; do
  dpkg-deb -x "$package" "$folder"
  name=$(dpkg-deb -f "$package" Package)
  { dpkg-deb -f "$package" && printf 'Status: install ok installed\n\n'; } >>"$admin/status"
  dpkg-deb --fsys-tarfile "$package" | tar -t | sed 's,^\.,,; s,/$,,; /^$/d' >"$admin/info/$name.list"
done
rm -rf "$apt"
