// node run.mjs PROGRAM FOLDER CHROMIUM: draws pictures with PROGRAM into FOLDER and looks at them in Chromium.
// Prints a line for each check that failed and a sum at the end; P2G_BROWSER_ONLY=TEXT runs pictures that contain TEXT.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { families, launch_chromium, launch_firefox } from './browsers.mjs';
import { inside_an_img, light_png, names_shown, opened, printed } from './checks.mjs';
import { hostile_names } from './hostile.mjs';
import { hostile, make_inputs } from './inputs.mjs';
import { options } from './options.mjs';
import { pictures_in_one_page } from './page.mjs';
import { other_programs, the_file } from './picture_file.mjs';
import { indexes } from './index.mjs';
import { reports } from './report.mjs';
import { links_survive, use } from './use.mjs';

const [program, folder, executablePath] = process.argv.slice(2);
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const only = process.env.P2G_BROWSER_ONLY ?? '';

// Own samples always; a larger collection only where it stands beside the checkout.
const wanted = [
  'samples/pstats/{workload,importing,recursion,collision,tachyon,empty,threads-3.12,cprofile-pypy3.9}.prof',
  'samples/folded/{perf,py-spy,recursion,trouble,utf-16}.folded', 'samples/folded/java.collapsed',
  '../shared/corpus/pstats/{real,memtrail,big}.{prof,pstats}',
  '../shared/cases/import-heavy/cfnlint.prof.gz', '../shared/cases/asyncio/aio-3.11.7.prof', '../shared/cases/unittest/ut-3.13.0.prof',
  '../shared/corpus/folded/{vertx,perf-java-stacks-01,flamechart}.folded',
];

// What a view cannot be drawn without: the heaviest function that calls others and is called would do, any does.
const needs = { sandwich: ['--function', '*'] };

function matching(pattern) {
  const [directory, name] = [path.dirname(pattern), path.basename(pattern)];
  const expression = new RegExp('^' + name.replace(/[.]/g, '\\.')
    .replace(/\{([^}]*)\}/g, (_, list) => `(${list.replace(/,/g, '|')})`) + '$');
  const full = path.join(root, directory);
  if (!fs.existsSync(full)) return [];
  return fs.readdirSync(full).sort().filter((f) => expression.test(f)).map((f) => path.join(full, f));
}

// A comparison is named by both of its files: "before.prof|after.prof".
function draw(profile, view, extra = [], stem = path.basename(profile)) {
  const output = path.join(folder, `${stem}.${view}${extra.join('')}.svg`);
  const files = profile.includes('|') ? ['diff', ...profile.split('|')] : [profile];
  execFileSync(program, ['-q', '--view', view, ...needs[view] ?? [], ...extra, ...files, '-o', output], { stdio: ['ignore', 'inherit', 'inherit'] });
  return output;
}

let checks = 0;
let failures = 0;
function check(picture, what, good, detail = '') {
  ++checks;
  if (good) return;
  ++failures;
  console.log(`FAILED ${path.basename(picture)}: ${what} ${typeof detail === 'string' ? detail : JSON.stringify(detail)}`);
}
const check_of = (picture, before = '') => (what, good, detail) => check(picture, before + what, good, detail);

// Runs work(item) for all items, two at a time. What throws has failed.
async function for_all(items, work) {
  const queue = [...items];
  const worker = async () => {
    while (queue.length > 0) {
      const item = queue.shift();
      await work(item).catch((error) => check(item.file, 'can be used', false, String(error.message).split('\n')[0]));
    }
  };
  await Promise.all([worker(), worker()]);
}

const started = Date.now();
if (families.length < 3) console.log(`SKIPPED some fonts: there are only ${families.map((family) => family.name)}`);
const browser = await launch_chromium(folder, executablePath, families[0]);

// The checks themselves: a picture that has each fault once must fail each of them.
const faults = new Set();
const fault = (what, good) => { if (!good) faults.add(what); };
const bad = path.join(root, 'tests/browser/bad.svg');
the_file(bad, 'callgraph', fault);
await opened(browser, bad, 'light', fault, true);
await inside_an_img(browser, bad, 'dark', fault);
for (const what of ['refers to nothing outside', 'natural width', 'no text under 11 px', 'no text under 9.5 px at 780 px',
  'contrast of at least 4.5', 'no overlapping texts', 'no text beyond its box', 'no text above or below its box', 'no text beyond the picture', 'no error, no request',
  'edges with a contrast of at least 3', 'self-time segments fill the width', 'callees and self fill each frame',
  'cards within the column', 'shows in an <img>', 'has the page colour of its scheme, opaque', 'is light or dark from top to bottom']) {
  check(bad, `the checks notice: ${what}`, faults.has(what));
}

const comparisons = [['samples/diff/before-1.prof', 'samples/diff/after-1.prof'],
  ['samples/folded/perf.folded', 'samples/folded/java.collapsed'],
  ['samples/pstats/workload.prof', 'samples/pstats/cprofile-3.13.prof']]
  .map((sides) => sides.map((side) => path.join(root, side)).join('|'));
