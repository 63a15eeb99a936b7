#!/usr/bin/env bash
# Draws the profiles, or their comparison with the base: one picture a view, and report.md, which the limits are part of.
# Whether a limit tripped is an output, "code": the last step fails, when everything is written and uploaded.
set -euo pipefail
: "${P2G_PROFILES:?the input profiles is empty}" "${RUNNER_TEMP:?}" "${GITHUB_OUTPUT:?}"
shopt -s globstar nullglob

fail() {
  echo "::error title=prof2graph::$*"
  exit 1
}

# files_of PATTERNS: what they match, sorted; none twice. Blanks separate patterns; names that they find may have some.
files_of() {
  local pattern file patterns
  read -r -d '' -a patterns <<<"$1" || true
  local IFS=
  for pattern in "${patterns[@]}"; do
    for file in $pattern; do
      if [[ $file == -* ]]; then file=./$file; fi  # a name, not an option
      if [[ -f $file ]]; then printf '%s\n' "$file"; fi
    done
  done | LC_ALL=C sort -u
}

# lines_of NAME TEXT [FLAG]: the array NAME gets the lines that are not blank, each behind FLAG.
lines_of() {
  local -n out=$1
  local line
  while IFS= read -r line; do
    line="${line#"${line%%[![:space:]]*}"}"
    line="${line%"${line##*[![:space:]]}"}"
    if [[ -n $line ]]; then out+=(${3:+"$3"} "$line"); fi
  done <<<"$2"
}

folder=$RUNNER_TEMP/prof2graph-report
rm -rf "$folder"
mkdir -p "$folder"
limits=() options=() base=()
lines_of limits "${P2G_LIMITS:-}" --fail-on
lines_of options "${P2G_OPTIONS:-}"
if [[ -n ${P2G_BUDGET:-} ]]; then limits+=(--budget "$P2G_BUDGET"); fi
mapfile -t profiles < <(files_of "$P2G_PROFILES")
[[ ${#profiles[@]} -gt 0 ]] || fail "no file matches the input profiles"
if [[ -n ${P2G_BASE_FOLDER:-} ]]; then
  mapfile -t base < <(find "$P2G_BASE_FOLDER" -type f | LC_ALL=C sort)
elif [[ -n ${P2G_BASE:-} ]]; then
  mapfile -t base < <(files_of "$P2G_BASE")
  [[ ${#base[@]} -gt 0 ]] || fail "no file matches the input base"
fi

if [[ ${#base[@]} -gt 0 ]]; then
  draw=(prof2graph diff)
  files=(--before "${base[@]}" --after "${profiles[@]}")
  report=(-T md)
else
  draw=(prof2graph draw)
  files=(-- "${profiles[@]}")
  report=(-V table --sort self -T md)
  if [[ ${P2G_BASE_WANTED:-false} == true && ${#limits[@]} -gt 0 ]]; then
    echo "::warning title=prof2graph::there is no base, so no limit is checked"
    limits=()
  fi
fi
# shellcheck disable=SC2086
for view in ${P2G_VIEWS:-}; do
  [[ $view =~ ^[a-z]+$ ]] || fail "the input views has something that is no name of a view"
  "${draw[@]}" -V "$view" "${options[@]}" -o "$folder/$view.svg" "${files[@]}"
done
code=0
"${draw[@]}" "${report[@]}" "${limits[@]}" -o "$folder/report.md" "${files[@]}" || code=$?
if [[ $code -gt 1 || ! -s $folder/report.md ]]; then exit "$((code > 0 ? code : 1))"; fi
{
  echo "code=$code"
  echo "folder=$folder"
} >>"$GITHUB_OUTPUT"
