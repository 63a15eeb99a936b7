#!/usr/bin/env bash
# pre-commit.sh draw|check OPTION... -- PROFILE...: the hooks of .pre-commit-hooks.yaml.
set -euo pipefail
verb=$1
shift
options=()
while [[ $# -gt 0 && $1 != -- ]]; do
  options+=("$1")
  shift
done
[[ $# -gt 0 ]] || { echo 'prof2graph: the hook'"'"'s "args" have to end with "--"'; exit 2; }
shift
command -v prof2graph >/dev/null || { echo "prof2graph is not installed: pip install prof2graph"; exit 127; }

code=0
declare -A drawn=()
for profile in "$@"; do
  profile=./$profile
  if [[ $verb == check ]]; then
    prof2graph draw --view table --type txt --output /dev/null "${options[@]}" -- "$profile" || code=1
    continue
  fi
  picture=${profile%.gz}
  picture=${picture%.*}.svg
  if [[ -n ${drawn[$picture]:-} ]]; then
    echo "$profile and ${drawn[$picture]} would both be $picture: rename one"
    code=1
    continue
  fi
  drawn[$picture]=$profile
  before=
  if [[ -f $picture ]]; then before=$(sha256sum <"$picture"); fi
  if ! prof2graph draw "${options[@]}" --output "$picture" -- "$profile"; then
    code=1
  elif [[ $(sha256sum <"$picture") != "$before" ]]; then
    echo "$picture is new: git add it"
    code=1
  elif ! git ls-files --error-unmatch -- "$picture" >/dev/null 2>&1; then
    echo "$picture is not part of the commit: git add it"
    code=1
  fi
done
exit "$code"
