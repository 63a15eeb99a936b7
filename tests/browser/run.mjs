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

// Own samples always; the larger collection only where it stands beside the checkout.
const wanted = ['samples/pstats/*.prof', 'samples/folded/*', '../shared/corpus/pstats/{real,memtrail,big,profile-3.9}.{prof,pstats}',
                '../shared/corpus/folded/{vertx,perf-java-stacks-01,simple}.{folded,txt}'];
const hostile = path.join(folder, 'hostile.folded');
fs.writeFileSync(hostile, [
  '</text><script>window.hacked=1</script>', ']]>', '"><svg onload=window.hacked=1>', '&amp;<b>', 'a\u202Eb\u2066c',
  '"];', '${x}', "'onclick='window.hacked=1", '\x1b[31m', '<lambda>', 'operator<<',
].map((name, i) => `main;${name} ${10 + i}\n`).join(''));

function matching(pattern) {
  const [directory, name] = [path.dirname(pattern), path.basename(pattern)];
  const expression = new RegExp('^' + name.replace(/[.]/g, '\\.').replace(/\*/g, '.*')
    .replace(/\{([^}]*)\}/g, (_, list) => `(${list.replace(/,/g, '|')})`) + '$');
  const full = path.join(root, directory);
  if (!fs.existsSync(full)) return [];
  return fs.readdirSync(full).sort().filter((f) => expression.test(f) && !/README|\.json$/.test(f)).map((f) => path.join(full, f));
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

// A browser that knows only the fonts that match `glob`: pictures must hold with whatever a machine has.
function launch(glob) {
  const config = path.join(folder, `${path.basename(glob, '*')}.fonts.conf`);
  fs.writeFileSync(config, `<fontconfig><dir>/usr/share/fonts</dir><cachedir>${folder}/fontconfig</cachedir>
<selectfont><rejectfont><glob>*</glob></rejectfont><acceptfont><glob>${glob}</glob></acceptfont></selectfont></fontconfig>`);
  return chromium.launch({ executablePath, env: { ...process.env, FONTCONFIG_FILE: config }, args: ['--no-sandbox',
    '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update',
    '--disable-sync'] });
}
const fonts = ['liberation/LiberationSans', 'dejavu/DejaVuSans', 'noto/NotoSansMono'].map((name) => `/usr/share/fonts/truetype/${name}`)
  .filter((name) => fs.existsSync(`${name}-Regular.ttf`) || fs.existsSync(`${name}.ttf`)).map((name) => `${name}*`);
if (fonts.length < 3) console.log(`SKIPPED some fonts: there are only ${fonts.map((name) => path.basename(name, '*'))}`);
const browser = await launch(fonts[0]);

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
const started = Date.now();
const pictures = [];
for (const profile of profiles) {
  for (const view of ['callgraph', 'flame']) {
    if (!`${profile} ${view}`.includes(process.env.P2G_BROWSER_ONLY ?? '')) continue;
    const picture = draw(profile, view);
    pictures.push(picture);
    the_file(picture, (what, good, detail) => check(picture, what, good, detail));
    for (const scheme of ['light', 'dark']) {
      const note = (what, good, detail) => check(picture, `${scheme}: ${what}`, good, detail);
      await opened(browser, picture, scheme, note);
      await inside_an_img(browser, picture, scheme, note);
    }
    await behaviour(browser, picture, view, (what, good, detail) => check(picture, what, good, detail));
  }
}
await browser.close();
for (const font of fonts.slice(1)) {
  const other = await launch(font);
  for (const picture of pictures) {
    await opened(other, picture, 'light', (what, good, detail) => check(picture, `${path.basename(font)}: ${what}`, good, detail));
  }
  await other.close();
}
console.log(`${profiles.length} profiles, ${checks - failures} checks passed, ${failures} failed, ${Math.round((Date.now() - started) / 1000)} s`);
process.exit(failures || !checks ? 1 : 0);
