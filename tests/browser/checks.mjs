// What holds for every picture, whether its script runs or not.
import fs from 'node:fs';
import { pathToFileURL } from 'node:url';

import { measure } from './measure.mjs';

const COLUMN_PX = 900;  // the width of a review's column
const SCRIPT_BYTES = 10240;

export function the_file(picture, check) {
  const text = fs.readFileSync(picture, 'utf8');
  const head = text.slice(text.indexOf('<svg'), text.indexOf('>', text.indexOf('<svg')));
  for (const attribute of ['width="', 'height="', 'viewBox="', 'role="']) check(`has ${attribute}`, head.includes(attribute), head);
  check('has a title', /<title[^>]*>[^<]+<\/title>/.test(text));
  check('has a description', /<desc[^>]*>[^<]+<\/desc>/.test(text));
  const urls = text.replace(/xmlns(:\w+)?="[^"]*"/g, '').match(/\b(href|src)\s*=|@import|url\((?!#)|https?:\/\/(?!www\.w3\.org\/)/g) ?? [];
  check('refers to nothing outside', urls.length === 0, urls.slice(0, 3));
  const script = [...text.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map((match) => match[1]).join('');
  check(`script of at most ${SCRIPT_BYTES} bytes`, Buffer.byteLength(script) <= SCRIPT_BYTES, String(Buffer.byteLength(script)));
  check('at most 1 MB', text.length <= 1e6, String(text.length));
}

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

// Opened, with the script switched off: what a strict viewer shows.
export async function opened(browser, picture, scheme, check) {
  const { context, page, noise } = await quiet_page(browser, scheme, { javaScriptEnabled: false });
  await page.goto(pathToFileURL(picture).href);
  const found = await page.evaluate(`(${measure.toString()})(document.documentElement)`);
  check('has text', found.texts > 0);
  check('natural width', found.width === COLUMN_PX, String(found.width));
  check('no text under 11 px', found.smallest_px >= 10.99, String(found.smallest_px));
  check('contrast of at least 4.5', found.lowest_contrast >= 4.5, found.low_contrast);
  check('no overlapping texts', found.overlaps.length === 0, found.overlaps);
  check('no text beyond its box', found.overflows.length === 0, found.overflows);
  check('no text beyond the picture', found.outside.length === 0, found.outside);
  check('no error, no request', noise.length === 0, noise);
  await context.close();
}

// As GitHub shows it: an <img>, no script, the page's colour scheme.
export async function inside_an_img(browser, picture, scheme, check) {
  const { context, page, noise } = await quiet_page(browser, scheme);
  const source = `data:image/svg+xml;base64,${fs.readFileSync(picture).toString('base64')}`;
  await page.setContent('<!doctype html><body style="margin:0"><img id="picture">');
  const found = await page.evaluate(async (url) => {
    const image = document.getElementById('picture');
    image.src = url;
    await image.decode().catch(() => {});
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [4, 4];
    const context = canvas.getContext('2d');
    context.drawImage(image, 0, 0, 4, 4, 0, 0, 4, 4);
    return { width: image.naturalWidth, height: image.naturalHeight, corner: [...context.getImageData(1, 1, 1, 1).data] };
  }, source);
  check('shows in an <img>', found.width === COLUMN_PX && found.height > 0, found);
  const [red, green, blue, alpha] = found.corner;
  const is_dark = (red + green + blue) / 3 < 100;
  check('has the page colour of its scheme, opaque', alpha === 255 && is_dark === (scheme === 'dark'), found.corner);
  check('no error, no request in an <img>', noise.length === 0, noise);
  await context.close();
}
