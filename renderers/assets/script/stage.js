// What is put around the group that zooms, so that a view can move it and write over it.
import {make, svg} from "./dom.js";
import {graph} from "./items.js";

// left, right, full: the zooming area and its width; top: where the group begins. over: a layer for what a view writes;
// it and the ring of the focus lie above all items, within `parent`.
export function makeStage(left, right, parent) {
  // The zoomed group must not paint over header and footer.
  const {y, height: tall} = graph.getBBox(), id = svg.id + "-clip", clip = make("clipPath", {id}, svg);
  make("rect", {x: left, y: y - 4, width: right - left - .5, height: tall + 8}, clip);
  const wrap = make("g", {"clip-path": `url(#${id})`});
  graph.replaceWith(wrap);
  wrap.append(graph);
  return {left, full: right - left, right, top: y, over: make("g", {class: "over"}, parent), ring: make("rect", {class: "ring"}, parent)};
}
