// What every page of ours has to hold: it opens alone, fits a telephone, and axe-core finds nothing in it.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

import { quiet_page } from './checks.mjs';

export async function page_of(browser, file, { scheme = 'light', hash = '', ...options } = {}) {
  const opened = await quiet_page(browser, scheme, options);
  await opened.page.goto(pathToFileURL(file).href + hash);
  return opened;
}

// `readable`: in which parts no text may be small.
export async function on_a_telephone(browser, file, check, readable = '') {
  for (const width of [390, 360]) {
    const { context, page } = await page_of(browser, file, { viewport: { width, height: 800 }, isMobile: true, hasTouch: true });
    const found = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    check(`fits ${width} px`, found[0] === width && found[1] === width, found);
    if (readable) {
      const small = await page.evaluate((parts) => [...document.querySelectorAll(parts)]
        .flatMap((e) => [...e.querySelectorAll('*')]).filter((e) => e.childNodes.length && parseFloat(getComputedStyle(e).fontSize) < 12).map((e) => e.outerHTML), readable);
      check(`readable at ${width} px`, small.length === 0, small.slice(0, 3));
    }
    await context.close();
  }
}

// axe-core is installed beside the build, not beside this file.
export const axe_of = (folder) => fs.readFileSync(createRequire(path.join(folder, 'package.json')).resolve('axe-core/axe.min.js'), 'utf8');

// `prepare` does what brings out what is hidden at first.
export async function accessible(browser, file, axe, check, prepare = async () => {}) {
  for (const scheme of ['light', 'dark']) {
    const { context, page } = await page_of(browser, file, { scheme });
    await prepare(page);
    await page.evaluate(axe);
    const found = await page.evaluate(() => axe.run(document, { resultTypes: ['violations'] }));
    check(`${scheme}: axe-core looked`, found.passes.length > 10, String(found.passes.length));
    check(`${scheme}: no violations`, found.violations.length === 0,
      found.violations.map((each) => `${each.id}: ${each.nodes.slice(0, 2).map((node) => node.html.slice(0, 150)).join(' ; ')}`));
    await context.close();
  }
}
