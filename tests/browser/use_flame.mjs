// The flame graph when it is opened: zoom and its labels, search without double counting, keys along the tree.
import { measured, readable } from './checks.mjs';
import { count, first_line, focus_works, focused_title, items_of, link_of, open_link, same, search_text, search_works, tip, tooltip_works, transform,
         walk } from './use.mjs';

const FULL = 868;
const row_of = (frame) => Math.round(frame.y + frame.height / 2);

// Callers by place: the frame in the row above (below when turned over) that holds this one.
export function find_callers(frames) {
  const turned = row_of(frames[0]) > row_of(frames.at(-1)) || frames.some((frame) => row_of(frame) < row_of(frames[0]));
  const rows = [...new Set(frames.map(row_of))].sort((a, b) => (turned ? b - a : a - b));
  const by_row = new Map(rows.map((row) => [row, frames.filter((frame) => !frame.merged && row_of(frame) === row)]));
  for (const frame of frames) {
    const above = by_row.get(rows[rows.indexOf(row_of(frame)) - 1]) ?? [];
    frame.caller = above.find((each) => each.x <= frame.x + 0.05 && each.x + each.width >= frame.x + frame.width - 0.15);
  }
}

const on_screen = (page) => page.evaluate(() => [...document.querySelectorAll('.f')].map((e) => {
  const { left, right, top, bottom } = e.querySelector('rect').getBoundingClientRect();
  return { left, right, top, bottom };
}));

// Every label lies inside one frame of its row, and is cut only in the middle with at least eight letters left.
async function labels_fit(page, check) {
  const labels = await page.evaluate(() => [...document.querySelectorAll('.over text')].map((e) => {
    const { left, right, top, bottom } = e.getBoundingClientRect();
    return { text: e.textContent, left, right, middle: (top + bottom) / 2 };
  }));
  const frames = await on_screen(page);
  const misfits = labels.filter((label) => {
    const home = frames.find((frame) => frame.top <= label.middle && label.middle <= frame.bottom &&
      frame.left <= label.left + 0.1 && label.left < frame.right);
    return !home || label.right > Math.min(home.right, 884) + 0.5 || label.left < 15.5;
  });
  check('labels stay in their frames', misfits.length === 0, misfits.slice(0, 3));
  const cut = labels.filter(({ text }) => /^[^…›]*…[^…›]*$/.test(text) &&
    (text.startsWith('…') || text.endsWith('…') || [...text].length < 9));
  check('labels are cut in the middle, at least eight letters stay', cut.length === 0, cut.slice(0, 3).map(({ text }) => text));
  readable(await measured(page), (what, good, detail) => check(`zoomed: ${what}`, good, detail));
  return labels;
}

