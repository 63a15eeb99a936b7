// Several pictures in one HTML page, among things that are the page's own: each looks, searches, zooms, hears keys and
// keeps its link as if it were alone, and the page keeps what is its own.
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

import { quiet_page } from './checks.mjs';
import { same } from './use.mjs';

// The wide left column is where the pointer is over no picture. The page's own elements wear classes and names of ours.
const before = `<!doctype html><meta charset="utf-8"><title>kept</title>
<style>body{margin:0 0 0 60px;background:#fff}text{font:9px serif;fill:#456}</style>
<div id="part" class="js f n ui tip over"><p class="h5 b z120">the page's own</p><input value=""><button class="ring">own</button>
<svg width="90" height="20" class="g dim srch"><text class="K te" x="5" y="15">own</text><rect class="h5 f" width="4" height="4"/></svg></div>`;

// Runs in the page: the computed look of all elements below those that match.
function looks(selector) {
  const what = ['fill', 'stroke', 'fillOpacity', 'strokeOpacity', 'strokeWidth', 'opacity', 'display', 'fontFamily', 'fontSize', 'fontWeight', 'textAnchor',
    'strokeDasharray', 'color', 'backgroundColor', 'cursor', 'vectorEffect', 'pointerEvents'];
  // References name the picture, which is another one in each file.
  const look = (e) => { const style = getComputedStyle(e); return what.map((name) => style[name].replace(/url\("?[^#]*/g, 'url(')).join(); };
  return [...document.querySelectorAll(selector)].map((root) => [root, ...root.querySelectorAll('*')].map(look));
}

// Runs in the page: what the script has done to each picture.
function states() {
  return [...document.querySelectorAll('svg[data-view]')].map((svg) => {
    const names = (e) => [...e.classList].sort().join('.');
    const classes = [...svg.querySelectorAll('.on, .hit, .par, .z')].map((e) => `${e.tagName}.${names(e)}`);
    const groups = ['.g', 'pattern'].map((what) => svg.querySelector(what)).map((e) => e?.getAttribute('transform') ?? e?.getAttribute('patternTransform'));
    return JSON.stringify([names(svg), classes, groups, svg.querySelector('input').value, svg.querySelector('output').textContent,
      svg.querySelectorAll('.over text').length]);
  });
}

// One item of a picture that can be chosen: where it is on the screen once the picture is in sight, with `above` px of
// what is before it.
async function item_of(page, number, above = 0) {
  return page.evaluate(([n, px]) => {
    const svg = document.querySelectorAll('svg[data-view]')[n];
    svg.scrollIntoView({ block: 'start' });
    scrollBy(0, -px);
    const items = [...svg.querySelectorAll('.n, .f:not(.m)')].filter((e) => {
      const { x, y, width } = e.querySelector('rect').getBoundingClientRect();
      return width > 20 && width < 800 && x > 60 && x + width < innerWidth && y > 0 && y < innerHeight - 20;
    });
    const { x, y, width, height } = items[items.length >> 1].querySelector('rect').getBoundingClientRect();
    const title = items[items.length >> 1];
    const word = (title.querySelector('title')?.textContent ?? title.getAttribute('aria-label')).match(/\w+/)[0];
    return { x: x + width / 2, y: y + Math.min(height / 2, 8), word };
  }, [number, above]);
}

export async function pictures_in_one_page(browser, folder, files, check) {
  const text = files.map((file) => fs.readFileSync(file, 'utf8'));
  const html = path.join(folder, 'pictures.html');
  fs.writeFileSync(html, `${before}${text.join('<hr>')}<h2 id="end" style="height:2000px">end</h2>`);
  const bare = path.join(folder, 'no-pictures.html');
  fs.writeFileSync(bare, before);
  const { context, page, noise } = await quiet_page(browser, 'light', { viewport: { width: 960, height: 900 } });
  const url = pathToFileURL(html).href;
  const everywhere = [...files.keys()];
  const holder = () => page.evaluate(() => [...document.querySelectorAll('svg[data-view]')].indexOf(document.activeElement?.closest('svg[data-view]')));
  const link = () => page.evaluate(() => decodeURIComponent(location.hash.slice(1)));
  const away = () => page.mouse.move(20, 300);
  const unfocus = () => page.evaluate(() => document.activeElement.blur());
  // Does something, and checks that it changed exactly these pictures.
  const changes = async (what, pictures, act) => {
    const old = await page.evaluate(states);
    await act();
    const now = await page.evaluate(states);
    const changed = everywhere.filter((i) => old[i] !== now[i]);
    check(`${what} changes picture ${pictures}`, same(changed, pictures), { changed });
  };

  // Looks: alone, all together, and the page without any.
  const alone = [];
  for (const file of files) {
    await page.goto(pathToFileURL(file).href);
    alone.push((await page.evaluate(looks, 'svg[data-view]'))[0]);
  }
  await page.goto(pathToFileURL(bare).href);
  const own = await page.evaluate(looks, '#part');
  await page.goto(url);
  const together = await page.evaluate(looks, 'svg[data-view]');
  for (const i of everywhere) {
    const differs = alone[i].map((look, n) => [look, together[i][n]]).filter(([a, b]) => a !== b);
    check(`picture ${i} looks as it does alone`, differs.length === 0 && alone[i].length === together[i].length, differs[0]);
  }
  check('the page looks as it does without pictures', JSON.stringify(await page.evaluate(looks, '#part')) === JSON.stringify(own));
  const ids = await page.evaluate(() => [...document.querySelectorAll('[id]')].map((e) => e.id));
  if (new Set(text).size === text.length) check('no id is there twice', new Set(ids).size === ids.length, ids);

  // Choosing, by pointer.
  await page.goto(`${url}#part`);
  const items = [];
  for (const i of everywhere) {
    items.push(await item_of(page, i));
    await changes(`a click in ${i}`, [i], async () => {
      await page.mouse.click(items[i].x, items[i].y);
      await away();
    });
  }
  const keys = (name) => everywhere.map((i) => `${name}${i > 0 ? i + 1 : ''}`);
  const entries = async () => [...new URLSearchParams(await link()).keys()];
  check('each choice is in the link, and the page\'s own anchor', same(await entries(), ['part', ...keys('f')]), await link());

  // Searching, by keys, in the picture under the pointer.
  for (const i of everywhere) {
    const { x, y, word } = await item_of(page, i, 100);
    await unfocus();
    await page.mouse.move(x, y);
    await changes(`/ over ${i} and a search`, [i], async () => {
      await page.keyboard.press('/');
      check(`/ goes to the search of the picture under the pointer, ${i}`, (await holder()) === i, String(await holder()));
      await page.keyboard.type(word);
      await away();
    });
    const input = await page.evaluate((n) => document.querySelectorAll('svg[data-view]')[n].querySelector('input').value, i);
    check('what is typed arrives whole', input === word, input);
    // The focus counts more than the pointer, and stays within.
    const other = await item_of(page, (i + 1) % files.length);
    await page.mouse.move(other.x, other.y);
    await page.keyboard.press('Enter');
    for (const key of ['n', 'N', 'ArrowDown', 'ArrowUp', 'ArrowRight']) await page.keyboard.press(key);
    check(`keys stay in picture ${i}`, (await holder()) === i, String(await holder()));
    await away();
  }
  check('each search is in the link', same(await entries(), ['part', ...keys('f'), ...keys('q')]), await link());

  // A link brings all of it back; another entry than its own leaves a picture alone.
  await unfocus();
  const used = await page.evaluate(states);
  const address = await page.evaluate(() => location.href);
  await page.goto('about:blank');
  await page.goto(address);
  check('the link brings all pictures back', JSON.stringify(await page.evaluate(states)) === JSON.stringify(used));
  check('and stays as it was', (await page.evaluate(() => location.href)) === address, await link());
  await changes('another value of f2', [1], async () => {
    await page.evaluate(() => { location.hash = location.hash.replace(/f2=[^&]*/, 'f2=1'); });
    await page.waitForTimeout(50);
  });

  // Escape, by focus and by pointer.
  for (const i of everywhere) {
    await item_of(page, i);
    await unfocus();
    if (i % 2 === 0) await page.evaluate((n) => document.querySelectorAll('svg[data-view]')[n].querySelector('input').focus(), i);
    const under = await item_of(page, i % 2 === 0 ? (i + 1) % files.length : i);
    await page.mouse.move(under.x, under.y);
    await changes(`Escape in ${i}`, [i], async () => {
      await page.keyboard.press('Escape');
      await away();
    });
  }
  check('the page\'s own anchor is left', (await entries()).join() === 'part', await link());

  // Keys that zoom a call graph, over one of them.
  for (const graph of everywhere.filter((i) => text[i].includes('data-view="callgraph"'))) {
    const card = await item_of(page, graph);
    for (const key of ['+', '+', '-', '0']) {
      await page.mouse.move(card.x, card.y);
      await changes(`${key} over ${graph}`, [graph], async () => {
        await page.keyboard.press(key);
      });
    }
    await away();
  }

  // Without focus and pointer: the first picture in sight.
  const last = files.length - 1;
  for (const i of [0, last]) {
    await item_of(page, i);
    await away();
    await page.keyboard.press('/');
    check(`/ goes to the first picture in sight, ${i}`, (await holder()) === i, String(await holder()));
    await page.keyboard.press('Escape');
  }

  // What is typed into a field of the page, or pressed on its button, is the page's.
  await changes('typing elsewhere', [], async () => {
    await page.evaluate(() => scrollTo(0, 0));
    await page.locator('#part input').click();
    await page.keyboard.type('/n0+-N');
    await page.keyboard.press('Escape');
    check('the page\'s field takes all of it', (await page.locator('#part input').inputValue()) === '/n0+-N');
    await page.locator('#part button').focus();
    await page.keyboard.press('/');
    check('the page\'s button keeps the focus', (await holder()) === -1);
  });
  check('no error, no request', noise.length === 0, noise);
  await context.close();
}
