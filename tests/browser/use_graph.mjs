// The call graph when it is opened: who is lit, who is pinned, where keys lead, zoom and pan.
import { count, first_line, focus_works, has_class, items_of, link_of, open_link, same, search_text, search_works, tip, tooltip_works, transform,
         walk } from './use.mjs';

// Edges as the file has them, with cards instead of functions (a folded card holds several) and their widths.
async function edges_of(page, cards) {
  const card_of = new Map(cards.flatMap((card) => [card.id, ...card.more.split(' ').filter(Boolean)].map((id) => [id, card.index])));
  const edges = await page.evaluate(() => [...document.querySelectorAll('.eg')].map((e, index) =>
    ({ index, a: e.dataset.a, b: e.dataset.b, width: +(e.querySelector('.e').getAttribute('stroke-width') ?? 1) })));
  return edges.map((edge) => ({ ...edge, from: card_of.get(edge.a), to: card_of.get(edge.b) }));
}

// Everything that is reached from a card against or along the edges.
function reach(start, edges, near, far) {
  const cards = new Set([start]);
  const walked = new Set();
  for (let grew = true; grew;) {
    grew = false;
    for (const edge of edges) {
      if (!cards.has(edge[near]) || walked.has(edge.index)) continue;
      walked.add(edge.index);
      cards.add(edge[far]);
      grew = true;
    }
  }
  return { cards, edges: walked };
}

const lit = (page) => page.evaluate(() => {
  const which = (selector, name) => [...document.querySelectorAll(selector)].flatMap((e, i) => (e.classList.contains(name) ? [i] : []));
  return { cards: which('.n', 'on'), callers: which('.eg', 'ci'), callees: which('.eg', 'co'), edges: which('.eg', 'on') };
});

function check_lit(found, cards, callers, callees, what, check) {
  check(`${what}: exactly those cards`, same(found.cards, cards), { lit: found.cards, wanted: [...cards] });
  check(`${what}: edges of callers`, same(found.callers, callers), { lit: found.callers, wanted: [...callers] });
  check(`${what}: edges of callees`, same(found.callees, callees), { lit: found.callees, wanted: [...callees] });
}

async function lighting_works(page, cards, edges, check) {
  const indices = (list) => new Set(list.map((edge) => edge.index));
  const folded = cards.filter((card) => card.more);
  const some = new Set([cards[0], cards[cards.length >> 1], cards.at(-1), ...folded.slice(0, 2),
    ...cards.filter((card) => edges.filter((edge) => edge.to === card.index).length > 1).slice(0, 2)]);
  for (const card of some) {
    const callers = edges.filter((edge) => edge.to === card.index);
    const callees = edges.filter((edge) => edge.from === card.index);
    await page.mouse.move(card.at.x, card.at.y);
    check_lit(await lit(page), new Set([card.index, ...callers.map((edge) => edge.from), ...callees.map((edge) => edge.to)]),
              indices(callers), indices(callees), 'hovering lights callers and callees', check);
    check('hovering dims the rest', await has_class(page, 'dim'));
    await page.mouse.move(2, 2);
    check('leaving ends it', !(await has_class(page, 'dim')) && (await count(page, '.on')) === 0);

    await page.mouse.click(card.at.x, card.at.y);
    const [up, down] = [reach(card.index, edges, 'to', 'from'), reach(card.index, edges, 'from', 'to')];
    const all = new Set([...up.cards, ...down.cards]);
    const other = cards.find((each) => !all.has(each.index)) ?? cards[0];
    check_lit(await lit(page), all, up.edges, down.edges, 'a click pins ancestors and descendants', check);
    await page.mouse.move(other.at.x, other.at.y);
    check_lit(await lit(page), all, up.edges, down.edges, 'hovering leaves what is pinned', check);
    check('what is pinned is in the link', (await link_of(page)) === card.id, await link_of(page));
    await page.mouse.click(3, 300);
    check('a click on nothing releases', !(await has_class(page, 'dim')) && (await count(page, '.on')) === 0 && (await link_of(page)) === '');
    await page.mouse.click(card.at.x, card.at.y);
    await page.mouse.move(2, 2);
    await page.keyboard.press('Escape');
    check('Esc releases', !(await has_class(page, 'dim')) && (await count(page, '.on')) === 0 && (await link_of(page)) === '');
  }
}

