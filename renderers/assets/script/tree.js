// The tree of a flame graph, read back from where its frames stand.
//
// Rows are depths and document order is preorder, so one pass finds for each item: n its number, d its depth, up its
// caller, end the number after the last frame below it (its subtree is [n, end)), id what a link calls it.
import {items, keyOf} from "./items.js";

// FNV-1a over the names on the way down, so that a link survives another run of the profiled program.
const BASIS = 2166136261, PRIME = 16777619;

export function readTree() {
  // A row is known by its middle, since some boxes are less high. The root comes first: when it is not in the highest
  // row, the picture stands on its head.
  const rows = [...new Set(items.map(i => i.mid))].sort((a, b) => a - b);
  if (items[0] && items[0].mid > rows[0]) rows.reverse();
  const depths = new Map(rows.map((mid, depth) => [mid, depth]));

  // The items from the root down to the one before; what is as deep or deeper ends where the next begins.
  const path = [];
  const close = (depth, n) => {
    while (path.length > depth) path.pop().end = n;
  };
  items.forEach((i, n) => {
    i.n = n;
    i.d = depths.get(i.mid);
    close(i.d, n);
    i.up = path[i.d - 1];
    path[i.d] = i;
    i.hash = i.up ? i.up.hash : BASIS;
    for (const c of keyOf(i.e) + "\n") i.hash = Math.imul(i.hash ^ c.codePointAt(), PRIME);
    i.id = (i.hash >>> 0).toString(16);
  });
  close(0, items.length);
}
