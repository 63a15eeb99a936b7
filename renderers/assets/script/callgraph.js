// The call graph: hovering lights the callers and callees of a card, a click pins all that leads to it and from it.
import {all, flag, svg, width} from "./dom.js";
import {graph, items} from "./items.js";
import {makePanZoom} from "./pan_zoom.js";
import {start} from "./picture.js";
import {makeStage} from "./stage.js";

// Gives each card its edges, heaviest first: in those of its callers, out those of its callees. Returns the cards by
// the ids of all functions that stand in them.
function readEdges() {
  const byId = new Map();
  for (const i of items) {
    const {id, i: more} = i.e.dataset;
    Object.assign(i, {id, in: [], out: []});
    for (const each of [id, ...(more || id).split(" ")]) byId.set(each, i);
  }
  for (const e of all(".eg")) {
    const caller = byId.get(e.dataset.a), callee = byId.get(e.dataset.b);
    // The document has the lightest first.
    if (caller && callee) caller.out.unshift({e, to: callee}), callee.in.unshift({e, to: caller});
  }
  return byId;
}

// Lights card i and what is one step away from it, or all steps when `deep`; without a card nothing is lit.
function light(i, deep) {
  for (const e of all(".on")) e.classList.remove("on", "ci", "co");
  flag(svg, "dim", i);
  if (!i) return;
  flag(i.e, "on", true);
  for (const side of ["in", "out"]) {
    // A set that is walked takes in what is added on the way.
    const reached = new Set([i]);
    for (const at of reached) {
      for (const {e, to} of at[side]) {
        e.classList.add("on", side == "in" ? "ci" : "co");
        flag(to.e, "on", true);
        if (deep) reached.add(to);
      }
    }
  }
}

function makeCallGraph() {
  const stage = makeStage(0, width, graph), byId = readEdges(), find = id => byId.get(id);
  const order = [...items].sort((a, b) => a.y - b.y || a.x - b.x);
  let pinned = null;
  const step = (i, key) => {
    const edges = {ArrowUp: i.in, ArrowDown: i.out}[key];
    return edges ? edges[0] && edges[0].to : order[order.indexOf(i) + (key == "ArrowLeft" ? -1 : 1)];
  };
  return {
    stage, find, step,
    ...makePanZoom(stage.top),
    show: i => light(pinned = i, true),
    // What is pinned stays lit.
    hover: i => pinned || light(i),
    place: i => i,
    told: () => " of " + items.length,
    searched: () => {},
    segment: e => find(e.dataset.k),
  };
}

if (graph) start(makeCallGraph());
