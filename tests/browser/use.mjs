// What both pictures do when they are opened on their own: focus, search, tooltips, permalinks. The classes and data
// attributes are those that renderers/scene.h promises; what should happen is worked out here a second time, from them.
import { pathToFileURL } from 'node:url';

import { quiet_page } from './checks.mjs';
import { find_callers, use_flame } from './use_flame.mjs';
import { use_graph } from './use_graph.mjs';

export const has_class = (page, name) => page.evaluate((n) => document.documentElement.classList.contains(n), name);
export const count = (page, selector) => page.locator(selector).count();
export const link_of = (page) => page.evaluate(() => new URLSearchParams(location.hash.slice(1)).get('f') ?? '');
// Playwright's inputValue knows no input in an XML document.
export const search_text = (page) => page.evaluate(() => document.querySelector('input').value);
export const transform = (page) => page.evaluate(() => document.querySelector('.g').getAttribute('transform') ?? '');
export const focused_title = (page) => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '');
export const tip = (page) => page.evaluate(() => {
  const e = document.querySelector('.tip');
  return e && getComputedStyle(e).display !== 'none' ? e.textContent : '';
});
export const same = (a, b) => JSON.stringify([...a].sort()) === JSON.stringify([...b].sort());
export const first_line = (text) => text.split('\n')[0];

// Cards or frames in document order: titles, places in the picture and on the screen.
export function items_of(page, selector) {
  return page.evaluate((what) => [...document.querySelectorAll(what)].map((e, index) => {
    const rect = e.querySelector('rect');
    const on_screen = rect.getBoundingClientRect();
    const [x, y, width, height] = ['x', 'y', 'width', 'height'].map((name) => +rect.getAttribute(name));
    return { index, id: e.dataset.id, x, y, width, height, more: e.dataset.i ?? '', listed: e.dataset.l ?? '', merged: e.matches('.m'),
             title: e.querySelector('title')?.textContent ?? e.getAttribute('aria-label') ?? '',
             at: { x: on_screen.x + on_screen.width / 2, y: on_screen.y + Math.min(on_screen.height / 2, 9) } };
  }), selector);
}

// Opens a page anew: a changed fragment alone would not load it.
export async function open_link(page, link) {
  await page.goto('about:blank');
  await page.goto(link);
}

export async function tooltip_works(page, selector, item, check) {
  // Dispatched, so that nothing can happen between the event and the look: the tooltip is there in the same frame.
  const at_once = await page.evaluate(([what, index]) => {
    const e = document.querySelectorAll(what)[index];
    e.querySelector('rect').dispatchEvent(new PointerEvent('pointermove', { bubbles: true, clientX: 100, clientY: 200 }));
    const bubble = document.querySelector('.tip');
    return getComputedStyle(bubble).display === 'none' ? '' : bubble.textContent;
  }, [selector, item.index]);
  check('the tooltip comes in the same frame', at_once === item.title, at_once);
  await page.mouse.move(item.at.x, item.at.y);
  check('hovering shows the whole title', (await tip(page)) === item.title, await tip(page));
  const inside = await page.evaluate(() => {
    const [bubble, picture] = ['.tip>div', 'svg'].map((what) => document.querySelector(what).getBoundingClientRect());
    return bubble.left >= picture.left - 1 && bubble.right <= picture.right + 1 && bubble.top >= picture.top - 1;
  });
  check('the tooltip stays within the picture', inside);
  const moved = await page.evaluate(([what, index]) => {
    const e = document.querySelectorAll(what)[index];
    return !e.querySelector(':scope > title') && e.getAttribute('aria-label');  // rows inside have titles of their own
  }, [selector, item.index]);
  check('a shown title moves to aria-label', moved === item.title, moved);
  await page.mouse.move(2, 2);
  check('leaving hides the tooltip', (await tip(page)) === '');
}

export async function focus_works(page, selector, items, check) {
  const stops = () => page.evaluate(() => [...document.querySelectorAll('[tabindex="0"]')].length);
  check('one stop for the Tab key', (await stops()) === 1, String(await stops()));
  let reached = false;
  for (let i = 0; i < 5 && !reached; ++i) {
    await page.keyboard.press('Tab');
    reached = await page.evaluate((what) => !!document.activeElement?.matches(what), selector);
  }
  check('the Tab key reaches it', reached);
  if (!reached) return;
  check('focus shows the tooltip', (await tip(page)) === items.find((item) => !item.merged).title, await tip(page));
  const ring = await page.evaluate(() => {
    const e = document.querySelector('.ring');
    const [a, b] = [e, document.activeElement.querySelector('rect')].map((each) => each.getBoundingClientRect());
    const style = getComputedStyle(e);
    const off = Math.max(Math.abs(a.x - b.x), Math.abs(a.y - b.y), Math.abs(a.width - b.width), Math.abs(a.height - b.height));
    return { off, display: style.display, stroke: style.stroke, width: parseFloat(style.strokeWidth) };
  });
  check('focus has a ring of 3 px around it', ring.display !== 'none' && ring.off < 1 && ring.width >= 3 && ring.stroke !== 'none', ring);
  check('what is focused is a button with a name', await page.evaluate(() =>
    document.activeElement.getAttribute('role') === 'button' && !!document.activeElement.getAttribute('aria-label')));
}

