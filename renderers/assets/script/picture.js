// What call graph and flame graph have in common when they are opened: pointer, tooltip, focus, search, keys, links.
// The picture is complete without it.
//
// A view is an object of functions:
//   stage             what makeStage() made
//   show(i)           chooses an item, or none with null
//   hover(i)          an item is under the pointer or focused; undefined: none is
//   home()            undoes panning and zooming by hand
//   find(id)          the item of a link or of a segment of the strip
//   step(i, key)      where an arrow key leads from an item
//   pressed(key, choose)  a key without meaning here; choose(i) is what chooses
//   place(i)          where an item is drawn now: x, y, w, h; w is 0 when it is out of sight
//   told(hits)        the words after the number of hits
//   searched()        the marks of the search have changed
//   segment(e)        the item that a segment of the strip stands for; undefined: it is only searched for
import {flag, on, set, svg} from "./dom.js";
import {keyOf, plain} from "./items.js";
import {listenToKeys} from "./keyboard.js";
import {readLink, writeLink, written} from "./permalink.js";
import {literal, makeSearch} from "./search.js";
import {makeTooltip} from "./tooltip.js";

export function start(view) {
  const {ring} = view.stage, finder = makeSearch(view), tooltip = makeTooltip(), {input, search} = finder;
  let chosen = null, focused, hovered;
  flag(svg, "js", true);
  set(svg, {role: "application"});
  if (plain[0]) plain[0].e.tabIndex = 0;

  // The ring is an element of its own: outlines of elements in a scaled group would be scaled too.
  const mark = i => {
    const {x, y, w, h} = (focused = i) ? view.place(i) : {w: 0};
    set(ring, w ? {x, y, width: w, height: h, display: ""} : {display: "none"});
  };
  const choose = i => {
    chosen = i;
    view.show(i);
    mark(focused);
    writeLink("f", i && i.id);
  };
  const pick = i => i.m || choose(chosen == i ? null : i);
  const searchFor = text => search(input.value = text);
  const clear = () => {
    searchFor("");
    choose(null);
    view.home();
    tooltip.hide();
  };
  mark();

  const groupAt = e => e.target.closest(".n,.f,.eg,.s"), itemOf = group => group && (group.item || view.segment(group));
  on(svg, "pointermove", e => {
    const group = groupAt(e);
    if (group) tooltip.show(group, e.clientX, e.clientY);
    else tooltip.hide();
    if (hovered != group) view.hover(itemOf(hovered = group));
  });
  on(svg, "pointerleave focusout", e => {
    if (e.type == "focusout") mark();
    tooltip.hide();
    view.hover(hovered = undefined);
  });
  on(svg, "click", e => {
    const group = groupAt(e), i = itemOf(group);
    if (i) pick(i);
    else if (group && group.matches(".s")) searchFor(literal(keyOf(group)));
    else if (!group && chosen && !e.target.closest(".ui")) choose(null);
  });
  on(svg, "focusin", e => {
    const i = e.target.item;
    if (!i) return;
    set(i.e, {role: "button"});
    mark(i);
    const at = ring.getBoundingClientRect();
    view.hover(i);
    tooltip.show(i.e, at.left, at.bottom);
  });
  on(input, "input", () => search(input.value.trim()));
  on(finder.reset, "click", clear);
  listenToKeys(view, finder, {clear, choose, pick});

  // Only what differs is done again: another picture's entry may be what has changed.
  const restore = () => {
    const [f, q] = [readLink("f"), readLink("q")];
    if (q != written.q) searchFor(q);
    if (f != written.f) choose(view.find(f) || null);
  };
  on(window, "hashchange", restore);
  restore();
}
