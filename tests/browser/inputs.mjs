// Profiles made for the suite: the shapes that break pictures. All are folded stacks, the same on every run.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

function numbers(seed) {
  return (below) => { seed = (seed * 1103515245 + 12345) % 2147483648; return Math.floor(seed / 65536) % below; };
}
const times = (count, line) => Array.from({ length: count }, (_, i) => line(i));

// Names that try to get out of their text.
export const hostile = ['</text><script>window.hacked=1</script>', ']]>', '"><svg onload=window.hacked=1>', '&amp;<b>', 'a\u202Eb\u2066c',
  '"];', '${x}', "'onclick='window.hacked=1", '\x1b[31m', '<lambda>', 'operator<<', '<img src=x onerror=alert(1)>', 'a\u0001b'];

// A C++ name of 4,000 characters.
function long_name(i) {
  const parts = times(260, (n) => `ns${n}::Type<${i}, ${n}>`).join(', ');
  return `std::map<std::string, ${parts}`.slice(0, 3950) + '>::emplace(int, char const*)';
}

// As Python's frameworks: 100 levels and more, the same few names over and over.
function deep_stacks() {
  const random = numbers(7);
  const names = ['handle', 'call', 'dispatch', 'inner', 'wrapper', 'get_response', 'run'];
  return times(200, () => {
    const depth = 100 + random(40);
    const frames = times(depth, (level) =>
      `${names[random(level < 40 ? 1 : 2) + level % 5]}_${level} (app/sub${level % 7}/mod${level % 11}.py:${level * 3})`);
    return `process 12:"python app.py";${frames.join(';')} ${1 + random(30)}`;
  });
}

// One program, two runs: the same functions, every figure up to a third larger or smaller.
function run(changed) {
  const random = numbers(99);
  const noise = numbers(5);
  const lines = times(300, () => {
    let at = random(4);
    const stack = ['main (app.py:1)'];
    for (let level = random(9); level >= 0; --level) {
      at = (at * 3 + random(3)) % 40;
      stack.push(`step_${at} (part${at % 6}.py:${10 + at})`);
    }
    const cost = 30 + random(400);
    return `${stack.join(';')} ${changed ? Math.round(cost * (70 + noise(60)) / 100) : cost}`;
  });
  return lines;
}

const made = {
  'two.folded': () => ['main (app.py:1) 20', 'main (app.py:1);work (app.py:5) 80'],
  'one.folded': () => ['main (app.py:1) 100'],
  'flat.folded': () => times(1000, (i) => `main;step_${i} 10`),
  'roots.folded': () => times(3000, (i) => `handler_${i} (mod${i % 40}.py:${i}) ${1000 + i * 7 % 997}`),
  'long.folded': () => [...times(12, (i) => `main;boost::asio::io_context::run();${long_name(i)};leaf_${i % 3}::work(int) ${20 + i}`),
    `main;${'x'.repeat(4000)} 50`, `main;${'x'.repeat(4000)};${'Y_'.repeat(2000)} 30`],
  'deep.folded': deep_stacks,
  'threads.folded': () => times(12, (i) => [`thread (worker ${i});main (app.py:1);step_${i % 3} (app.py:${5 + i % 3}) ${100 + i * 40}`,
    `thread (worker ${i});main (app.py:1);wait (app.py:9) ${i * i}`]).flat(),
  'hostile.folded': () => hostile.map((name, i) => `main;${name} ${10 + i}`),
};

// Writes them into a folder; returns their paths and those of the two runs and of the large one (null without Python).
export function make_inputs(folder, root) {
  const write = (name, lines) => {
    const file = path.join(folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, `${lines.join('\n')}\n`);
    return file;
  };
  const files = Object.entries(made).map(([name, lines]) => write(name, lines()));
  const runs = [write('first/run.folded', run(false)), write('second/run.folded', run(true))];
  let large = path.join(folder, 'f10k.folded');
  try {
    if (!fs.existsSync(large)) {
      const bytes = execFileSync('python3', [path.join(root, 'tests/bench/make_f10k.py')], { maxBuffer: 1 << 25 });
      fs.writeFileSync(large, bytes);
    }
  } catch (error) {
    console.log(`SKIPPED the large flame graph: python3 did not make it: ${error.message}`);
    large = null;
  }
  return { files, runs, large };
}