const inputs = make_inputs(path.join(folder, 'inputs'), root);
const pictures = [...wanted.flatMap(matching), ...inputs.files, ...comparisons].flatMap((profile) => ['callgraph', 'flame', 'sandwich'].map((view) => ({ profile, view })))
  .filter(({ profile, view }) => view !== 'sandwich' || !/[|]|empty/.test(profile))  // of one function of one profile
  .filter(({ profile, view }) => `${profile} ${view}`.includes(only))
  .map(({ profile, view }) => ({ view, profile, file: draw(profile, view) }));

// What the specification asks of profiles by name. tests/numbers counts what their pictures name.
const asked = {
  'real.prof': { crossings: 5, named: 25 },
  'importing.prof': { crossings: 0, named: 25 },
  'cfnlint.prof.gz': { crossings: 0, named: 25 },
  'big.prof': { crossings: 0, named: 15 },
};
function famous(profile, view, found, note) {
  const wanted = asked[path.basename(profile)];
  if (!wanted || view !== 'callgraph') return;
  note(`at most ${wanted.crossings} crossings`, found.shapes.crossings <= wanted.crossings, String(found.shapes.crossings));
  note(`at least ${wanted.named} functions named`, found.shapes.named >= wanted.named, String(found.shapes.named));
  note('at most 1.8 times as high as wide', found.height <= 1.8 * found.width, String(found.height));
}

await for_all(pictures, async ({ file, view, profile }) => {
  const note = check_of(file);
  the_file(file, view, note);
  const png = await other_programs(file, note);
  if (png) await light_png(browser, png, note);
  for (const scheme of ['light', 'dark']) {
    const found = await opened(browser, file, scheme, check_of(file, `${scheme}: `), true);
    if (scheme === 'light') famous(profile, view, found, note);
    await inside_an_img(browser, file, scheme, check_of(file, `${scheme}: `));
  }
  // A call graph may sum small functions up, so all names are in the flame graph; a semicolon ends a frame.
  const names = view === 'flame' ? hostile.flatMap((name) => name.split(';')).filter(Boolean) : [];
  if (profile.endsWith('hostile.folded')) await names_shown(browser, file, names, note);
  if (view === 'sandwich') return;  // nothing happens in it but tooltips
  // Not every picture is used: these differ little from others. Both schemes, in turn.
  if (/collision|pypy|py-spy|trouble|utf-16|recursion.folded|flamechart|perf-java/.test(file) && !only) return;
  await use(browser, file, view, note, pictures.findIndex((each) => each.file === file) % 4 < 2 ? 'light' : 'dark');
});

const workload = path.join(root, 'samples/pstats/workload.prof');
if (!only || 'options'.includes(only)) {
  for (const view of ['callgraph', 'flame']) {
    await printed(browser, draw(workload, view), check_of(`print ${view}`));
    const [first, second] = inputs.runs.map((profile, i) => draw(profile, view, [], `run-${i}`));
    await links_survive(browser, first, second, view, check_of(first));
    if (inputs.large) {
      const size = fs.statSync(draw(inputs.large, view)).size;
      check(`f10k ${view}`, 'at most 300 KB for 10,000 deep stacks', size <= 300_000, String(size));
    }
  }
  await options(browser, program, workload, draw, check_of);
}
if (!only || 'page'.includes(only)) {
  // Two of each view, of the same functions, in themes and schemes that would be seen if they reached a neighbour.
  const files = [draw(workload, 'flame'), draw(workload, 'flame', ['--flip', '--theme', 'midnight']),
    draw(workload, 'callgraph', ['--scheme', 'dark']), draw(workload, 'callgraph', ['--theme', 'print'])];
  await pictures_in_one_page(browser, folder, files, check_of('two of each in one page'));
  await pictures_in_one_page(browser, folder, [files[0], files[0]], check_of('one twice in one page'));
}
if (!only || only.startsWith('hostile-names')) {
  const begun = Date.now();
  const profiles = only ? only.split(':')[1] ?? '' : undefined;
  const looked_at = await hostile_names(browser, program, folder, root, check_of, for_all, profiles);
  console.log(`${looked_at}, ${Math.round((Date.now() - begun) / 1000)} s`);
}
const firefox = await launch_firefox(folder);
if (!only || 'reports'.includes(only)) await reports(browser, firefox, program, folder, root, check_of);
if (!only || 'indexes'.includes(only)) await indexes(browser, firefox, program, folder, root, check_of);
await browser.close();

for (const family of families.slice(1)) {
  const other = await launch_chromium(folder, executablePath, family);
  await for_all(pictures, ({ file }) => opened(other, file, 'light', check_of(file, `${family.name}: `)));
  await other.close();
}
if (firefox) {
  await for_all(pictures, ({ file }) => opened(firefox, file, 'light', check_of(file, 'Firefox: ')));
  await firefox.close();
}
console.log(`${pictures.length} pictures, ${checks - failures} checks passed, ${failures} failed, ${Math.round((Date.now() - started) / 1000)} s`);
process.exit(failures || !checks ? 1 : 0);
