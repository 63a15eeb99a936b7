// Options that change how a picture looks: themes, schemes, background, script.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

import { opened, pixels, quiet_page } from './checks.mjs';

const dark = ([red, green, blue]) => (red + green + blue) / 3 < 100;

export async function options(browser, program, profile, draw, check_of) {
  const corner = async (file, scheme) => {
    const { context, page } = await quiet_page(browser, scheme);
    const found = await pixels(page, fs.readFileSync(file), 'image/svg+xml');
    await context.close();
    return found.corner;
  };
  const themes = execFileSync(program, ['--list-themes']).toString().split('\n').map((line) => line.match(/^\s*([\w-]+)/)?.[1])
    .filter(Boolean);
  check_of('--list-themes')('lists themes', themes.length >= 6, themes);
  // A phone and a wide monitor have layouts of their own.
  for (const view of ['callgraph', 'flame']) {
    for (const width of [480, 1800]) {
      for (const each of [profile, path.join(path.dirname(profile), 'importing.prof')]) {
        const file = draw(each, view, ['--width', String(width)]);
        await opened(browser, file, 'light', check_of(file), false, width);
      }
    }
  }
  for (const view of ['callgraph', 'flame']) {
    for (const theme of themes) {
      const file = draw(profile, view, ['--theme', theme]);
      for (const scheme of ['light', 'dark']) {
        const check = check_of(file);
        await opened(browser, file, scheme, (what, good, detail) => check(`${scheme}: ${what}`, good, detail), true);
      }
    }
    for (const fixed of ['light', 'dark']) {
      const file = draw(profile, view, ['--scheme', fixed]);
      for (const scheme of ['light', 'dark']) {
        const found = await corner(file, scheme);
        check_of(file)(`stays ${fixed} on a ${scheme} page`, found[3] === 255 && dark(found) === (fixed === 'dark'), found);
      }
    }
    const open = draw(profile, view, ['--background', 'none']);
    const found = await corner(open, 'light');
    check_of(open)('is transparent without a background', found[3] === 0, found);

    // The script and the style of what it adds go, and nothing else.
    const [plain, scripted] = [draw(profile, view, ['--no-script']), draw(profile, view)].map((file) => fs.readFileSync(file, 'utf8'));
    const body = (text) => text.slice(text.indexOf('</style>')).replace(/<script>[\s\S]*?<\/script>\n?/, '');
    const check = check_of(path.join('--no-script', view));
    check('has no script', !/<script|\.tip|\.js\b|onload=/.test(plain.replace(/<(title|text|desc)\b[^>]*>[^<]*/g, '')));
    check('loses nothing else', body(plain) === body(scripted));
    check('the other one has a script', scripted.includes('<script>'));
  }
}
