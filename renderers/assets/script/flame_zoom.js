// Zooming of the flame graph: a frame gets the full width, its callers become bars above it, and labels are written anew.
import {all, doc, flag, set} from "./dom.js";
import {graph, items} from "./items.js";
import {makeLabels} from "./labels.js";

// Nothing that is narrower gets a label.
const LABEL_PX = 25;

export function makeFlameZoom({left, right, full, over}) {
  const patterns = all("pattern").map(e => [e, e.getAttribute("patternTransform")]), write = makeLabels();
  // In the picture x = left + (x of the frame - from) * scale. above: the callers of the zoomed frame.
  let zoomed = null, scale = 1, from = left, above = [];
  const place = i => {
    const x = Math.max(left, left + (i.x - from) * scale);
    return {x, y: i.y, h: i.h, w: Math.max(0, Math.min(right, left + (i.x + i.w - from) * scale) - x)};
  };
  const relabel = () => {
    const labels = doc.createDocumentFragment(), label = i => write(i, place(i), i.n >= zoomed.n, labels);
    if (zoomed) {
      above.forEach(label);
      for (const i of items.slice(zoomed.n, zoomed.end)) if (i.w * scale > LABEL_PX) label(i);
    }
    over.replaceChildren(labels);
  };
  // Moves one group and writes new labels. The frames themselves are not touched, however many they are.
  const show = target => {
    for (const i of above) flag(i.e, "par");
    above = [];
    for (let i = target; i = i && i.up;) above.push(i), flag(i.e, "par", true);
    zoomed = target;
    scale = target ? full / target.w : 1;
    from = target ? target.x : left;
    flag(graph, "z", target);
    set(graph, {transform: `matrix(${scale} 0 0 1 ${left - from * scale} 0)`});
    // Hatches would be stretched with their frames.
    for (const [e, turn] of patterns) set(e, {patternTransform: `scale(${1 / scale} 1)${turn}`});
    relabel();
  };
  return {place, relabel, show};
}
