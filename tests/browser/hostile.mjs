// The names of tests/hostile/names.py, all of them, in every picture: opened, in an HTML page, in an <img>, and used.
// A picture is compared with one of harmless names, which says what it may consist of.
import { execFile, execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

import { all_shown, by_hand, examine, guarded_page, inert, links, origin, use_everything } from './hostile_page.mjs';

const everything = ['-n', '0', '-e', '0', '--max-nodes', '0', '--noise', '0'];
const views = { callgraph: ['-V', 'callgraph'], flame: ['-V', 'flame'] };
const in_html = (svg) => `<!doctype html><meta charset="utf-8"><title>kept</title><body>${svg}</body>`;

// The same picture opened and inside an HTML page, which another parser reads.
const ways = [{ way: 'opened', type: 'image/svg+xml', wrap: (svg) => svg }, { way: 'in HTML', type: 'text/html', wrap: in_html }];

async function look(page, served, address, { type, wrap }, svg) {
  served.set(address, { type, body: wrap(svg) });
  await page.goto(origin + address);
  return page.evaluate(examine);
}

// Everything that is done with one picture in one way.
async function visit({ page, noise }, served, picture, way, plain, check, mark) {
  const address = `/${picture.stem}`;
  const title = way.way === 'opened' ? picture.title : 'kept';
  const found = await look(page, served, address, way, picture.svg);
  inert(found, plain, title, check);
  const text = `\n${found.shown.join('\n')}\n`;
  // A call graph of a comparison has room for some thirty cards; calls are no more than that.
  const names = picture.kind === 'stacks callgraph comparison' ? picture.shown.filter((name) => text.includes(`\n${name}\n`)) : picture.shown;
  check('names are there', names.length > 0 || picture.kind === 'stacks callgraph comparison');
  all_shown(found, names, check);
  // The script is the same in both: a quarter of the pages is used, or all with P2G_HOSTILE_FULL=1.
  if (way.way !== 'opened' && picture.turn % 8 !== 1 && !process.env.P2G_HOSTILE_FULL) return noise(check);
  const wrong = await page.evaluate(use_everything, [names, picture.turn]);
  check('tooltips, searches and links are what the names are', wrong.length === 0, wrong.slice(0, 3));
  const still_inert = async () => inert(await page.evaluate(examine), plain.used, title, (what, good, detail) => check(`used: ${what}`, good, detail));
  if (way.way === 'opened') {
    if (picture.turn % 12 === 0) await by_hand(page);
    await still_inert();  // loading it again forgets what was done
    // Loading is what takes time: each picture has some of the links, each link several pictures.
    const [first, ...others] = links(mark).filter((link, i) => i % 8 === picture.turn / 2 % 8);
    await page.goto('about:blank');
    await page.goto(`${origin}${address}#${first}`);  // loads it with the link
    for (const link of others) await page.goto(`${origin}${address}#${link}`);
  }
  await still_inert();
  noise(check);
}

// What the examined pictures of harmless names have in common, before and after use.
async function harmless(browser, pictures, way) {
  const served = new Map();
  const guarded = await guarded_page(browser, served);
  const sum = (old, found) => ({ ...found, words: new Set([...(old?.words ?? []), ...found.words]) });
  let [before, after] = [null, null];
  for (const picture of pictures) {
    before = sum(before, await look(guarded.page, served, `/${picture.stem}`, way, picture.svg));
    await guarded.page.evaluate(use_everything, [picture.shown, 0]);
    if (way.way === 'opened' && picture.number === 0) await by_hand(guarded.page);
    after = sum(after, await guarded.page.evaluate(examine));
  }
  await guarded.context.close();
  return { ...before, used: after };
}

// Copies of a picture, each broken in one way, and the check that has to notice it.
function broken(mark) {
  const end = (text) => (svg) => svg.replace(/<\/svg>\s*$/, `${text}</svg>`);
  const script = (text) => end(`<script>${text}</script>`);
  // Of the script only what esbuild does not rename can be named.
  const own = (from, to) => (svg) => { if (svg.search(from) < 0) throw new Error(`no ${from} in the picture`); return svg.replace(from, to); };
  return [
    ['its script is the program\'s own and the only one', script('1')],
    ['as many special elements as harmless names give', end('<style/>')],
    ['no element or attribute that harmless names do not give', end('<b/>')],
    ['no event handler', own('<svg ', '<svg onload="1" ')],
    ['no link', end(`<a href="javascript:window.${mark}=1"/>`)],
    ['no request but for the picture', end('<image href="https://pictures.invalid/a.png"/>')],
    ['sets no variable', own('<svg ', `<svg onload="window.${mark}=1" `)],
    ['used: sets no variable', own(/"pointermove",(\w+)=>/g, `"pointermove",$1=>{window.${mark}=1},{},$1=>`)],
    ['leaves prototypes alone', script('Object.prototype.x=1')],
    ['keeps the title', script('document.title="x"')],
    ['keeps the cookie', script('document.cookie="kept=2"')],
    ['stores nothing', script('localStorage.x=1')],
    ['no dialog', script('alert(1)')],
    ['no console error', script('console.error(1)')],
    ['no script error', own(/RegExp\([\w$]+\(([\w$]+\.slice\(0,99\))/, 'RegExp(($1')],
    ['no new window', script('window.open("https://pictures.invalid/")')],
    ['no navigation', script('setTimeout(()=>location="https://pictures.invalid/",9)')],
    ['no download', script('const a=document.createElementNS("http://www.w3.org/1999/xhtml","a");a.href="data:,x";a.download="x";a.click()')],
    ['no frame, no worker, no socket', end('<foreignObject><iframe xmlns="http://www.w3.org/1999/xhtml"/></foreignObject>')],
    ['every name is there', (svg) => svg.replaceAll('&lt;', '')],
    ['tooltips, searches and links are what the names are', own(/(\w+)\.textContent=(\w+\(\w+,!0\))/, '$1.innerText=$1.className=$2')],
    ['nothing beside the picture', end('<p/>'), 'in HTML'],
  ];
}

async function the_checks_notice(browser, picture, plain, check, mark, for_all) {
  await for_all(broken(mark).map((each) => Object.assign(each, { file: picture.file })), async ([what, breaks, where]) => {
    const served = new Map();
    const way = ways.find(({ way }) => way === (where ?? 'opened'));
    const guarded = await guarded_page(browser, served);
    const failed = new Set();
    const fault = (name, good) => { if (!good) failed.add(name); };
    const copy = { ...picture, svg: breaks(picture.svg) };
    await visit(guarded, served, copy, way, plain[way.way], fault, mark).catch(() => guarded.noise(fault));
    check(`the checks notice: ${what}`, failed.has(what), [...failed]);
    await guarded.context.close();
  });
}

// In an <img> no script runs and nothing is fetched; all pictures are in one page.
async function in_images(browser, pictures, check) {
  const served = new Map(pictures.map(({ stem, svg }) => [`/${stem}`, { type: 'image/svg+xml', body: svg }]));
  served.set('/', { type: 'text/html', body: in_html(pictures.map(({ stem }) => `<img src="/${stem}">`).join('\n')) });
  const { context, page, noise } = await guarded_page(browser, served);
  await page.goto(`${origin}/`);
  const missing = await page.evaluate(async () => {
    const images = [...document.images];
    await Promise.all(images.map((image) => image.decode().catch(() => {})));
    return images.filter((image) => image.naturalWidth !== 900).map((image) => image.src);
  });
  check('shows in an <img>', missing.length === 0, missing);
  noise(check);
  await context.close();
}

// `only`: profiles whose path contains it. Without it the first and the last profile of each shape, and no broken copies:
// all of it takes minutes.
export async function hostile_names(browser, program, folder, root, check_of, for_all, only) {
  const inputs = path.join(folder, 'hostile');
  fs.rmSync(inputs, { recursive: true, force: true });
  fs.mkdirSync(inputs, { recursive: true });
  const made = execFileSync('python3', ['-B', path.join(root, 'tests/hostile/profiles.py'), inputs], { maxBuffer: 1 << 26 });
  const { mark, names, profiles } = JSON.parse(made.toString());
  const is_meant = ({ before, twin }) => only === undefined ? Boolean(twin) : before.includes(only);
  const chosen = profiles.filter((profile) => profile.twin || is_meant(profile));
  const run = promisify(execFile);

  // A picture's title is one of its names too.
  const pictures = chosen.flatMap(({ shape, before, after, shown, twin }, number) => Object.keys(views).flatMap((view) => [[before], ['diff', before, after]].flatMap((files, i) => {
    // A comparison's call graph draws no more than ten functions, so it cannot show them all; tests/hostile reads it.
    if (i === 1 && view === 'callgraph') return [];
    const kind = `${shape} ${view}${i === 1 ? ' comparison' : ''}`;
    const stem = `${path.basename(before).replace(/-before.*/, '')}-${kind.replaceAll(' ', '-')}`;
    const title = shown[(7 * number + 3 * i + view.length) % shown.length].slice(0, 100);
    const options = [...views[view], ...(i === 1 ? everything : everything.slice(0, -2))];
    const own = { kind, number, stem, shown, title, options, files };
    if (!twin) return [own];
    return [own, { ...own, twin: true, stem: `${stem}-harmless`, shown: ['main'], title: 'harmless', files: i === 1 ? ['diff', ...twin] : [twin[0]] }];
  })));
  for (const picture of pictures) picture.file = `${picture.stem}.svg`;
  await for_all(pictures, async (picture) => {
    const output = path.join(inputs, picture.file);
    await run(program, ['-q', ...picture.files, ...picture.options, `--title=${picture.title}`, '-o', output]);
    picture.svg = fs.readFileSync(output, 'utf8');
  });

  const plain = new Map();
  const kinds = [...new Set(pictures.map(({ kind }) => kind))];
  for (const way of ways) {
    await for_all(kinds.map((kind) => ({ kind, file: kind })), async ({ kind }) => {
      plain.set(`${kind} ${way.way}`, await harmless(browser, pictures.filter((picture) => picture.twin && picture.kind === kind), way));
    });
  }
  const tried = pictures.filter((picture) => !picture.twin && (only === undefined || picture.files.at(-1).includes(only)));
  const guards = [];
  await for_all(tried.flatMap((picture) => ways.map((way) => ({ ...picture, way }))).map((picture, turn) => ({ ...picture, turn })), async (picture) => {
    const served = new Map();
    const guarded = guards.pop() ?? { ...await guarded_page(browser, served), served };
    await visit(guarded, guarded.served, picture, picture.way, plain.get(`${picture.kind} ${picture.way.way}`),
                check_of(picture.file, `${picture.way.way}: `), mark);
    guards.push(guarded);
  });
  for (const { context } of guards) await context.close();
  await in_images(browser, tried, check_of('hostile names in <img>'));

  const all = only !== undefined;
  // A turn that moves the mouse, and has a link whose expression is wrong.
  const sample = { ...pictures.find(({ kind }) => kind === 'stacks flame'), turn: 36 };
  if (all) await the_checks_notice(browser, sample, { opened: plain.get('stacks flame opened'), 'in HTML': plain.get('stacks flame in HTML') }, check_of(sample.file), mark, for_all);
  return `${names} hostile names, ${tried.length} pictures of them`;
}
