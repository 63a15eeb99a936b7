#!/usr/bin/env node
// Starts the program that came with the package of this platform (an optional dependency: npm installs the one that
// fits, and runs no script for it).
"use strict";
const { spawn } = require("node:child_process");
const os = require("node:os");

const version = require("./package.json").version;
const platforms = Object.keys(require("./package.json").optionalDependencies);
const wanted = `@prof2graph/${process.platform}-${process.arch}`;

function fail(message, hint) {
  process.stderr.write(`prof2graph: error: ${message}\n  hint: ${hint}\n`);
  process.exit(127);
}

function findProgram() {
  if (!platforms.includes(wanted)) {
    const known = platforms.map((name) => name.replace("@prof2graph/", "")).join(", ");
    fail(`there is no program for ${process.platform}-${process.arch}, only for ${known}`,
         "build it from source, or run it in a container");
  }
  let found;
  try {
    found = require.resolve(`${wanted}/package.json`);
  } catch {
    fail(`the package ${wanted} is not installed, which holds the program`,
         "install without --no-optional and --omit=optional; or the node_modules here are those of another system: run npm install again");
  }
  if (require(found).version !== version)
    fail(`${wanted} is ${require(found).version}, but this is prof2graph ${version}`, "run npm install again");
  try {
    return require.resolve(`${wanted}/prof2graph`);
  } catch {
    fail(`the package ${wanted} holds no program`, "run npm install again");
  }
}

const child = spawn(findProgram(), process.argv.slice(2), { stdio: "inherit" });
// The terminal sends Ctrl-C to both; others send only to this one.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
child.on("error", (error) => fail(`the program cannot be started: ${error.message}`, "run npm install again"));
child.on("exit", (code, signal) => process.exit(signal === null ? code : 128 + os.constants.signals[signal]));
