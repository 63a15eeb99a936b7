#!/bin/sh
# bare_root.sh DEB BASE [SAMPLES]: installs the package with apt in a bare Debian, without and with what it recommends,
# draws with it, removes it, and looks whether anything is left. BASE is a folder that
# "debootstrap --variant=minbase bookworm BASE" made; it is made when it is not there, copied, and stays as it is.
# Needs root, debootstrap and a network: exit 77 without.
set -eu

skip() {
  echo "SKIPPED: the package was NOT tried in a bare Debian: $*"
  exit 77
}
fail() {
  echo "bare_root.sh: $*" >&2
  exit 1
}

deb=$1 base=$2 samples=${3:-$(dirname "$0")/../../samples}
[ "$(id -u)" = 0 ] || skip "needs root"
if [ ! -e "$base/var/lib/dpkg/status" ]; then
  command -v debootstrap >/dev/null || skip "debootstrap is not installed"
  debootstrap --variant=minbase bookworm "$base" >&2 || skip "debootstrap failed (no network?)"
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root
cp -a "$base" "$root"
cp /etc/resolv.conf "$root/etc/resolv.conf"
cp "$deb" "$root/tmp/prof2graph.deb"
mkdir "$root/tmp/samples"
cp -a "$samples/pstats" "$samples/folded" "$root/tmp/samples/"
# What apt needs to get out is a property of this machine, not of the package.
cp -a /etc/apt/apt.conf.d/. "$root/etc/apt/apt.conf.d/"

inside() {
  chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C DEBIAN_FRONTEND=noninteractive \
    ${http_proxy:+http_proxy="$http_proxy"} ${https_proxy:+https_proxy="$https_proxy"} "$@"
}
# Each file with its mode, owner and content; without apt's and dpkg's own books, caches and logs.
snapshot() {
  (
    cd "$root"
    find . -xdev \( -path ./proc -o -path ./sys -o -path ./dev -o -path ./tmp -o -path ./run -o -path ./var/cache \
      -o -path ./var/log -o -path ./var/lib/apt -o -path ./var/lib/dpkg \) -prune -o -print0 | sort -z >"$work/paths"
    xargs -0 stat -c '%A %u:%g %N' <"$work/paths"
    # shellcheck disable=SC2016
    xargs -0 sh -c 'for path; do if [ -f "$path" ] && [ ! -L "$path" ]; then sha256sum "$path"; fi; done' sh <"$work/paths"
    # shellcheck disable=SC2016
    inside dpkg-query -W -f '${Package} ${Version} ${db:Status-Status}\n'
  ) >"$work/$1"
}
same() {
  snapshot "$1"
  diff "$work/before" "$work/$1" >&2 || fail "installing and purging left the differences above ($1)"
  echo "ok: nothing is left, nothing is changed ($1): $(wc -l <"$work/$1") lines compared"
}
# draw TYPE ARGUMENT...: an output that is not empty.
draw() {
  type=$1
  shift
  inside prof2graph -q "$@" -o "/tmp/out.$type" || fail "prof2graph $* -o out.$type failed"
  [ -s "$root/tmp/out.$type" ] || fail "out.$type is empty"
  echo "ok: prof2graph $* -o out.$type ($(wc -c <"$root/tmp/out.$type") bytes)"
}
draw_data() {
  for type in svg dot json csv folded txt md; do
    view=callgraph
    case $type in csv | txt | md) view=table ;; folded) view=flame ;; esac
    draw "$type" --view $view /tmp/samples/pstats/workload.prof
    case $type in dot | folded) continue ;; esac
    draw "$type" diff --view $view /tmp/samples/pstats/workload.prof /tmp/samples/pstats/recursion.prof
  done
  draw svg --view flame /tmp/samples/folded/perf.folded
}

inside apt-get update -q >"$work/log" 2>&1 || { cat "$work/log"; skip "apt-get update failed (no network?)"; }
snapshot before

# ---- Without what is recommended ----------------------------------------------------------------------------------
inside apt-get install -q -y --no-install-recommends /tmp/prof2graph.deb >"$work/log" 2>&1 || { cat "$work/log"; fail "apt-get install failed"; }
grep 'newly installed' "$work/log"
inside dpkg -V prof2graph || fail "dpkg -V found differences"
inside prof2graph --version --verbose
draw_data
for ask in "-o /tmp/out.png:libcairo2" "-o /tmp/out.pdf:libcairo2" "--layout dot -o /tmp/out.svg:libgvc6"; do
  # shellcheck disable=SC2086
  if inside prof2graph /tmp/samples/pstats/workload.prof ${ask%:*} 2>"$work/err"; then fail "worked without ${ask#*:}"; fi
  grep -qF "(Debian: ${ask#*:})" "$work/err" || fail "does not name ${ask#*:}: $(cat "$work/err")"
  echo "ok: ${ask%:*} asks for ${ask#*:}"
done
inside apt-get purge -q -y --autoremove prof2graph >"$work/log" 2>&1 || { cat "$work/log"; fail "apt-get purge failed"; }
same without-recommended

# ---- With it ----------------------------------------------------------------------------------------------------------
inside apt-get install -q -y /tmp/prof2graph.deb >"$work/log" 2>&1 || { cat "$work/log"; fail "apt-get install failed"; }
grep 'newly installed' "$work/log"
inside prof2graph --version --verbose | grep -E '^(Cairo|Graphviz) .* on need /' || fail "Cairo or Graphviz is not found"
draw_data
for type in png pdf; do
  draw "$type" /tmp/samples/pstats/workload.prof
  draw "$type" --view flame /tmp/samples/folded/perf.folded
done
draw svg --layout dot /tmp/samples/pstats/workload.prof
inside dpkg -V prof2graph || fail "dpkg -V found differences"
inside apt-get remove -q -y prof2graph >"$work/log" 2>&1 || { cat "$work/log"; fail "apt-get remove failed"; }
[ -z "$(find "$root/usr" "$root/etc" -name '*prof2graph*')" ] || fail "remove left files"
# Nothing is configured in /etc, so there is nothing left to purge but what came along.
inside apt-get autoremove -q -y --purge >"$work/log" 2>&1 || { cat "$work/log"; fail "apt-get autoremove failed"; }
same with-recommended
