#!/bin/sh
# image.sh DIST TAG [BUILDAH-OPTION...]: a container image of the static program and nothing else (DIST: what archive.sh
# filled). Made by buildah, as root or not: docker run -i --rm TAG < run.prof > callgraph.svg
set -eu
dist=$1 tag=$2
shift 2
case $(LC_ALL=C readelf -h "$dist/prof2graph" | sed -n 's/ *Machine: *//p') in
  *X86-64) architecture=amd64 ;;
  AArch64) architecture=arm64 ;;
  *) echo "image.sh: no architecture is known for $dist/prof2graph" >&2; exit 1 ;;
esac
version=$(sed -n 's/^project(prof2graph VERSION \([^ ]*\).*/\1/p' "$(dirname "$0")/../CMakeLists.txt")
# --timestamp: the same program, the same image.
buildah build --isolation chroot --timestamp "${SOURCE_DATE_EPOCH:-0}" --platform "linux/$architecture" \
  --label org.opencontainers.image.title=prof2graph --label org.opencontainers.image.licenses=MIT \
  --label "org.opencontainers.image.version=$version" "$@" --tag "$tag" -f - "$dist" <<'END'
FROM scratch
COPY prof2graph /prof2graph
COPY LICENSE NOTICES /licenses/
WORKDIR /work
USER 65534:65534
ENTRYPOINT ["/prof2graph"]
# Without arguments: standard input becomes a picture.
CMD ["--type", "svg", "-"]
END
