// What is measured of the shapes of one SVG element: edges, self-time strip, frames. Like measure.mjs it runs in the
// browser and may use nothing from outside. A list is empty when all is well.
export function geometry(svg) {
  const rect = (e) => {
    const [x, y, width, height] = ['x', 'y', 'width', 'height'].map((name) => +e.getAttribute(name));
    return { x, y, width, height, right: x + width, bottom: y + height };
  };
  const title = (e) => e.querySelector('title')?.textContent ?? e.getAttribute('aria-label') ?? '';
  const found = { crossings: 0, graph_width: 0, named: 0, pale_edges: [], strip: [], frames: [] };

  // ---- edges: colour against the page, and how often they cross
  const channels = (css) => (css.match(/[\d.]+/g) || []).map(Number);
  const linear = (c) => ((c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
  const luminance = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  const ratio = (a, b) => {
    const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
    return (high + 0.05) / (low + 0.05);
  };
  const page = svg.querySelector('rect.P');
  const paper = page ? channels(getComputedStyle(page).fill) : [255, 255, 255];
  const lines = [...svg.querySelectorAll('.eg')].map((edge) => {
    const line = edge.querySelector('.e');
    const style = getComputedStyle(line);
    const alpha = +style.strokeOpacity * +style.opacity;
    const colour = channels(style.stroke).slice(0, 3).map((c, i) => c * alpha + paper[i] * (1 - alpha));
    const contrast = ratio(colour, paper);
    if (contrast < 3) found.pale_edges.push(`${title(edge)} (${contrast.toFixed(2)})`);
    const length = line.getTotalLength();
    const points = [];
    for (let at = 0; at < length; at += 4) points.push(line.getPointAtLength(at));
    points.push(line.getPointAtLength(length));
    return { a: edge.dataset.a, b: edge.dataset.b, points };
  });
  const side = (p, q, r) => Math.sign((q.x - p.x) * (r.y - p.y) - (q.y - p.y) * (r.x - p.x));
  const cross = (p, q, r, s) => side(p, q, r) * side(p, q, s) < 0 && side(r, s, p) * side(r, s, q) < 0;
  const near = (p, points) => [points[0], points.at(-1)].some((end) => Math.hypot(end.x - p.x, end.y - p.y) < 10);
  const box = (points) => ({ left: Math.min(...points.map((p) => p.x)), right: Math.max(...points.map((p) => p.x)),
                             top: Math.min(...points.map((p) => p.y)), bottom: Math.max(...points.map((p) => p.y)) });
  const boxes = lines.map((line) => box(line.points));
  for (let i = 0; i < lines.length && lines.length < 500; ++i) {
    for (let j = i + 1; j < lines.length; ++j) {
      const [a, b] = [boxes[i], boxes[j]];
      if (a.right < b.left || b.right < a.left || a.bottom < b.top || b.bottom < a.top) continue;
      const [p, q] = [lines[i].points, lines[j].points];
      // Edges of one card meet at it; that is no crossing.
      const meet = lines[i].a === lines[j].a || lines[i].b === lines[j].b;
      let crossed = 0;
      for (let m = 1; m < p.length; ++m) {
        for (let n = 1; n < q.length; ++n) {
          if (cross(p[m - 1], p[m], q[n - 1], q[n]) && !(meet && near(p[m], q))) ++crossed;
        }
      }
      found.crossings += crossed;
    }
  }

  // ---- cards: extent, and how many functions are named in or under them
  const cards = [...svg.querySelectorAll('.n')];
  const places = cards.map((card) => rect(card.querySelector('rect')));
  if (cards.length > 0) {
    found.graph_width = Math.max(...places.map((place) => place.right)) - Math.min(...places.map((place) => place.x));
    const names = cards.flatMap((card) => [title(card).split('\n')[0], ...(card.dataset.i ? card.dataset.i.split(' ') : []),
                                           ...(card.dataset.l ? card.dataset.l.split('\n') : [])]);
    found.named = new Set(names).size;
  }

  // ---- strip: its segments fill the width, one beside the other. A comparison has two, beside their words; the longer
  // one fills the width. Rows of figures are none.
  const is_change = (svg.querySelector('title')?.textContent ?? '').startsWith('Call graph of a change');
  // Rows begin with a swatch or a bar, which are lower than any strip.
  const marked = [...svg.querySelectorAll('.s > rect:first-of-type')]
    .filter((e) => !e.closest('.g') && +e.getAttribute('height') >= 10).map(rect);
  // A list has a bar a row.
  if (marked.length > 1 && new Set(marked.map((place) => place.y)).size === marked.length) marked.length = 0;
  // Several profiles have a strip each, beside their names; the longest ends at the margin.
  const has_rows = /One row a /.test(svg.textContent);
  const left = is_change ? 100 : has_rows && marked.length > 0 ? Math.min(...marked.map((place) => place.x)) : 16;
  const bars = [...new Set(marked.filter((place) => place.height === marked[0].height).map((place) => place.y))];
  const ends = (is_change || has_rows ? bars : bars.slice(0, 1)).map((y) => {
    const segments = [...svg.querySelectorAll('rect')].filter((e) => !e.closest('.g')).map(rect)
      .filter((place) => place.y === y && place.height === marked[0].height).sort((a, b) => a.x - b.x);
    segments.forEach((segment, i) => {
      const wanted = i === 0 ? left : segments[i - 1].right;
      if (Math.abs(segment.x - wanted) > 0.15) found.strip.push(`begins at ${segment.x}, not ${wanted}`);
    });
    return segments.at(-1).right;
  });
  const end = svg.viewBox.baseVal.width - 16;
  if (ends.length > 0 && Math.abs(Math.max(...ends) - end) > 0.2) found.strip.push(`ends at ${Math.max(...ends)}, not ${end}`);

  // ---- frames: callees and self fill each frame. What is not self is measured; the line of self time says the rest.
  const frames = [...svg.querySelectorAll('.f')].filter((e) => !title(e).endsWith('its cost is counted above'))
    .map((e) => ({ e, ...rect(e.querySelector('rect')), under: 0 }));
  const row_of = (frame) => Math.round(frame.y + frame.height / 2);
  const rows = [...new Set(frames.map(row_of))].sort((a, b) => a - b);
  if (frames.length > 0 && row_of(frames[0]) !== rows[0]) rows.reverse();
  const path = [];
  for (const frame of frames) {
    const depth = rows.indexOf(row_of(frame));
    path.length = depth;
    const parent = path[depth - 1];
    if (depth > 0 && !parent) found.frames.push(`no frame above ${title(frame.e)}`);
    if (parent) {
      if (frame.x < parent.x - 0.1 || frame.right > parent.right + 0.1) found.frames.push(`beyond its caller: ${title(frame.e)}`);
      parent.under += frame.width;
      parent.last = Math.max(parent.last ?? 0, frame.right);
    }
    path[depth] = frame;
  }
  for (const frame of frames) {
    const lines_of_self = [...frame.e.querySelectorAll('rect')].filter((e) => e.classList.contains('o50')).map(rect);
    const self = lines_of_self[0]?.width ?? 0;
    if (frame.e.matches('.m') || !/\nself /.test(title(frame.e))) {
      // No callee has no share: a frame without self cost is filled by its callees, if it has any.
      if (frame.under > 0 && Math.abs(frame.under - frame.width) > 0.11) {
        found.frames.push(`${frame.under.toFixed(1)} px of callees under ${frame.width.toFixed(1)}: ${title(frame.e)}`);
      }
      continue;
    }
    const missing = frame.width - frame.under - self;
    // Less than 4 px of self time have no line.
    if (missing < -0.11 || missing > (self > 0 ? 0.11 : 4.11)) {
      found.frames.push(`${missing.toFixed(1)} px are neither callee nor self: ${title(frame.e)}`);
    }
  }
  for (const list of [found.pale_edges, found.strip, found.frames]) list.splice(4);
  return found;
}