// Walks with a key and says where it got to.
export async function walk(page, selector, key) {
  await page.keyboard.press(key);
  return page.evaluate((what) => [...document.querySelectorAll(what)].indexOf(document.activeElement), selector);
}

export async function search_works(page, selector, items, words, check) {
  const expression = (() => { try { return new RegExp(words, 'i'); } catch { return null; } })();
  const searched = (item) => `${item.title}\n${item.listed}`;
  const hits = items.filter((item) => !item.merged && (expression ? expression.test(searched(item))
                                                                  : searched(item).toLowerCase().includes(words.toLowerCase())));
  await page.keyboard.press('/');
  check('/ goes to the search', await page.evaluate(() => document.activeElement.localName === 'input'));
  await page.keyboard.type(words);
  const marked = await page.evaluate((what) => [...document.querySelectorAll(what)]
    .flatMap((e, i) => (e.classList.contains('hit') ? [i] : [])), selector);
  check(`search for ${words} marks what it finds`, same(marked, hits.map((hit) => hit.index)), { marked: marked.length, wanted: hits.length });
  check('search dims the rest', await has_class(page, 'srch'));
  const said = await page.locator('output').textContent();
  check('search says how many', parseInt(said, 10) === hits.length, { said, wanted: hits.length });
  const link = await page.evaluate(() => new URLSearchParams(location.hash.slice(1)).get('q'));
  check('search is in the link', link === words, link);
  await page.keyboard.press('Enter');
  if (hits.length > 0) {
    const at = () => page.evaluate((what) => [...document.querySelectorAll(what)].indexOf(document.activeElement), selector);
    check('Enter goes to the first hit', (await at()) === hits[0].index, String(await at()));
    const steps = Math.min(hits.length, 6);
    for (let i = 1; i <= steps; ++i) {
      const [got, wanted] = [await walk(page, selector, 'n'), hits[i % hits.length].index];
      check('n goes to the next hit', got === wanted, { got, wanted });
    }
    for (let i = steps - 1; i >= -1; --i) {
      const [got, wanted] = [await walk(page, selector, 'N'), hits[(i + hits.length) % hits.length].index];
      check('N goes back, and on at the end', got === wanted, { got, wanted });
    }
  }
  await page.keyboard.press('Escape');
  check('Esc ends the search', !(await has_class(page, 'srch')) && (await count(page, '.hit')) === 0 && (await search_text(page)) === '');
  return { said, hits };
}

export async function use(browser, picture, view, check, scheme = 'light') {
  const { context, page, noise } = await quiet_page(browser, scheme, { viewport: { width: 900, height: 2600 } });
  await page.goto(pathToFileURL(picture).href);
  await (view === 'flame' ? use_flame : use_graph)(page, check);
  check('runs no script of a name', (await page.evaluate(() => window.hacked)) === undefined);
  check('no error, no request while in use', noise.length === 0, noise);
  await context.close();
}

// A link made in one run opens the same function in the picture of another.
export async function links_survive(browser, first, second, view, check) {
  const { context, page } = await quiet_page(browser, 'light', { viewport: { width: 900, height: 2600 } });
  const selector = view === 'flame' ? '.f:not(.m)' : '.n';
  await page.goto(pathToFileURL(second).href);
  // Frames are known by the names on their way, cards by their name.
  const named = async () => {
    const items = await items_of(page, selector);
    if (view === 'flame') find_callers(items);
    for (const item of items) item.path = `${item.caller?.path ?? ''}\n${first_line(item.title)}`;
    return items;
  };
  const there = new Map((await named()).map((item) => [item.path, item]));
  await page.goto(pathToFileURL(first).href);
  const items = (await named()).filter((item) => there.has(item.path) && item.width > 3 && item.width < 800);
  // Those first that stand elsewhere now.
  const stays = (item) => Number(there.get(item.path).index === item.index);
  items.sort((a, b) => stays(a) - stays(b) || a.index - b.index);
  check('the two runs have functions in common', items.length > 4, String(items.length));
  let moved = 0;
  for (const item of items.slice(0, 5)) {
    await open_link(page, pathToFileURL(first).href);
    await page.mouse.click(item.at.x, item.at.y);
    const link = await link_of(page);
    await open_link(page, `${pathToFileURL(second).href}#f=${link}`);
    const chosen = await page.evaluate(() => {
      const lit = document.querySelectorAll('.n.on');
      if (lit.length > 0) return location.hash.includes('f=') ? document.querySelector(`[data-id="${new URLSearchParams(location.hash.slice(1)).get('f')}"]`)?.textContent : '';
      const fills = ({ left, right }) => Math.abs(left - 16) < 1 && Math.abs(right - 884) < 1;
      const wide = [...document.querySelectorAll('.f:not(.m):not(.par)')].filter((e) => fills(e.querySelector('rect').getBoundingClientRect()));
      return wide.length === 0 ? '' : (wide[0].querySelector('title')?.textContent ?? wide[0].getAttribute('aria-label'));
    });
    check('a link finds its function in another run', !!chosen?.startsWith(first_line(item.title)), { chosen: chosen?.slice(0, 60), wanted: first_line(item.title) });
    moved += item.title !== there.get(item.path).title ? 1 : 0;
  }
  check('the other run has other times', moved > 0);
  await context.close();
}
