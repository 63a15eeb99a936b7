#!/bin/sh
# pack.sh BUILD-FOLDER [CPACK-OPTION...]: packs what was built there. All that is in the package has one time stamp,
# that of its changelog, unless SOURCE_DATE_EPOCH is set.
set -eu
cd "$1"
shift
: "${SOURCE_DATE_EPOCH:=$(dpkg-parsechangelog -l package/changelog -S Timestamp)}"
export SOURCE_DATE_EPOCH
umask 022  # the mode of the archive's own members
LC_ALL=C cpack -G DEB "$@"
