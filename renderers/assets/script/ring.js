// The ring around the focused item. An element of its own: the outline of one in a scaled group would be scaled too.
import {set} from "./dom.js";

export function makeRing(view) {
  let focused;
  // Around item i, or nowhere. Returns the element.
  const mark = i => {
    const {x, y, w, h} = (focused = i) ? view.place(i) : {w: 0};
    return set(view.stage.ring, w ? {x, y, width: w, height: h, display: ""} : {display: "none"});
  };
  mark();
  return {mark, markAgain: () => mark(focused)};
}
