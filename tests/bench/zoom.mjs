// zoom.mjs PROGRAM FOLDER CHROMIUM [FRAMES] (--target bench_zoom): how long a zoom takes in a flame graph of 20,000 frames. Prints a table,
// asserts nothing. No picture of the program has that many (it merges what is small), so the frames are made up here and
// put into a picture that PROGRAM drew; its style and its script are the real ones.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const [program, folder, executablePath, wanted = '20000'] = process.argv.slice(2);
const { chromium } = createRequire(path.join(folder, 'package.json'))('playwright-core');
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const [left, top, width, row, least] = [16, 130, 868, 19, 2];

// The same "random" numbers on every run.
let seed = 20000;
const random = (below) => { seed = (seed * 1103515245 + 12345) % 2147483648; return Math.floor(seed / 65536) % below; };

// Splits each frame into one to three until there are enough, level by level, then puts them into preorder.
function make_tree(count) {
  const tree = { x: 0, w: width, depth: 0, children: [] };
  for (let level = [tree], made = 1; made < count;) {
    const next = [];
    for (const parent of level) {
      const parts = Math.min(1 + random(4) % 3, Math.floor(parent.w / (2 * least)) || 1);
      let x = parent.x;
      for (let i = 0; i < parts && made < count; ++i, ++made) {
        const rest = parent.x + parent.w - x;
        const w = i === parts - 1 ? rest : Math.max(least, Math.round(rest * (35 + random(40)) / 10) / 10);
        const child = { x, w, depth: parent.depth + 1, children: [] };
        x += w;
        parent.children.push(child);
        next.push(child);
      }
    }
    level = next;
  }
  const order = [];
  for (const rest = [tree]; rest.length > 0;) {
    const at = rest.pop();
    order.push(at);
    rest.push(...at.children.reverse());
  }
  return order;
}

function picture_of(frames) {
  const drawn = path.join(folder, 'zoom.svg');
  execFileSync(program, ['-q', '-V', 'flame', path.join(root, 'samples/pstats/workload.prof'), '-o', drawn]);
  const text = fs.readFileSync(drawn, 'utf8');
  const height = top + (Math.max(...frames.map((frame) => frame.depth)) + 1) * row + 20;
  const groups = frames.map(({ x, w, depth }, i) => {
    const [at, y, step] = [left + x, top + depth * row, random(8)];
    const place = `x="${at.toFixed(1)}" y="${y}" width="${w.toFixed(1)}" height="${row}"`;
    const label = w < 26 ? '' : `<text class="z115 i${step}" x="${at + 4.5}" y="${y + 13.5}">${'run_1'.slice(0, w / 8)}</text>`;
    return `<g class="f"><title>package.module.Class${i % 97}.run_${i} (module.py:${i})\n${(w / width * 100).toFixed(1)}% here</title>` +
      `<rect class="h${step} sP w8" ${place}/>${label}</g>`;
  });
  const begin = text.indexOf('<g class="g">');
  const script = text.indexOf('<script>');
  const head = text.slice(0, begin).replace(/height="\d+"/, `height="${height}"`).replace(/viewBox="0 0 900 \d+"/, `viewBox="0 0 900 ${height}"`)
    .replace(/(<rect class="P" x="0" y="0" width="900" height=")\d+/, `$1${height}`);
  fs.writeFileSync(drawn, `${head}<g class="g">\n${groups.join('\n')}</g>\n${text.slice(script)}`);
  return drawn;
}

// In the page: from a click (dispatched, so that nothing of the browser's input handling counts) to the end of the script
// and to the end of the frame that shows the result.
function timed(index) {
  return new Promise((resolve) => {
    const frame = index < 0 ? null : document.querySelectorAll('.f')[index];
    const begin = performance.now();
    if (frame) frame.dispatchEvent(new MouseEvent('click', { bubbles: true }));
    else document.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
    const script = performance.now() - begin;
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => resolve({ script, shown: performance.now() - begin });
      port2.postMessage(0);
    });
  });
}

const frames = make_tree(+wanted);
const file = picture_of(frames);
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
const page = await browser.newPage({ viewport: { width: 900, height: 1000 } });
await page.goto(pathToFileURL(file).href);
// The widest frames that are less wide than these parts of the picture.
const targets = [1, 0.75, 0.3, 0.05, 0.005].map((part) => [part,
  frames.reduce((best, frame, i) => (frame.w < part * width && !(best >= 0 && frames[best].w >= frame.w) ? i : best), -1)]);
const median = (list) => list.sort((a, b) => a - b)[list.length >> 1].toFixed(0).padStart(4);
console.log(`${frames.length} frames, medians of 9: ms until the script ends / until the new picture is painted`);
for (const [part, index] of targets) {
  const [zooms, backs] = [[], []];
  for (let i = 0; i < 9; ++i) {
    zooms.push(await page.evaluate(`(${timed})(${index})`));
    backs.push(await page.evaluate(`(${timed})(-1)`));
  }
  const both = (list) => `${median(list.map((one) => one.script))} / ${median(list.map((one) => one.shown))}`;
  console.log(`  frame of ${String(part * 100).padStart(4)}% of the width: zoom ${both(zooms)}, back ${both(backs)}`);
}
await browser.close();
