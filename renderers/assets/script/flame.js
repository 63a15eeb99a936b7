// The flame graph: where a script of one begins.
import {svg} from "./dom.js";
import {makeFlameZoom} from "./flame_zoom.js";
import {graph, items, plain} from "./items.js";
import {start} from "./picture.js";
import {makeStage} from "./stage.js";
import {readTree} from "./tree.js";

function makeFlame() {
  const {x, width} = graph.getBBox(), stage = makeStage(x, x + width, svg), {place, relabel, show} = makeFlameZoom(stage);
  readTree();
  const step = (i, key) => {
    if (key == "ArrowUp") return i.up;
    // To the heaviest callee.
    if (key == "ArrowDown") return plain.filter(j => j.up == i).sort((a, b) => b.w - a.w)[0];
    // Only along what is in sight of the row.
    const row = plain.filter(j => j.d == i.d && place(j).w);
    return row[row.indexOf(i) + (key == "ArrowLeft" ? -1 : 1)];
  };
  const told = hits => {
    // A hit below a hit is part of it already.
    let sum = 0, end = 0;
    for (const i of hits) if (i.n >= end) sum += i.w, end = i.end;
    return ` frames\u00a0· ${(sum / stage.full * 100).toFixed(1)}%`;
  };
  const none = () => {};
  return {
    stage, show, place, step, told,
    find: id => items.find(i => i.id == id),
    searched: relabel,
    pressed: (key, choose) => key == "0" && choose(null),
    // Nothing is lit, moved by hand or stands elsewhere for a frame.
    hover: none, home: none, segment: none,
  };
}

if (graph) start(makeFlame());