async function zoom_works(page, frames, check) {
  const plain = frames.filter((frame) => !frame.merged && frame.width > 6);
  const by_width = [...plain].sort((a, b) => b.width - a.width);
  const narrow = by_width.at(-1);
  const some = new Set([by_width.find((frame) => frame.width < FULL * 0.95), by_width[by_width.length >> 1], narrow].filter(Boolean));
  for (const frame of some) {
    if (frame.width > FULL - 2) continue;
    await page.mouse.click(frame.at.x, frame.at.y);
    await page.mouse.move(2, 2);
    const places = await on_screen(page);
    const place = places[frame.index];
    check('a click zooms the frame to the full width', Math.abs(place.left - 16) < 0.6 && Math.abs(place.right - 884) < 0.6, place);
    const above = [];
    for (let at = frame.caller; at; at = at.caller) above.push(at);
    check('its callers become full-width bars', above.every(({ index }) => places[index].left < 16.6 && places[index].right > 883.4));
    const marked = await page.evaluate(() => [...document.querySelectorAll('.f')].flatMap((e, i) => (e.classList.contains('par') ? [i] : [])));
    check('exactly its callers are marked', same(marked, above.map(({ index }) => index)), { marked, wanted: above.map(({ index }) => index) });
    const labels = await labels_fit(page, check);
    check('labels are written again', labels.length > 0 && (await page.evaluate(() =>
      [...document.querySelectorAll('.g text')].every((e) => getComputedStyle(e).display === 'none'))));
    const link = await page.evaluate(() => location.href);
    check('the zoom is in the link', /[#&]f=[0-9a-f]+/.test(link), link);

    // Back: by Esc, by a click on the frame itself, and up by a click on a caller.
    const natural = async () => (await on_screen(page)).every((box, i) =>
      Math.abs(box.left - frames[i].x) < 0.1 && Math.abs(box.right - frames[i].x - frames[i].width) < 0.1);
    const middle = { x: 450, y: (place.top + place.bottom) / 2 };
    await page.keyboard.press('Escape');
    check('Esc goes back', (await natural()) && (await count(page, '.over text')) === 0 && (await link_of(page)) === '', await transform(page));
    await open_link(page, link);
    check('a link restores the zoom', Math.abs((await on_screen(page))[frame.index].right - 884) < 0.6 && (await count(page, '.over text')) === labels.length);
    await page.mouse.click(middle.x, middle.y);
    check('a click on the zoomed frame goes back', await natural(), await transform(page));
    const caller = above.find((each) => each.width < FULL - 2);
    if (caller) {
      await page.mouse.click(frame.at.x, frame.at.y);
      await page.mouse.click(450, caller.at.y);
      const now = (await on_screen(page))[caller.index];
      check('a click on a caller zooms to it', Math.abs(now.left - 16) < 0.6 && Math.abs(now.right - 884) < 0.6, now);
    }
    await page.mouse.move(2, 2);
    await page.keyboard.press('Escape');
  }
}

// The part of the width that hits cover, by sweeping over their ends.
function covered(hits) {
  const ends = hits.flatMap((hit) => [[hit.x, 1], [hit.x + hit.width, -1]]).sort((a, b) => a[0] - b[0] || b[1] - a[1]);
  let [open, begin, sum] = [0, 0, 0];
  for (const [x, step] of ends) {
    if (open === 0) begin = x;
    open += step;
    if (open === 0) sum += x - begin;
  }
  return sum;
}

async function keys_work(page, frames, check) {
  const plain = frames.filter((frame) => !frame.merged);
  const focus = (index) => page.evaluate((i) => {
    const e = document.querySelectorAll('.f')[i];
    e.tabIndex = 0;
    e.focus();
  }, index);
  for (const frame of new Set([plain[0], plain[plain.length >> 1], plain.at(-1)])) {
    await focus(frame.index);
    const up = await walk(page, '.f', 'ArrowUp');
    check('up goes to the caller', up === (frame.caller ?? frame).index, { up, wanted: frame.caller?.index });
    await focus(frame.index);
    const callees = plain.filter((each) => each.caller === frame);
    const most = Math.max(0, ...callees.map((each) => each.width));
    const down = await walk(page, '.f', 'ArrowDown');
    const wanted = callees.length > 0 ? callees.filter((each) => each.width > most - 0.05).map((each) => each.index) : [frame.index];
    check('down goes to the heaviest callee', wanted.includes(down), { down, wanted });
    const row = plain.filter((each) => row_of(each) === row_of(frame)).sort((a, b) => a.x - b.x);
    for (const [key, side] of [['ArrowLeft', -1], ['ArrowRight', 1]]) {
      await focus(frame.index);
      const got = await walk(page, '.f', key);
      check(`${key} goes to the neighbour`, got === (row[row.indexOf(frame) + side] ?? frame).index, String(got));
    }
  }
  await focus(plain[0].index);
  if (plain[0].width < FULL - 2 || plain.length > 1) {
    const inner = plain.find((frame) => frame.width < FULL - 2) ?? plain[0];
    await focus(inner.index);
    await page.keyboard.press('Enter');
    check('Enter zooms', (await link_of(page)) !== '');
    const ring = await page.evaluate(() => document.querySelector('.ring').getBoundingClientRect().width);
    check('the ring follows the zoom', Math.abs(ring - FULL) < 1.5, String(ring));
    await page.keyboard.press('0');
    check('0 goes back', (await link_of(page)) === '');
  }
  check('the focused frame has a name', (await focused_title(page)) !== '');
  await page.keyboard.press('Escape');
}

async function strip_works(page, check) {
  const segment = await page.evaluate(() => {
    const e = document.querySelector('.s');
    const box = e?.querySelector('rect').getBoundingClientRect();
    return e && { x: box.x + box.width / 2, y: box.y + 5, title: e.querySelector('title')?.textContent };
  });
  if (!segment) return;
  await page.mouse.move(segment.x, segment.y);
  check('a segment has a tooltip', (await tip(page)) === segment.title, await tip(page));
  await page.mouse.click(segment.x, segment.y);
  check('a click on a segment searches its function', (await search_text(page)) !== '');
  await page.mouse.move(2, 2);
  await page.keyboard.press('Escape');
}

export async function use_flame(page, check) {
  const frames = await items_of(page, '.f');
  const plain = frames.filter((frame) => !frame.merged);
  if (plain.length === 0) return;
  find_callers(frames);
  await focus_works(page, '.f', frames, check);
  await page.keyboard.press('Escape');
  await tooltip_works(page, '.f', plain.find((frame) => frame.width > 6) ?? plain[0], check);
  await zoom_works(page, frames, check);
  await keys_work(page, frames, check);
  await strip_works(page, check);
  for (const words of [first_line(plain.at(-1).title).match(/\w+/)?.[0] ?? 'a', '^\\w*[aeiou]', '((']) {
    const { said, hits } = await search_works(page, '.f', frames, words, check);
    const [told, wanted] = [parseFloat(said.split('·')[1]), covered(hits) / FULL * 100];
    check('search tells the share without double counting', Math.abs(told - wanted) < 0.11, { said, wanted });
  }
}
