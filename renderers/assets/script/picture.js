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
import {listenToPointer} from "./pointer.js";
import {makeRing} from "./ring.js";
import {literal, makeSearch} from "./search.js";
import {makeTooltip} from "./tooltip.js";

export function start(view) {
  const finder = makeSearch(view), tooltip = makeTooltip(), {input, search} = finder, {mark, markAgain} = makeRing(view);
  let chosen = null;
  flag(svg, "js", true);
  set(svg, {role: "application"});
  if (plain[0]) plain[0].e.tabIndex = 0;

  const choose = i => {
    chosen = i;
    view.show(i);
    markAgain();
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

  listenToPointer(view, tooltip, {
    pick,
    mark,
    // A click on what is no item: a segment of the strip searches its function, the empty page releases.
    missed: (group, e) => {
      if (group && group.matches(".s")) searchFor(literal(keyOf(group)));
      else if (!group && chosen && !e.target.closest(".ui")) choose(null);
    },
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
