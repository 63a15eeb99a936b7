#!/bin/sh
# minify.sh FOLDER: bundles and minifies script/ and style/ into FOLDER. What it makes is checked in beside this file,
# so that building needs no esbuild; tests/lint/script.py compares.
set -eu
folder=$(realpath "$1")
cd "$(dirname "$0")"
exec esbuild script/callgraph.js script/flame.js script/index.js script/report.js style/shapes.css style/colours.css style/index.css style/report.css --bundle --minify --format=iife \
  --target=es2021 --charset=utf8 --log-level=warning --entry-names='[name].min' --outdir="$folder"
