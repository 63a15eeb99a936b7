// What holds for every picture as it is shown, whether its script runs or not.
import fs from 'node:fs';
import { pathToFileURL } from 'node:url';

import { geometry } from './geometry.mjs';
import { measure } from './measure.mjs';

const COLUMN_PX = 900;  // the width of a review's column
const NARROW_PX = 780;  // and of a narrow one

// A page that records what it should not do.
export async function quiet_page(browser, scheme, options = {}) {
  const context = await browser.newContext({ viewport: { width: COLUMN_PX, height: 1000 }, colorScheme: scheme, ...options });
  const page = await context.newPage();
  const noise = [];
  page.on('pageerror', (error) => noise.push(`error: ${error.message}`));
  page.on('console', (message) => { if (message.type() === 'error') noise.push(`console: ${message.text()}`); });
  page.on('dialog', (dialog) => { noise.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  page.on('request', (request) => { if (!/^(file|data|about):/.test(request.url())) noise.push(`request: ${request.url()}`); });
  return { context, page, noise };
}

export const measured = (page) => page.evaluate(`(${measure.toString()})(document.documentElement)`);

export function readable(found, check) {
  check('has text', found.texts > 0);
  check('no text under 11 px', found.smallest_px >= 10.99, String(found.smallest_px));
  check('contrast of at least 4.5', found.lowest_contrast >= 4.5, found.low_contrast);
  check('no overlapping texts', found.overlaps.length === 0, found.overlaps);
  check('no text beyond its box', found.overflows.length === 0, found.overflows);
  check('no text above or below its box', found.clipped.length === 0, found.clipped);
  check('no text beyond the picture', found.outside.length === 0, found.outside);
}

// Opened, with the script switched off: what a strict viewer shows. `full` measures the shapes too.
export async function opened(browser, picture, scheme, check, full = false, column_px = COLUMN_PX) {
  const viewport = { width: column_px, height: 1000 };
  const { context, page, noise } = await quiet_page(browser, scheme, { javaScriptEnabled: false, viewport });
  await page.goto(pathToFileURL(picture).href);
  // A scroll bar that takes room of its own, as Firefox's may, is none of the picture's.
  const bar_px = await page.evaluate(() => window.innerWidth - document.documentElement.clientWidth);
  if (bar_px > 0 && bar_px < 50) await page.setViewportSize({ width: column_px + bar_px, height: 1000 });
  const found = await measured(page);
  readable(found, check);
  check('natural width', found.width === column_px, String(found.width));
  if (full) {
    const shapes = await page.evaluate(`(${geometry.toString()})(document.documentElement)`);
    check('edges with a contrast of at least 3', shapes.pale_edges.length === 0, shapes.pale_edges);
    check('self-time segments fill the width', shapes.strip.length === 0, shapes.strip);
    check('callees and self fill each frame', shapes.frames.length === 0, shapes.frames);
    check('cards within the column', shapes.graph_width <= COLUMN_PX - 32 + 0.1, String(shapes.graph_width));
    found.shapes = shapes;
    const narrow = await page.evaluate((width) => {
      document.documentElement.setAttribute('style', `width:${width}px;height:auto`);
      const texts = [...document.querySelectorAll('text')];
      return Math.min(...texts.map((e) => parseFloat(getComputedStyle(e).fontSize) * Math.abs(e.getScreenCTM().a)));
    }, NARROW_PX);
    check(`no text under 9.5 px at ${NARROW_PX} px`, narrow >= 9.5, String(narrow));
  }
  check('no error, no request', noise.length === 0, noise);
  await context.close();
  return found;
}

// The colour of a corner of an image, and the share of dark pixels in its left margin. Runs in the page.
async function pixels_of(url) {
  const image = new Image();
  image.src = url;
  await image.decode().catch(() => {});
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (image.naturalWidth > 0) context.drawImage(image, 0, 0);
  const { data } = image.naturalWidth > 0 ? context.getImageData(0, 0, 12, canvas.height) : { data: [0, 0, 0, 0] };
  let dark = 0;
  for (let at = 0; at < data.length; at += 4) dark += data[at] + data[at + 1] + data[at + 2] < 300 && data[at + 3] > 0 ? 1 : 0;
  return { width: image.naturalWidth, height: image.naturalHeight, corner: [...data.slice(0, 4)], dark: dark * 4 / data.length };
}

export async function pixels(page, bytes, type) {
  await page.setContent('<!doctype html><body></body>');
  return page.evaluate(`(${pixels_of.toString()})(${JSON.stringify(`data:${type};base64,${bytes.toString('base64')}`)})`);
}

const is_dark = ([red, green, blue]) => (red + green + blue) / 3 < 100;

// As GitHub shows it: an <img>, no script, the page's colour scheme.
export async function inside_an_img(browser, picture, scheme, check) {
  const { context, page, noise } = await quiet_page(browser, scheme);
  const found = await pixels(page, fs.readFileSync(picture), 'image/svg+xml');
  check('shows in an <img>', found.width === COLUMN_PX && found.height > 0, found);
  check('has the page colour of its scheme, opaque', found.corner[3] === 255 && is_dark(found.corner) === (scheme === 'dark'), found.corner);
  check('is light or dark from top to bottom', found.dark === (scheme === 'dark' ? 1 : 0), String(found.dark));
  check('no error, no request in an <img>', noise.length === 0, noise);
  await context.close();
}

// Every name is there as text, as it is but for characters that XML forbids or that turn text around.
export async function names_shown(browser, picture, names, check) {
  const { context, page, noise } = await quiet_page(browser, 'light');
  await page.goto(pathToFileURL(picture).href);
  const shown = await page.evaluate(() => [...document.querySelectorAll('.n, .f')].flatMap((e) =>
    [...(e.querySelector('title')?.textContent ?? e.getAttribute('aria-label') ?? '').split('\n'), ...(e.dataset.l ?? '').split('\n')]));
  const wanted = names.map((name) => name.replace(/[\u0000-\u001f\u202a-\u202e\u2066-\u2069]/g, '\ufffd'));
  const missing = wanted.filter((name) => !shown.includes(name));
  check('every name is shown as it is', missing.length === 0, missing);
  check('no element comes from a name', (await page.evaluate(() => document.querySelectorAll('img, svg svg, b').length)) === 0);
  check('no error, no dialog', noise.length === 0, noise);
  await context.close();
}

// What rsvg-convert made of it.
export async function light_png(browser, bytes, check) {
  const { context, page } = await quiet_page(browser, 'dark');
  const found = await pixels(page, bytes, 'image/png');
  check('the PNG of rsvg-convert is light', found.corner[3] === 255 && !is_dark(found.corner) && found.dark === 0, found);
  await context.close();
}

// A reader with a dark page prints on white paper, without the search box.
export async function printed(browser, picture, check) {
  const { context, page } = await quiet_page(browser, 'dark');
  await page.goto(pathToFileURL(picture).href);
  const on_screen = await page.evaluate(() => getComputedStyle(document.querySelector('rect.P')).fill);
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  const on_paper = await page.evaluate(() => ({
    page: getComputedStyle(document.querySelector('rect.P')).fill,
    text: getComputedStyle(document.querySelector('text')).fill,
    ui: [...document.querySelectorAll('.ui')].filter((e) => getComputedStyle(e).display !== 'none').length,
  }));
  const dark = (css) => is_dark(css.match(/\d+/g).map(Number));
  check('dark on a dark screen', dark(on_screen), on_screen);
  check('prints light', !dark(on_paper.page) && dark(on_paper.text), on_paper);
  check('prints no search box', on_paper.ui === 0, String(on_paper.ui));
  await context.close();
}
