// A page that writes down whatever a picture of hostile names could do beyond being a picture, and what is looked at in it.
// Pictures come from an origin of their own, which has cookies and a history as a file:// page has not; nothing leaves the process.
export const origin = 'http://pictures.test';

const kinds = { dialog: 'no dialog', request: 'no request but for the picture', console: 'no console error', error: 'no script error', window: 'no new window',
                navigation: 'no navigation', download: 'no download', frame: 'no frame, no worker, no socket' };

// `served` maps paths to { body, type }. noise(check) checks and forgets what has been written down.
export async function guarded_page(browser, served) {
  const context = await browser.newContext({ viewport: { width: 900, height: 2000 }, acceptDownloads: false });
  await context.addCookies([{ name: 'kept', value: 'as it is', url: origin }]);
  const seen = [];
  const note = (kind) => (what) => seen.push({ kind, what: String(what).slice(0, 200) });
  const is_served = (url) => url.startsWith(origin) && served.has(url.slice(origin.length).replace(/#[^]*/, ''));
  await context.route(() => true, (route) => {
    const url = route.request().url();
    if (!is_served(url)) return route.abort();
    const { body, type } = served.get(url.slice(origin.length).replace(/#[^]*/, ''));
    return route.fulfill({ body, contentType: `${type};charset=utf-8` });
  });
  const page = await context.newPage();
  page.on('dialog', (dialog) => { note('dialog')(dialog.message()); dialog.dismiss().catch(() => {}); });
  context.on('request', (request) => { if (!is_served(request.url())) note('request')(request.url()); });
  page.on('console', (message) => { if (message.type() === 'error') note('console')(message.text()); });
  page.on('pageerror', (error) => note('error')(error.message));
  context.on('page', (other) => { note('window')(other.url()); other.close().catch(() => {}); });
  page.on('framenavigated', (frame) => { if (frame.url() !== 'about:blank' && !is_served(frame.url())) note('navigation')(frame.url()); });
  page.on('download', (download) => note('download')(download.url()));
  page.on('frameattached', (frame) => note('frame')(frame.url()));
  page.on('worker', (worker) => note('frame')(worker.url()));
  page.on('websocket', (socket) => note('frame')(socket.url()));
  const noise = (check) => {
    for (const [kind, what] of Object.entries(kinds)) {
      const found = seen.filter((each) => each.kind === kind);
      check(what, found.length === 0, found.slice(0, 3));
    }
    seen.length = 0;
  };
  return { context, page, noise };
}

// Runs in the page: what the document is made of and what is left of its surroundings.
export function examine() {
  const elements = [...document.querySelectorAll('*')];
  const words = new Set(elements.flatMap((e) => {
    const name = `${e.namespaceURI} ${e.localName}`;
    return [name, ...[...e.attributes].map((a) => `${name} ${a.name}`)];
  }));
  const count = (name) => elements.filter((e) => e.localName === name).length;
  const handlers = elements.flatMap((e) => [...e.attributes].filter((a) => /^on/i.test(a.name)).map((a) => `${e.localName} ${a.name}`));
  const links = elements.filter((e) => [...e.attributes].some((a) => /(^|:)(href|src|data|srcdoc|action)$/i.test(a.name)) || e.localName === 'a');
  return {
    words: [...words], handlers, links: links.map((e) => e.outerHTML.slice(0, 200)),
    scripts: [...document.scripts, ...document.querySelectorAll('svg script')].map((e) => e.textContent).filter((text, i, all) => i === 0 || text !== all[0]),
    counts: Object.fromEntries(['script', 'style', 'foreignObject', 'input', 'svg', 'title'].map((name) => [name, name === 'title' ? null : count(name)])),
    outside: document.body ? [...document.body.childNodes].map((e) => e.nodeName).filter((name) => name !== '#text') : ['svg'],
    globals: Object.getOwnPropertyNames(window).length, prototype: Object.getOwnPropertyNames(Object.prototype).join(),
    set: ['pwned', 'hacked', '__pwned'].filter((name) => Object.hasOwn(window, name)),
    title: document.title, cookie: document.cookie, stored: localStorage.length + sessionStorage.length,
    shown: [...document.querySelectorAll('.n, .f')].map((e) => [e.querySelector('title')?.textContent, e.getAttribute('aria-label'), e.dataset.l].join('\n')),
  };
}

const one_line = (text) => text.replace(/[\t\n\f\r ]+/g, ' ').trim();  // as a window shows it

// Of a picture of harmless names, `plain` says what there may be.
export function inert(found, plain, title, check) {
  check('its script is the program\'s own and the only one', found.scripts.length === 1 && found.scripts[0] === plain.scripts[0] && found.counts.script === 1,
        found.scripts.map((text) => text.slice(0, 80)));
  // data-n is ours: a name that is not what the label says.
  const words = found.words.filter((word) => !plain.words.has(word) && !word.endsWith(' g data-n'));
  check('no element or attribute that harmless names do not give', words.length === 0, words.slice(0, 5));
  check('as many special elements as harmless names give', JSON.stringify(found.counts) === JSON.stringify(plain.counts), found.counts);
  check('no event handler', found.handlers.length === 0, found.handlers);
  check('no link', found.links.length === 0, found.links);
  check('nothing beside the picture', found.outside.join() === 'svg', found.outside);
  check('sets no variable', found.set.length === 0 && found.globals === plain.globals, { set: found.set, globals: found.globals - plain.globals });
  check('leaves prototypes alone', found.prototype === plain.prototype);
  check('keeps the title', title === null || one_line(found.title).includes(one_line(title)), found.title);
  check('keeps the cookie', found.cookie === 'kept=as it is', found.cookie);
  check('stores nothing', found.stored === 0, String(found.stored));
}

const CUT_BYTES = 480;  // of longer ones pictures have the beginning, and as much as they have room for

// Each name stands on a line of its own (or on several, if it has several).
export function all_shown(found, names, check) {
  const text = `\n${found.shown.join('\n')}\n`;
  const line = (name) => (new TextEncoder().encode(name).length > CUT_BYTES ? [...name].slice(0, 60).join('') : `${name}\n`);
  const missing = names.filter((name) => !text.includes(`\n${line(name)}`));
  check('every name is there', missing.length === 0, missing.slice(0, 3).map((name) => name.slice(0, 100)));
}

// Runs in the page: every item is under the pointer. A quarter of the names, another one each `turn`, is clicked, searched for,
// as it is and as the expression that it may be, and put into links: a name is in eight pictures. by_hand has real events.
export function use_everything([names, turn]) {
  const wrong = [];
  const its_turn = (i) => (i + turn) % 4 === 0;
  const bubble = document.querySelector('.tip');
  for (const [i, e] of document.querySelectorAll('.n, .f, .eg, .s').entries()) {
    const title = e.querySelector('title')?.textContent ?? e.getAttribute('aria-label') ?? '';
    const target = e.querySelector('rect, path') ?? e;
    const send = (type) => target.dispatchEvent(new PointerEvent(type, { bubbles: true, clientX: 200, clientY: 200 }));
    send('pointermove');
    if (bubble.textContent !== title || bubble.querySelector('div *')) wrong.push(`tooltip of ${title.slice(0, 80)}`);
    if (!its_turn(i)) continue;
    send('click');
    send('click');
  }
  const key = (name) => document.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true }));
  const input = document.querySelector('input');
  const search = (text) => {
    input.value = text;
    input.dispatchEvent(new Event('input', { bubbles: true }));
    return document.querySelectorAll('.hit').length;
  };
  for (const [i, name] of names.entries()) {
    const line = name.split('\n').reduce((a, b) => (b.length > a.length ? b : a)).trim();
    if (!its_turn(i)) continue;
    // A long one is not there to its end.
    if (line && search([...line].slice(0, 60).join('').replace(/[^\w\s]/gu, '\\$&')) === 0) wrong.push(`search for ${line.slice(0, 80)}`);
    search(line.slice(0, 200));
    key('n');
    const link = new URLSearchParams(location.hash.slice(1)).get('q') ?? '';
    if (link !== input.value.trim()) wrong.push(`link to ${line.slice(0, 80)}`);
    for (const link of [`f=${name}`, `q=${encodeURIComponent(name)}`, name]) {
      history.replaceState(null, '', `#${link.slice(0, 2000)}`);
      window.dispatchEvent(new HashChangeEvent('hashchange'));
    }
  }
  key('Escape');
  return wrong;
}

export async function by_hand(page) {
  const boxes = await page.evaluate(() => [...document.querySelectorAll('.n>rect:first-of-type, .f>rect:first-of-type')].map((e) => e.getBoundingClientRect().toJSON()));
  for (const box of [boxes[1], boxes.at(-1)].filter(Boolean)) {
    await page.mouse.move(box.x + box.width / 2, box.y + 5);
    await page.mouse.click(box.x + box.width / 2, box.y + 5);
  }
  await page.keyboard.down('Control');
  await page.mouse.wheel(0, -100);
  await page.keyboard.up('Control');
  for (const key of ['Escape', '+', '-', '0', 'Tab', 'ArrowDown', 'ArrowRight', 'Enter', 'ArrowUp', '/']) await page.keyboard.press(key);
  for (const text of ['<img src=x onerror=window.pwned=1>', '((', '[', '(?<a', '\\', '\\1', '.*', '"><svg onload=', '${', '&lt;', '\u202e']) {
    await page.keyboard.insertText(text);
    await page.keyboard.press('Enter');
    await page.keyboard.press('/');
    await page.evaluate(() => document.querySelector('input').select());
  }
  await page.keyboard.press('Escape');
}

// Links that a stranger made.
export const links = (mark) => [
  `<img src=x onerror=window.${mark}=1>`, `javascript:window.${mark}=1`, `f=<img src=x onerror=window.${mark}=1>`, `q=<svg onload=window.${mark}=1>`,
  `q=javascript:window.${mark}=1&f=javascript:window.${mark}=1`, 'f=__proto__', 'f=constructor&q=constructor', '__proto__=1&constructor=2', 'f=zc', 'f=t', 'q=((', 'q=%',
  '%', '%E0%A4%A', 'q=%E0%A4%A', 'q=%00%0a%0d%ff', 'f=%ud800', '&&&===', '?q=x', 'q=x&q=y&f=1&f=2', `q=${'x'.repeat(100_000)}`, `q=${'('.repeat(50_000)}`,
  `f=${'%'.repeat(100_000)}`, `q=${'[('.repeat(20_000)}`, `q=${'a|'.repeat(50_000)}`, 'q=(x{999}){999}', '//pictures.invalid/x', '/../..', 'q=\u202e\u2066%E2%80%AE', ':~:text=main', 'xpointer(/)', 'svgView(viewBox(0,0,1,1))',
];
