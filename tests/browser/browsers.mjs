// Starts the browsers: Chromium with one family of fonts each, since pictures must hold with whatever a machine has, and
// Firefox where there is one.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

export const families = ['liberation/LiberationSans', 'dejavu/DejaVuSans', 'noto/NotoSansMono'].map((stem) => ({
  name: path.basename(stem),
  files: ['', '-Regular', '-Bold'].map((style) => `/usr/share/fonts/truetype/${stem}${style}.ttf`).filter((file) => fs.existsSync(file)),
})).filter((family) => family.files.length > 0);

// playwright-core is installed beside the build, not beside this file.
const playwright = (folder) => createRequire(path.join(folder, 'package.json'))('playwright-core');

export function launch_chromium(folder, executablePath, family) {
  const directory = path.join(folder, 'fonts', family.name);
  fs.rmSync(directory, { recursive: true, force: true });
  fs.mkdirSync(directory, { recursive: true });
  for (const file of family.files) fs.symlinkSync(file, path.join(directory, path.basename(file)));
  const config = path.join(folder, 'fonts', `${family.name}.conf`);
  fs.writeFileSync(config, `<fontconfig><dir>${directory}</dir><cachedir>${folder}/fonts/cache</cachedir></fontconfig>`);
  return playwright(folder).chromium.launch({ executablePath, env: { ...process.env, FONTCONFIG_FILE: config }, args: ['--no-sandbox',
    '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update',
    '--disable-sync'] });
}

// Firefox as distributions ship it, driven by WebDriver BiDi. Nothing depends on it: null, aloud, when it does not start.
export async function launch_firefox(folder) {
  const named = process.env.FIREFOX ? [process.env.FIREFOX] : [];
  const places = [...named, ...(process.env.PATH ?? '').split(':').flatMap((at) => ['firefox-esr', 'firefox'].map((name) => path.join(at, name)))];
  const executablePath = places.find((file) => fs.existsSync(file));
  try {
    if (!executablePath) throw new Error('there is no firefox-esr or firefox');
    return await playwright(folder).firefox.launch({ channel: 'moz-firefox', executablePath, timeout: 60_000 });
  } catch (error) {
    console.log(`SKIPPED Firefox: ${String(error.message).split('\n')[0]}`);
    return null;
  }
}
