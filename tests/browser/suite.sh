#!/bin/sh
# suite.sh PROGRAM FOLDER [SCRIPT]: installs playwright-core into FOLDER (once) and runs the browser tests there, or SCRIPT.
# Exit 77 means skipped: no chromium, no node, or no way to get the one package.
set -u
program=$1 folder=$2
here=$(cd "$(dirname "$0")" && pwd)

skip() {
  echo "################################################################"
  echo "# SKIPPED: the browser tests did not run: $*"
  echo "# They need chromium, node >= 18, npm, and playwright-core (npm)."
  echo "################################################################"
  exit 77
}

browser=${CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome)}
[ -n "$browser" ] || skip "there is no chromium"
command -v node >/dev/null || skip "there is no node"
mkdir -p "$folder"
if ! cmp -s "$here/package-lock.json" "$folder/package-lock.json" || [ ! -d "$folder/node_modules/playwright-core" ]; then
  command -v npm >/dev/null || skip "there is no npm"
  cp "$here/package.json" "$here/package-lock.json" "$folder/"
  (cd "$folder" && npm ci --no-audit --no-fund) || { rm -f "$folder/package-lock.json"; skip "npm could not install playwright-core"; }
fi
exec node "${3:-$here/run.mjs}" "$program" "$folder" "$browser"
