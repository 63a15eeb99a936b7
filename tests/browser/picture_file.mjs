// The file itself, without a browser: structure, size, XML, and what other programs make of it.
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import zlib from 'node:zlib';

const SCRIPT_BYTES = 10240 - 1500;
const GRAPH_BYTES = 120_000;
const FLAME_BYTES = 1_000_000;

export function the_file(picture, view, check) {
  const text = fs.readFileSync(picture, 'utf8');
  const head = text.slice(text.indexOf('<svg'), text.indexOf('>', text.indexOf('<svg')));
  for (const attribute of ['width="', 'height="', 'viewBox="', 'role="img"']) check(`has ${attribute}`, head.includes(attribute), head);
  check('has a title', /<title[^>]*>[^<]+<\/title>/.test(text));
  check('has a description', /<desc[^>]*>[^<]+<\/desc>/.test(text));
  // A name may hold anything; only markup and style can refer.
  const markup = text.replace(/<(title|text|desc)\b[^>]*>[^<]*/g, '').replace(/ (data-\w+|xmlns)="[^"]*"/g, '');
  const references = markup.match(/\b(href|src)\s*=\s*["']|@import|data:|url\((?!#)|https?:\/\/(?!www\.w3\.org\/)/g) ?? [];
  check('refers to nothing outside', references.length === 0, references.slice(0, 3));
  const script = [...text.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map((match) => match[1]).join('');
  check(`script of at most ${SCRIPT_BYTES} bytes`, Buffer.byteLength(script) <= SCRIPT_BYTES, String(Buffer.byteLength(script)));
  check('script writes only text and attributes',
        !/innerHTML|outerHTML|insertAdjacent|document\.write|eval\(|Function\(|fetch\(|XMLHttp|Storage|cookie|animate|setInterval/.test(script));
  const limit = view === 'flame' ? FLAME_BYTES : GRAPH_BYTES;
  const size = Buffer.byteLength(text);
  check(`at most ${limit} bytes`, size <= limit, String(size));
}

// Programs that may be missing; each is missed once, aloud.
const missing = new Set();
async function run(program, args) {
  const result = await new Promise((resolve) => {
    execFile(program, args, { maxBuffer: 1 << 26, encoding: 'buffer' }, (error, stdout, stderr) => resolve({ error, stdout, stderr }));
  });
  if (result.error?.code === 'ENOENT') {
    if (!missing.has(program)) console.log(`SKIPPED what ${program} makes of the pictures: it is not here`);
    missing.add(program);
    return null;
  }
  return { ok: !result.error, bytes: result.stdout, said: result.stderr?.toString().slice(0, 200) ?? '' };
}

// Colours that fill something in a PDF, as "r g b" of 0 to 1, in the order of painting.
function pdf_fills(bytes) {
  const text = bytes.toString('latin1');
  const fills = [];
  for (const match of text.matchAll(/stream\r?\n/g)) {
    const begin = match.index + match[0].length;
    let content = '';
    try {
      content = zlib.inflateSync(bytes.subarray(begin, text.indexOf('endstream', begin))).toString('latin1');
    } catch {
      continue;  // a font or an image
    }
    fills.push(...[...content.matchAll(/([\d.]+) ([\d.]+) ([\d.]+) rg\b/g)].map((fill) => fill.slice(1).map(Number)));
    fills.push(...[...content.matchAll(/(?:^|\s)([\d.]+) g\b/g)].map((fill) => [+fill[1], +fill[1], +fill[1]]));
  }
  return fills;
}

// PNG bytes are handed back: the browser reads their pixels.
export async function other_programs(picture, check) {
  const lint = await run('xmllint', ['--noout', '--nonet', '--huge', picture]);
  if (lint) check('is well-formed XML', lint.ok, lint.said);
  const png = await run('rsvg-convert', ['--unlimited', '-f', 'png', picture]);
  if (!png) return null;
  check('rsvg-convert makes a PNG', png.ok && png.bytes.subarray(1, 4).toString() === 'PNG', png.said);
  const pdf = await run('rsvg-convert', ['--unlimited', '-f', 'pdf', picture]);
  check('rsvg-convert makes a PDF', pdf.ok && pdf.bytes.subarray(0, 4).toString() === '%PDF', pdf.said);
  const fills = pdf_fills(pdf.bytes);
  const first = fills[0] ?? [];
  check('the PDF is light', first.length === 3 && first.every((channel) => channel > 0.9), { first, of: fills.length });
  return png.ok ? png.bytes : null;
}
