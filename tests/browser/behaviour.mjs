// What the script does when a picture is opened on its own: hover, focus, click, search, keys, zoom, permalinks.
// The classes and data attributes are those that renderers/scene.h promises.
import { pathToFileURL } from 'node:url';

import { quiet_page } from './checks.mjs';

const has_class = (page, name) => page.evaluate((n) => document.documentElement.classList.contains(n), name);
const count = (page, selector) => page.locator(selector).count();
const hash = (page) => page.evaluate(() => location.hash);
const tip = (page) => page.evaluate(() => {
  const e = document.querySelector('.tip');
  return e && getComputedStyle(e).display !== 'none' ? e.textContent : '';
});
const transform = (page) => page.evaluate(() => document.querySelector('.g').getAttribute('transform') ?? '');
const zoom_of = async (page) => +((await transform(page)).match(/matrix\(([\d.]+)/)?.[1] ?? 1);
const focused_title = (page) => page.evaluate(() => document.activeElement?.getAttribute('aria-label')?.split('\n')[0] ?? '');

// Places of cards or frames as they are on the screen, the widest first, and what their titles say.
function items(page, selector) {
  return page.evaluate((what) => [...document.querySelectorAll(what)].map((e) => {
    const box = e.querySelector('rect').getBoundingClientRect();
    const title = e.querySelector('title')?.textContent ?? e.getAttribute('aria-label') ?? '';
    return { x: box.x + box.width / 2, y: box.y + Math.min(box.height / 2, 10), width: box.width, id: e.id, title };
  }), selector);
}

async function search_works(page, words, unit, check) {
  await page.keyboard.press('/');
  check('/ goes to the search', await page.evaluate(() => document.activeElement.tagName.toLowerCase() === 'input'));
  await page.keyboard.type(words);
  await page.waitForTimeout(20);  // the script waits 100 ms for more letters
  check('search marks what it finds', (await has_class(page, 'srch')) && (await count(page, '.hit')) > 0, words);
  const text = await page.locator('output').textContent();
  check('search says how many', new RegExp(`^\\d+${unit}`).test(text), text);
  check('search is in the link', (await hash(page)).includes(`q=${encodeURIComponent(words)}`), await hash(page));
  await page.keyboard.press('Enter');
  check('Enter goes to the first hit', (await focused_title(page)) !== '');
  await page.keyboard.press('Escape');
  check('Esc ends the search', !(await has_class(page, 'srch')) && (await count(page, '.hit')) === 0);
  // An expression that is none is taken as it stands.
  await page.keyboard.press('/');
  await page.keyboard.type('((');
  await page.waitForTimeout(20);
  await page.keyboard.press('Escape');
}

async function callgraph(page, check) {
  const cards = await items(page, '.n');
  if (cards.length === 0) return;
  const card = cards[0];
  await page.mouse.move(card.x, card.y);
  check('hovering shows the tooltip at once', (await tip(page)).includes(card.title.split('\n')[0]), await tip(page));
  check('hovering lights the card', (await has_class(page, 'dim')) && (await count(page, '.n.on')) > 0);
  await page.mouse.move(2, 2);
  check('leaving ends it', (await tip(page)) === '' && !(await has_class(page, 'dim')));

  await page.mouse.click(card.x, card.y);
  await page.mouse.move(2, 2);
  check('a click pins', (await has_class(page, 'dim')) && (await hash(page)).includes(`f=${card.id}`), await hash(page));
  const link = await page.evaluate(() => location.href);
  await page.keyboard.press('Escape');
  check('Esc releases', !(await has_class(page, 'dim')));

  const before = await transform(page);
  await page.keyboard.down('Control');
  await page.mouse.move(card.x, card.y);
  await page.mouse.wheel(0, -100);
  await page.keyboard.up('Control');
  await page.waitForTimeout(50);
  const zoomed = await transform(page);
  check('Ctrl and wheel zoom', /scale\(1\.[1-9]/.test(zoomed), zoomed);
  await page.mouse.move(5, 400);
  await page.mouse.down();
  await page.mouse.move(65, 440, { steps: 4 });
  await page.mouse.up();
  check('dragging pans', (await transform(page)) !== zoomed, zoomed);
  await page.keyboard.press('0');
  check('0 goes back', ['', before, 'translate(0 0)scale(1)'].includes(await transform(page)), await transform(page));
  await page.keyboard.press('+');
  check('+ zooms', /scale\(1\.2/.test(await transform(page)), await transform(page));
  await page.keyboard.press('Escape');

  const edges = await count(page, '.eg');
  await page.evaluate(() => document.querySelector('.n').focus());
  check('focus shows ring and tooltip', (await count(page, '.ring')) === 1 && (await tip(page)) !== '');
  if (edges > 0) {
    const walked = new Set([await focused_title(page)]);
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowUp', 'ArrowRight', 'ArrowLeft']) {
      await page.keyboard.press(key);
      walked.add(await focused_title(page));
    }
    check('arrow keys walk', walked.size > 1, [...walked]);
  }
  await page.keyboard.press('Escape');
  await search_works(page, card.title.match(/\w+/)?.[0] ?? 'a', ' of \\d+', check);

  await page.goto('about:blank');
  await page.goto(link);
  check('a link restores what was pinned', (await has_class(page, 'dim')) && (await count(page, '.n.on')) > 0, link);
}

async function flame(page, check) {
  const frames = (await items(page, '.f:not(.m)')).filter((frame) => frame.width > 8);
  if (frames.length < 2) return;
  const narrow = frames.reduce((best, frame) => (frame.width < best.width ? frame : best));
  await page.mouse.move(narrow.x, narrow.y);
  check('hovering shows the tooltip at once', (await tip(page)).includes(narrow.title.split('\n')[0]), await tip(page));
  if (narrow.width < frames[0].width * 0.9) {
    await page.mouse.click(narrow.x, narrow.y);
    await page.mouse.move(2, 2);
    check('a click zooms', (await zoom_of(page)) > 1, await transform(page));
    const is_top = narrow.y <= Math.min(...frames.map((frame) => frame.y));
    check('frames above the clicked one are marked', is_top || (await count(page, '.par')) > 0);
    check('labels are written again', (await count(page, '.over text')) > 0);
    check('zoom is in the link', /f=[0-9a-f]+/.test(await hash(page)), await hash(page));
    const beyond = await page.evaluate(() => {
      const picture = document.documentElement.getBoundingClientRect();
      return [...document.querySelectorAll('.over text')].map((e) => [e.textContent, e.getBoundingClientRect()])
        .filter(([, box]) => box.left < picture.left || box.right > picture.right).map(([text]) => text);
    });
    check('no label leaves the picture', beyond.length === 0, beyond);
    const link = await page.evaluate(() => location.href);
    await page.keyboard.press('Escape');
    check('Esc goes back', (await zoom_of(page)) === 1 && (await count(page, '.over text')) === 0, await transform(page));
    await page.goto('about:blank');
    await page.goto(link);
    check('a link restores the zoom', (await zoom_of(page)) > 1, link);
    await page.keyboard.press('Escape');
  }
  await page.evaluate(() => document.querySelector('.f').focus());
  const walked = new Set([await focused_title(page)]);
  for (const key of ['ArrowDown', 'ArrowDown', 'ArrowUp', 'ArrowRight', 'ArrowLeft']) {
    await page.keyboard.press(key);
    walked.add(await focused_title(page));
  }
  check('arrow keys walk', walked.size > 1, [...walked]);
  await page.keyboard.press('Escape');
  await search_works(page, narrow.title.match(/\w+/)?.[0] ?? 'a', ' frames', check);
}

export async function behaviour(browser, picture, view, check) {
  const { context, page, noise } = await quiet_page(browser, 'light');
  const url = pathToFileURL(picture).href;
  await page.goto(url);
  await (view === 'flame' ? flame : callgraph)(page, check);
  check('runs no script of a name', (await page.evaluate(() => window.hacked)) === undefined);
  check('no error, no request while in use', noise.length === 0, noise);
  await context.close();
}