async function zoom_works(page, card, check) {
  const place = () => page.evaluate((i) => {
    const { x, y, width, height } = document.querySelectorAll('.n')[i].querySelector('rect').getBoundingClientRect();
    return { x, y, width, height };
  }, card.index);
  const wheel = async (delta) => {
    await page.mouse.wheel(0, delta);
    await page.waitForTimeout(30);
  };
  const before = await place();
  await page.mouse.move(card.at.x, card.at.y);
  await wheel(-100);
  check('the wheel alone does not zoom', (await place()).width === before.width);
  await page.keyboard.down('Control');
  for (const delta of [-100, -100, 100]) {
    const old = await place();
    await wheel(delta);
    let now = await place();
    for (let i = 0; i < 100 && now.width === old.width; ++i) {  // a busy machine takes its time
      await page.waitForTimeout(30);
      now = await place();
    }
    const factor = now.width / old.width;
    check('Ctrl and wheel zoom', delta < 0 ? factor > 1.05 : factor < 0.95, String(factor));
    const off = Math.hypot(now.x - (card.at.x + (old.x - card.at.x) * factor), now.y - (card.at.y + (old.y - card.at.y) * factor));
    check('what is under the pointer stays there', off < 0.5, String(off));
  }
  await page.keyboard.up('Control');
  await page.keyboard.press('0');
  check('0 goes back', JSON.stringify(await place()) === JSON.stringify(before), await transform(page));
  await page.keyboard.press('+');
  const larger = (await place()).width;
  check('+ zooms in', larger > before.width * 1.1, String(larger / before.width));
  await page.keyboard.press('-');
  check('- zooms out', (await place()).width < larger / 1.1);
  await page.keyboard.press('0');

  await page.mouse.move(card.at.x, card.at.y);
  await page.mouse.down();
  await page.mouse.move(card.at.x + 30, card.at.y + 20);
  await page.mouse.move(card.at.x + 60, card.at.y + 40);
  await page.mouse.up();
  const dragged = await place();
  check('dragging pans', Math.abs(dragged.x - before.x - 60) < 0.5 && Math.abs(dragged.y - before.y - 40) < 0.5, dragged);
  check('the click that ends a drag pins nothing', (await link_of(page)) === '');
  await page.mouse.click(card.at.x + 60, card.at.y + 40);
  check('the next click does', (await link_of(page)) === card.id, await link_of(page));
  await page.keyboard.press('Escape');
  check('Esc puts it back in place', JSON.stringify(await place()) === JSON.stringify(before), await transform(page));
}

