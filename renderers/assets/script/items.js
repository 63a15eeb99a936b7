// The cards or frames of the picture: what can be pointed at, chosen, searched and focused.
//
// What is read here and in the views (renderers/scene.h says the same to those who write it):
//   .g                 the group that zooms; everything below is inside it but the strip
//   .n                 card: data-id, first rect = the card, data-i = ids that also stand in it, data-l = names in its rows
//   .eg                edge: data-a = id of the caller, data-b = id of the callee; lightest first
//   .f, .f.m           frame, merged slab: first rect = its place, document order = preorder, row = depth;
//                      data-n = label when it is not the title's first line
//   .s                 segment of the self-time strip: data-k = id of a card
//   title              first line = key of the function; the tooltip
// What the script adds: class js on the root, dim/on/ci/co (lit callers and callees), srch/hit (search); in a zoomed
// flame graph z on the group and par on the frames above the chosen one.
import {all, set, svg} from "./dom.js";

// Null when there is nothing to draw; then the script leaves the picture as it is.
export const graph = svg.querySelector(".g");

// One object a card or frame: e element, r first rect, x y w h its place, mid its middle, m merged slab.
export const items = all(".n,.f").map(e => {
  const r = e.querySelector("rect"), [x, y, w, h] = ["x", "y", "width", "height"].map(name => +r.getAttribute(name));
  return e.item = {e, r, x, y, w, h, mid: Math.round(y + h / 2), m: e.matches(".m")};
});
export const plain = items.filter(i => !i.m);

// Our tooltip replaces the browser's, which would come up beside it a second later: a title that was shown is taken
// out. Only then, because taking twenty thousand out at once is felt.
export const tipOf = (e, take) => {
  const title = e.querySelector("title");
  e.tip ??= title ? title.textContent : "";
  if (take && title) {
    title.remove();
    set(e, {"aria-label": e.tip});
  }
  return e.tip;
};
export const keyOf = e => tipOf(e).split("\n")[0];
