// What is measured inside the page, on one SVG element: plain figures and lists of offenders. Runs in the browser, so
// it may use nothing from outside. Offenders are cut to the first few, so that a failure stays readable.
export function measure(svg) {
  const all = [...svg.querySelectorAll('*')];
  const frame = svg.getBoundingClientRect();
  const hidden = (e) => e.closest('defs, clipPath, pattern, .ui') || getComputedStyle(e).visibility === 'hidden' ||
    getComputedStyle(e).display === 'none';

  // ---- colours: fills are composed in painting order below a point
  const channels = (css) => (css.match(/[\d.]+/g) || []).map(Number);
  const blend = (over, alpha, under) => under.map((u, i) => over[i] * alpha + u * (1 - alpha));
  const linear = (c) => ((c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
  const luminance = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  const ratio = (a, b) => {
    const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
    return (high + 0.05) / (low + 0.05);
  };
  const alpha_of = (e, style, which) => {
    let alpha = +style[which];
    for (let at = e; at && at !== svg.parentNode; at = at.parentElement) alpha *= +getComputedStyle(at).opacity;
    return alpha;
  };
  const shapes = [];
  const texts = [];
  all.forEach((e, order) => {
    if (hidden(e)) return;
    const style = getComputedStyle(e);
    if (e.tagName === 'text' && e.textContent.trim() && e.getNumberOfChars() > 0) texts.push({ e, order, style });
    if (/^(rect|path|polygon|circle|ellipse)$/.test(e.tagName) && style.fill !== 'none' && !style.fill.startsWith('url')) {
      shapes.push({ e, order, box: e.getBoundingClientRect(), colour: channels(style.fill), alpha: alpha_of(e, style, 'fillOpacity') });
    }
  });
  const covers = (shape, x, y) => {
    const { box } = shape;
    if (x < box.left || x > box.right || y < box.top || y > box.bottom) return false;
    const local = new DOMPoint(x, y).matrixTransform(shape.e.getScreenCTM().inverse());
    return shape.e.isPointInFill(local);
  };
  const backdrop = (order, x, y) => {
    let colour = [255, 255, 255];
    for (const shape of shapes) {
      if (shape.order > order) break;
      if (covers(shape, x, y)) colour = blend(shape.colour, shape.alpha * (shape.colour[3] ?? 1), colour);
    }
    return colour;
  };

  // ---- texts: their ink is taken from 0.72 em above the baseline to 0.2 em below
  const runs = texts.map(({ e, order, style }) => {
    const matrix = e.getScreenCTM();
    const scale = Math.hypot(matrix.a, matrix.b);
    const size = parseFloat(style.fontSize) * scale;
    const box = e.getBoundingClientRect();
    const start = e.getStartPositionOfChar(0);
    const baseline = new DOMPoint(start.x, start.y).matrixTransform(matrix).y;
    const middle = (baseline - size * 0.36);
    const ink = channels(style.fill);
    const contrasts = [0.05, 0.5, 0.95].map((at) => {
      const under = backdrop(order, box.left + box.width * at, middle);
      return ratio(blend(ink, alpha_of(e, style, 'fillOpacity'), under), under);
    });
    return { text: e.textContent, order, size, left: box.left, right: box.right, top: baseline - size * 0.72,
             bottom: baseline + size * 0.2, middle, contrast: Math.min(...contrasts) };
  });

  const overlaps = [];
  const sorted = [...runs].sort((a, b) => a.left - b.left);
  for (let i = 0; i < sorted.length; ++i) {
    for (let j = i + 1; j < sorted.length && sorted[j].left < sorted[i].right; ++j) {
      const [a, b] = [sorted[i], sorted[j]];
      const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (wide > 1 && high > 1) overlaps.push(`${a.text} | ${b.text}`);
    }
  }
  // A text stays within the smallest box that it begins in and that is painted before it.
  const overflows = [];
  const clipped = [];  // at top or bottom
  for (const run of runs) {
    let home = null;
    for (const shape of shapes) {
      if (shape.order > run.order) break;
      const narrow = shape.e.tagName === 'rect' && shape.box.width < frame.width * 0.9 && shape.box.height >= run.size;
      if (narrow && covers(shape, (run.left + run.right) / 2, run.middle)) {
        if (!home || shape.box.width < home.width) home = shape.box;
      }
    }
    if (home && (run.left < home.left - 0.5 || run.right > home.right + 0.5)) overflows.push(run.text);
    if (home && (run.top < home.top - 0.5 || run.bottom > home.bottom + 0.5)) clipped.push(run.text);
  }
  const outside = runs.filter((run) => run.left < frame.left - 0.5 || run.right > frame.right + 0.5 ||
    run.top < frame.top - 0.5 || run.bottom > frame.bottom + 0.5).map((run) => run.text);

  const few = (list) => list.slice(0, 5);
  const low = runs.filter((run) => run.contrast < 4.5);
  return {
    texts: runs.length,
    smallest_px: Math.min(...runs.map((run) => run.size)),
    lowest_contrast: Math.min(...runs.map((run) => run.contrast)),
    low_contrast: few(low.map((run) => `${run.text} (${run.contrast.toFixed(2)})`)),
    overlaps: few(overlaps),
    overflows: few(overflows),
    clipped: few(clipped),
    outside: few(outside),
    width: frame.width,
    height: frame.height,
  };
}