async function keys_work(page, cards, edges, check) {
  const heaviest = (list, end) => {
    const most = Math.max(...list.map((edge) => edge.width));
    return list.filter((edge) => edge.width === most).map((edge) => edge[end]);
  };
  const focus = (index) => page.evaluate((i) => {
    const e = document.querySelectorAll('.n')[i];
    e.tabIndex = 0;
    e.focus();
  }, index);
  // The ends, and those with the most to choose from.
  const busiest = (end) => [...cards].sort((a, b) => edges.filter((edge) => edge[end] === b.index).length -
    edges.filter((edge) => edge[end] === a.index).length)[0];
  for (const card of new Set([cards[0], cards.at(-1), busiest('from'), busiest('to')])) {
    for (const [key, near, far] of [['ArrowUp', 'to', 'from'], ['ArrowDown', 'from', 'to']]) {
      await focus(card.index);
      const list = edges.filter((edge) => edge[near] === card.index);
      const wanted = list.length > 0 ? heaviest(list, far) : [card.index];
      const got = await walk(page, '.n', key);
      check(`${key} goes to the heaviest`, wanted.includes(got), { got, wanted });
    }
    const row = cards.filter((each) => each.y === card.y).sort((a, b) => a.x - b.x);
    for (const [key, side] of [['ArrowLeft', -1], ['ArrowRight', 1]]) {
      const neighbour = row[row.indexOf(card) + side];
      if (!neighbour) continue;
      await focus(card.index);
      const got = await walk(page, '.n', key);
      check(`${key} goes to the neighbour`, got === neighbour.index, { got, wanted: neighbour.index });
    }
  }
  await focus(cards[0].index);
  if (cards.length > 1) await walk(page, '.n', 'ArrowRight');
  check('one stop for the Tab key after walking', (await count(page, '[tabindex="0"]')) === 1);
  await focus(cards[0].index);
  await page.keyboard.press('Enter');
  check('Enter pins', (await link_of(page)) === cards[0].id);
  check('the ring stays', (await count(page, '.ring:not([display="none"])')) === 1);
  await page.keyboard.press('Escape');
}

async function strip_works(page, cards, check) {
  const segments = await page.evaluate(() => [...document.querySelectorAll('.s')].map((e) => {
    const box = e.querySelector('rect').getBoundingClientRect();
    return { k: e.dataset.k, x: box.x + box.width / 2, y: box.y + 5, title: e.querySelector('title')?.textContent ?? e.getAttribute('aria-label') };
  }));
  for (const segment of [segments[0], segments.at(-1)].filter(Boolean)) {
    const card = cards.find((each) => [each.id, ...each.more.split(' ')].includes(segment.k));
    await page.mouse.move(segment.x, segment.y);
    check('a segment has a tooltip', (await tip(page)) === segment.title, await tip(page));
    const found = await lit(page);
    check('a segment lights its card', card ? found.cards.includes(card.index) : found.cards.length === 0, found.cards);
    await page.mouse.click(segment.x, segment.y);
    const [pinned, searched] = [await link_of(page), await search_text(page)];
    check('a click on a segment pins its card or searches it', card ? pinned === card.id : searched !== '', { pinned, searched });
    await page.mouse.move(2, 2);
    await page.keyboard.press('Escape');
  }
}

export async function use_graph(page, check) {
  const cards = await items_of(page, '.n');
  if (cards.length === 0) return;
  const edges = await edges_of(page, cards);
  check('edges join cards that are there', edges.every((edge) => edge.from !== undefined && edge.to !== undefined));
  await focus_works(page, '.n', cards, check);
  await page.keyboard.press('Escape');
  await tooltip_works(page, '.n', cards[0], check);
  await lighting_works(page, cards, edges, check);
  await zoom_works(page, cards[0], check);
  await keys_work(page, cards, edges, check);
  await strip_works(page, cards, check);
  const word = first_line(cards.at(-1).title).match(/\w+/)?.[0] ?? 'a';
  const { said } = await search_works(page, '.n', cards, word, check);
  check('search says of how many', said.endsWith(` of ${cards.length}`), said);
  await search_works(page, '.n', cards, '^\\w*[aeiou]', check);
  await search_works(page, '.n', cards, '((', check);

  const last = cards.at(-1);
  const base = await page.evaluate(() => location.href.replace(/#.*/, ''));
  await open_link(page, `${base}#f=${last.id}&q=${encodeURIComponent(word)}`);
  const all = new Set([...reach(last.index, edges, 'to', 'from').cards, ...reach(last.index, edges, 'from', 'to').cards]);
  check('a link restores what was pinned', same((await lit(page)).cards, all), (await lit(page)).cards);
  check('a link restores the search', (await search_text(page)) === word && (await count(page, '.hit')) > 0);
}
