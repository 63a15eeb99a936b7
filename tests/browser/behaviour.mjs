// What the script does when a picture is opened. Filled in when the script stands.
import { pathToFileURL } from 'node:url';

import { quiet_page } from './checks.mjs';

export async function behaviour(browser, picture, view, check) {
  const { context, page, noise } = await quiet_page(browser, 'light');
  await page.goto(pathToFileURL(picture).href);
  check('runs no script of a name', (await page.evaluate('window.hacked')) === undefined);
  check('opens without an error', noise.length === 0, noise);
  await context.close();
}
