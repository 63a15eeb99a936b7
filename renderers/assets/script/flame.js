// The flame graph: a click zooms a frame to the full width, its callers become bars above it.
import {all, doc, flag, set, svg} from "./dom.js";
import {graph, items, plain} from "./items.js";
import {makeLabels} from "./labels.js";
import {start} from "./picture.js";
import {makeStage} from "./stage.js";
import {readTree} from "./tree.js";

// Nothing that is narrower gets a label.
const LABEL_PX = 25;

function makeFlame() {
  const box = graph.getBBox(), stage = makeStage(box.x, box.x + box.width, svg), {left, right, full, over} = stage;
  const patterns = all("pattern").map(e => [e, e.getAttribute("patternTransform")]), write = makeLabels();
  readTree();

  // Picture x = left + (x of the frame - from) * scale. above: the zoomed frame and its callers.
  let zoomed = null, scale = 1, from = left, above = [];
  const place = i => {
    const x = Math.max(left, left + (i.x - from) * scale);
    return {x, y: i.y, h: i.h, w: Math.max(0, Math.min(right, left + (i.x + i.w - from) * scale) - x)};
  };
  const relabel = () => {
    const labels = doc.createDocumentFragment();
    const label = i => write(i, place(i), i.n >= zoomed.n, labels);
    if (zoomed) {
      above.forEach(label);
      for (const i of items.slice(zoomed.n, zoomed.end)) if (i.w * scale > LABEL_PX) label(i);
    }
    over.replaceChildren(labels);
  };
  // Zooming moves one group and writes new labels. The frames themselves are not touched, however many they are.
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
  const step = (i, key) => {
    if (key == "ArrowUp") return i.up;
    if (key == "ArrowDown") return plain.filter(j => j.up == i).sort((a, b) => b.w - a.w)[0];
    const row = plain.filter(j => j.d == i.d && place(j).w);
    return row[row.indexOf(i) + (key == "ArrowLeft" ? -1 : 1)];
  };
  const told = hits => {
    // A hit below a hit is part of it already.
    let sum = 0, end = 0;
    for (const i of hits) if (i.n >= end) sum += i.w, end = i.end;
    return ` frames\u00a0· ${(sum / full * 100).toFixed(1)}%`;
  };
  const none = () => {};
  return {
    stage, show, place, step, told,
    find: id => items.find(i => i.id == id),
    searched: relabel,
    pressed: (key, choose) => key == "0" && choose(null),
    hover: none, home: none, segment: none,
  };
}

if (graph) start(makeFlame());
