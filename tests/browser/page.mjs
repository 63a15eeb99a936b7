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

// A page with pictures of these files, opened, and what is asked of it again and again.
async function page_of(browser, folder, files, check) {
  const text = files.map((file) => fs.readFileSync(file, 'utf8'));
  const write = (name, html) => {
    fs.writeFileSync(path.join(folder, name), html);
    return pathToFileURL(path.join(folder, name)).href;
  };
  const url = write('pictures.html', `${before}${text.join('<hr>')}<h2 style="height:2000px">end</h2>`);
  const bare = write('no-pictures.html', before);
  const { context, page, noise } = await quiet_page(browser, 'light', { viewport: { width: 960, height: 900 } });
  const everywhere = [...files.keys()];
  const link = () => page.evaluate(() => decodeURIComponent(location.hash.slice(1)));
  return {
    files, text, url, bare, context, page, noise, everywhere, check, link,
    // Keys of the entries of the link; those that the pictures have for one name.
    entries: async () => [...new URLSearchParams(await link()).keys()],
    keys: (name) => everywhere.map((i) => `${name}${i > 0 ? i + 1 : ''}`),
    // Number of the picture that has the focus, or -1.
    holder: () => page.evaluate(() => [...document.querySelectorAll('svg[data-view]')].indexOf(document.activeElement?.closest('svg[data-view]'))),
    over: ({ x, y }) => page.mouse.move(x, y),
    away: () => page.mouse.move(20, 300),
    unfocus: () => page.evaluate(() => document.activeElement.blur()),
    // Does something, and checks that it changed exactly these pictures.
    changes: async (what, pictures, act) => {
      const old = await page.evaluate(states);
      await act();
      const now = await page.evaluate(states);
      const changed = everywhere.filter((i) => old[i] !== now[i]);
      check(`${what} changes picture ${pictures}`, same(changed, pictures), { changed });
    },
  };
}

// Alone, all together, and the page without any.
async function looks_stay({ page, files, text, url, bare, everywhere, check }) {
  const alone = [];
  for (const file of files) {
    await page.goto(pathToFileURL(file).href);
    alone.push((await page.evaluate(looks, 'svg[data-view]'))[0]);
  }
  await page.goto(bare);
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
}

async function choices_stay_apart({ page, url, everywhere, check, link, entries, keys, away, changes }) {
  await page.goto(`${url}#part`);
  for (const i of everywhere) {
    const { x, y } = await item_of(page, i);
    await changes(`a click in ${i}`, [i], async () => {
      await page.mouse.click(x, y);
      await away();
    });
  }
  check('each choice is in the link, and the page\'s own anchor', same(await entries(), ['part', ...keys('f')]), await link());
}

async function searches_stay_apart({ page, files, everywhere, check, link, entries, keys, holder, over, away, unfocus, changes }) {
  for (const i of everywhere) {
    const item = await item_of(page, i, 100);
    await unfocus();
    await over(item);
    await changes(`/ over ${i} and a search`, [i], async () => {
      await page.keyboard.press('/');
      check(`/ goes to the search of the picture under the pointer, ${i}`, (await holder()) === i, String(await holder()));
      await page.keyboard.type(item.word);
      await away();
    });
    const input = await page.evaluate((n) => document.querySelectorAll('svg[data-view]')[n].querySelector('input').value, i);
    check('what is typed arrives whole', input === item.word, input);
    // The focus counts more than the pointer, and stays within.
    await over(await item_of(page, (i + 1) % files.length));
    await page.keyboard.press('Enter');
    for (const key of ['n', 'N', 'ArrowDown', 'ArrowUp', 'ArrowRight']) await page.keyboard.press(key);
    check(`keys stay in picture ${i}`, (await holder()) === i, String(await holder()));
    await away();
  }
  check('each search is in the link', same(await entries(), ['part', ...keys('f'), ...keys('q')]), await link());
}

async function links_stay_apart({ page, check, link, unfocus, changes }) {
  await unfocus();
  const used = JSON.stringify(await page.evaluate(states));
  const address = await page.evaluate(() => location.href);
  await page.goto('about:blank');
  await page.goto(address);
  check('the link brings all pictures back', JSON.stringify(await page.evaluate(states)) === used);
  check('and stays as it was', (await page.evaluate(() => location.href)) === address, await link());
  await changes('another value of f2', [1], () => page.evaluate(() => new Promise((done) => {
    window.addEventListener('hashchange', done, { once: true });
    location.hash = location.hash.replace(/f2=[^&]*/, 'f2=1');
  })));
}

async function escapes_stay_apart({ page, files, everywhere, check, link, entries, over, away, unfocus, changes }) {
  for (const i of everywhere) {
    await unfocus();
    // With the focus in one picture and the pointer over the next, or with the pointer alone.
    const focused = i % 2 === 0;
    if (focused) await page.evaluate((n) => document.querySelectorAll('svg[data-view]')[n].querySelector('input').focus(), i);
    await over(await item_of(page, focused ? (i + 1) % files.length : i));
    await changes(`Escape in ${i}`, [i], async () => {
      await page.keyboard.press('Escape');
      await away();
    });
  }
  check('the page\'s own anchor is left', (await entries()).join() === 'part', await link());
}

async function zooms_stay_apart({ page, text, everywhere, over, away, changes }) {
  for (const graph of everywhere.filter((i) => text[i].includes('data-view="callgraph"'))) {
    const card = await item_of(page, graph);
    for (const key of ['+', '+', '-', '0']) {
      await over(card);
      await changes(`${key} over ${graph}`, [graph], () => page.keyboard.press(key));
    }
    await away();
  }
}

// Without focus and pointer the first picture in sight is meant; what has the focus elsewhere keeps its keys.
async function other_keys_are_the_pages({ page, files, check, holder, away, changes }) {
  for (const i of [0, files.length - 1]) {
    await item_of(page, i);
    await away();
    await page.keyboard.press('/');
    check(`/ goes to the first picture in sight, ${i}`, (await holder()) === i, String(await holder()));
    await page.keyboard.press('Escape');
  }
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
}

export async function pictures_in_one_page(browser, folder, files, check) {
  const opened = await page_of(browser, folder, files, check);
  // In this order: each leaves the pictures as the next one wants them.
  for (const step of [looks_stay, choices_stay_apart, searches_stay_apart, links_stay_apart, escapes_stay_apart, zooms_stay_apart, other_keys_are_the_pages]) {
    await step(opened);
  }
  check('no error, no request', opened.noise.length === 0, opened.noise);
  await opened.context.close();
}
