#!/usr/bin/env bash
# Puts prof2graph onto the path of the steps that follow: the archive of a release, checked against its sum; the wheel
# when there is no way to the archive. A sum that does not fit is an error, and nothing else is tried.
set -euo pipefail
: "${P2G_VERSION:?}" "${RUNNER_TEMP:?}" "${GITHUB_PATH:?}"

fail() {
  echo "::error title=prof2graph::$*"
  exit 1
}
[[ $P2G_VERSION =~ ^[0-9]+\.[0-9]+\.[0-9]+$ ]] || fail "the input version is not like 1.2.3"
[[ $(uname -s) == Linux ]] || fail "there is no program for $(uname -s): use a Linux runner"
machine=$(uname -m)
[[ $machine == x86_64 || $machine == aarch64 ]] || fail "there is no program for $machine"

# Sums of 64 digits, however they were copied.
sha256=${P2G_SHA256:-} wheel_sha256=${P2G_WHEEL_SHA256:-}
sha256=${sha256#sha256:} wheel_sha256=${wheel_sha256#sha256:}
sha256=${sha256,,} wheel_sha256=${wheel_sha256,,}
[[ $sha256 =~ ^([0-9a-f]{64})?$ ]] || fail "the input sha256 is no sum of 64 digits"
[[ $wheel_sha256 =~ ^([0-9a-f]{64})?$ ]] || fail "the input wheel-sha256 is no sum of 64 digits"

name=prof2graph-$P2G_VERSION-linux-$machine
url=${P2G_URL:-${GITHUB_SERVER_URL:-https://github.com}/${P2G_REPOSITORY:?}/releases/download/v$P2G_VERSION}
work=$RUNNER_TEMP/prof2graph
rm -rf "$work"
mkdir -p "$work"

download() { curl --silent --show-error --fail --location --globoff --retry 3 --output "$work/$1" -- "$url/$1"; }

# check SUM FILE
check() { (cd "$work" && printf '%s  %s\n' "$1" "$2" | sha256sum --check --strict --quiet) || fail "$2 is not the file that was expected: its sum is another"; }

from_archive() {
  local sum=$sha256
  download "$name.tar.xz" || return 1
  if [[ -z $sum ]]; then
    download SHA256SUMS || fail "the release has no SHA256SUMS, and no input says the sum"
    sum=$(awk -v file="$name.tar.xz" '$2 == file { print $1 }' "$work/SHA256SUMS")
  fi
  [[ $sum =~ ^[0-9a-f]{64}$ ]] || fail "there is no sum of $name.tar.xz"
  check "$sum" "$name.tar.xz"
  tar -C "$work" -xJf "$work/$name.tar.xz" "$name/prof2graph" || fail "$name.tar.xz cannot be unpacked: is xz installed here?"
  echo "$work/$name" >>"$GITHUB_PATH"
  program=$work/$name/prof2graph
}

from_wheel() {
  echo "::notice title=prof2graph::no way to $url/$name.tar.xz, so the wheel is installed"
  python3 -m venv "$work/venv" || fail "there is no way to the archive, and no Python with venv for the wheel"
  local wanted="prof2graph==$P2G_VERSION"
  if [[ -n $wheel_sha256 ]]; then wanted+=" --hash=sha256:$wheel_sha256"; fi
  echo "$wanted" >"$work/wanted.txt"
  "$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check --only-binary :all: \
    --requirement "$work/wanted.txt" || fail "neither the archive nor the wheel could be had"
  # Of the environment the program alone, so that the job's own Python stays what it is.
  mkdir "$work/bin"
  ln -s "$work/venv/bin/prof2graph" "$work/bin/prof2graph"
  echo "$work/bin" >>"$GITHUB_PATH"
  program=$work/bin/prof2graph
}

# In a condition nothing ends a function early, so each step in these two says what its failure means.
if ! from_archive; then
  # Who pinned the archive shall not get something else because a download fails.
  [[ -z $sha256 || -n $wheel_sha256 ]] || fail "no way to $url/$name.tar.xz; the wheel is not tried, because the input wheel-sha256 is empty"
  from_wheel
fi
"$program" --version
