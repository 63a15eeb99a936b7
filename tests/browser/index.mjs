// The index of a batch: one file that asks nobody for anything, sorted and searched, narrow, and looked at by axe-core.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

import { accessible, axe_of, on_a_telephone, page_of } from './html_page.mjs';

// Names of the cards that are shown, from top to bottom.
const shown = () => [...document.querySelectorAll('#cards > li')].filter((card) => card.getBoundingClientRect().height > 0)
  .sort((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top || a.getBoundingClientRect().left - b.getBoundingClientRect().left)
  .map((card) => (card.querySelector('h2, a') ?? card).textContent.trim());

// A batch with a failure, a file that is no profile, warnings and an output of a batch before; or a comparison.
function write(program, folder, root, name, compares) {
  const inputs = path.join(folder, `${name}-inputs`), out = path.join(folder, `${name}-out`);
  for (const each of [inputs, out]) fs.rmSync(each, { recursive: true, force: true });
  fs.mkdirSync(path.join(inputs, 'a/deep'), { recursive: true });
  const samples = path.join(root, 'samples');
  const files = { 'a/workload.prof': 'pstats/workload.prof', 'a/deep/perf.folded': 'folded/perf.folded', 'gone.folded': 'folded/recursion.folded',
    'before.prof': compares ? 'diff/before-1.prof' : 'pstats/collision.prof' };
  for (const [to, from] of Object.entries(files)) fs.copyFileSync(path.join(samples, from), path.join(inputs, to));
  fs.writeFileSync(path.join(inputs, 'notes.txt'), 'no profile\n');
  const run = (...words) => {
    try {
      execFileSync(program, ['batch', '-q', ...words, '-o', out, '-T', 'svg'], { stdio: 'ignore' });
    } catch (error) {
      if (error.status !== 3) throw error;
    }
  };
  if (compares) {
    const baseline = path.join(folder, `${name}-baseline`);
    fs.rmSync(baseline, { recursive: true, force: true });
    fs.cpSync(inputs, baseline, { recursive: true });
    fs.copyFileSync(path.join(samples, 'diff/after-1.prof'), path.join(inputs, 'before.prof'));
    run(inputs, '--baseline', baseline);
  } else {
    run(inputs);
    fs.rmSync(path.join(inputs, 'gone.folded'));
    fs.writeFileSync(path.join(inputs, 'broken.prof'), fs.readFileSync(path.join(samples, files['a/workload.prof'])).subarray(0, 200));
    run(inputs, path.join(inputs, 'broken.prof'));
  }
  return path.join(out, 'index.html');
}

async function used(browser, file, check) {
  const { context, page, noise } = await page_of(browser, file);
  const cards = await page.evaluate(shown);
  check('has cards', cards.length >= 3, cards);
  await page.locator('label[for="by-total"]').click();
  const by_total = await page.evaluate(shown);
  check('sorted by total', by_total.length === cards.length, by_total);
  await page.fill('#find', 'workload');
  await page.waitForFunction((count) => [...document.querySelectorAll('#cards > li')].filter((card) => card.getBoundingClientRect().height > 0).length < count, cards.length);
  const found = await page.evaluate(shown);
  check('found by name', found.length >= 1 && found.every((name) => name.includes('workload')), found);
  check('no error, no request', noise.length === 0, noise);
  await context.close();
}

async function without_scripts(browser, file, check) {
  const { context, page, noise } = await page_of(browser, file, { javaScriptEnabled: false });
  const by_name = await page.evaluate(shown);
  await page.locator('label[for="by-total"]').click();
  const by_total = await page.evaluate(shown);
  check('without scripts: sorts', by_total.length === by_name.length && by_total.join() !== by_name.join(), [by_name, by_total]);
  check('without scripts: no search', await page.locator('#find:visible').count() === 0);
  check('without scripts: quiet', noise.length === 0, noise);
  await context.close();
}

export async function indexes(browser, firefox, program, folder, root, check_of) {
  const axe = axe_of(folder);
  for (const name of ['index', 'index-compared']) {
    const file = write(program, folder, root, name, name === 'index-compared'), check = check_of(name);
    await used(browser, file, check);
    if (firefox) await used(firefox, file, check_of(name, 'Firefox: '));
    await without_scripts(browser, file, check);
    await on_a_telephone(browser, file, check);
    await accessible(browser, file, axe, check, async (page) => {
      for (const summary of await page.locator('summary').all()) await summary.click();
    });
  }
}
