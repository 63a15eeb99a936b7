// node run.mjs PROGRAM FOLDER CHROMIUM: draws pictures with PROGRAM into FOLDER and looks at them in Chromium.
// Prints a line for each check that failed and a sum at the end; P2G_BROWSER_ONLY=TEXT runs pictures that contain TEXT.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { behaviour } from './behaviour.mjs';
import { inside_an_img, opened, the_file } from './checks.mjs';

const [program, folder, executablePath] = process.argv.slice(2);
// playwright-core is installed beside the build, not beside this file.
const { chromium } = createRequire(path.join(folder, 'package.json'))('playwright-core');
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

// Own samples always; a larger collection only where it stands beside the checkout.
const wanted = [
  'samples/pstats/{workload,recursion,collision,tachyon,empty,cprofile-2.7,cprofile-pypy3.9,profile-3.13}.prof',
  'samples/folded/{perf,py-spy,recursion,trouble,utf-16}.folded', 'samples/folded/java.collapsed',
  '../shared/corpus/pstats/{real,memtrail,big}.{prof,pstats}',
  '../shared/corpus/folded/{vertx,perf-java-stacks-01,flamechart}.folded',
];
const hostile = path.join(folder, 'hostile.folded');
fs.writeFileSync(hostile, [
  '</text><script>window.hacked=1</script>', ']]>', '"><svg onload=window.hacked=1>', '&amp;<b>', 'a\u202Eb\u2066c',
  '"];', '${x}', "'onclick='window.hacked=1", '\x1b[31m', '<lambda>', 'operator<<',
].map((name, i) => `main;${name} ${10 + i}\n`).join(''));

function matching(pattern) {
  const [directory, name] = [path.dirname(pattern), path.basename(pattern)];
  const expression = new RegExp('^' + name.replace(/[.]/g, '\\.')
    .replace(/\{([^}]*)\}/g, (_, list) => `(${list.replace(/,/g, '|')})`) + '$');
  const full = path.join(root, directory);
  if (!fs.existsSync(full)) return [];
  return fs.readdirSync(full).sort().filter((f) => expression.test(f)).map((f) => path.join(full, f));
}

function draw(profile, view, extra = []) {
  const output = path.join(folder, `${path.basename(profile)}.${view}${extra.join('')}.svg`);
  execFileSync(program, ['-q', '--view', view, ...extra, profile, '-o', output], { stdio: ['ignore', 'inherit', 'inherit'] });
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

// A browser that knows only one family of fonts: pictures must hold with whatever a machine has.
function launch(family) {
  const directory = path.join(folder, 'fonts', family.name);
  fs.rmSync(directory, { recursive: true, force: true });
  fs.mkdirSync(directory, { recursive: true });
  for (const file of family.files) fs.symlinkSync(file, path.join(directory, path.basename(file)));
  const config = path.join(folder, 'fonts', `${family.name}.conf`);
  fs.writeFileSync(config, `<fontconfig><dir>${directory}</dir><cachedir>${folder}/fonts/cache</cachedir></fontconfig>`);
  return chromium.launch({ executablePath, env: { ...process.env, FONTCONFIG_FILE: config }, args: ['--no-sandbox',
    '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update',
    '--disable-sync'] });
}
const families = ['liberation/LiberationSans', 'dejavu/DejaVuSans', 'noto/NotoSansMono'].map((stem) => ({
  name: path.basename(stem),
  files: ['', '-Regular', '-Bold'].map((style) => `/usr/share/fonts/truetype/${stem}${style}.ttf`).filter((file) => fs.existsSync(file)),
})).filter((family) => family.files.length > 0);
if (families.length < 3) console.log(`SKIPPED some fonts: there are only ${families.map((family) => family.name)}`);
const browser = await launch(families[0]);

// The checks themselves: a picture that has each fault once must fail each of them.
const faults = new Set();
const fault = (what, good) => { if (!good) faults.add(what); };
const bad = path.join(root, 'tests/browser/bad.svg');
the_file(bad, fault);
await opened(browser, bad, 'light', fault);
await inside_an_img(browser, bad, 'dark', fault);
for (const what of ['refers to nothing outside', 'natural width', 'no text under 11 px', 'contrast of at least 4.5',
  'no overlapping texts', 'no text beyond its box', 'no text beyond the picture', 'no error, no request',
  'shows in an <img>', 'has the page colour of its scheme, opaque']) {
  check(bad, `the checks notice: ${what}`, faults.has(what));
}

const profiles = [...wanted.flatMap(matching), hostile];
// Runs work(item) for all items, two at a time.
async function for_all(items, work) {
  const queue = [...items];
  const worker = async () => { while (queue.length > 0) await work(queue.shift()); };
  await Promise.all([worker(), worker()]);
}

const started = Date.now();
const pictures = profiles.flatMap((profile) => ['callgraph', 'flame'].map((view) => ({ profile, view })))
  .filter(({ profile, view }) => `${profile} ${view}`.includes(process.env.P2G_BROWSER_ONLY ?? ''))
  .map(({ profile, view }) => ({ view, file: draw(profile, view) }));
await for_all(pictures, async ({ file, view }) => {
  const note = (what, good, detail) => check(file, what, good, detail);
  the_file(file, note);
  for (const scheme of ['light', 'dark']) {
    const in_scheme = (what, good, detail) => check(file, `${scheme}: ${what}`, good, detail);
    await opened(browser, file, scheme, in_scheme);
    await inside_an_img(browser, file, scheme, in_scheme);
  }
  await behaviour(browser, file, view, note);
});
await browser.close();
for (const family of families.slice(1)) {
  const other = await launch(family);
  await for_all(pictures, ({ file }) =>
    opened(other, file, 'light', (what, good, detail) => check(file, `${family.name}: ${what}`, good, detail)));
  await other.close();
}
console.log(`${pictures.length} pictures, ${checks - failures} checks passed, ${failures} failed, ${Math.round((Date.now() - started) / 1000)} s`);
process.exit(failures || !checks ? 1 : 0);
