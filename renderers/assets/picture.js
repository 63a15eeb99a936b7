// Behaviour of an opened picture, call graph or flame graph. The one script of the project: no network, no storage, no
// animation; it sets text content and attributes only. Comments, indentation and blanks around operators are stripped
// when it is embedded (CMakeLists.txt); what is left must stay within 10,240 bytes. So no string here holds " = ",
// ", " or the like.
//
// The file is complete without it. What it reads (scene.h says the same to the views):
//   svg data-view      "callgraph" or "flame"
//   .g                 the group that zooms; everything below is inside it but the strip
//   .n                 card: id, first rect = the card, data-i = ids that also stand in it, data-l = names in its rows
//   .eg                edge: data-a = id of the caller, data-b = id of the callee; lightest first
//   .f, .f.m           frame, merged slab: first rect = its place, document order = preorder, row = depth;
//                      data-n = label when it is not the title's first line
//   .s                 segment of the self-time strip: data-k = id of a card
//   title              first line = key of the function; the tooltip
// What it adds: class js on the root, dim/on/ci/co (lit callers and callees), srch/hit (search), par (ancestor of
// the zoomed frame).
(() => {
  "use strict";
  const doc = document, svg = doc.currentScript.ownerSVGElement, graph = svg.querySelector(".g");
  if (!graph) return;
  const flame = svg.dataset.view == "flame", html = "http://www.w3.org/1999/xhtml";
  const {width, height} = svg.viewBox.baseVal;
  const set = (e, attributes) => {
    for (const name in attributes) e.setAttribute(name, attributes[name]);
    return e;
  };
  const make = (name, attributes, parent, space) => {
    const e = set(doc.createElementNS(space || svg.namespaceURI, name), attributes);
    if (parent) parent.append(e);
    return e;
  };
  const all = what => [...svg.querySelectorAll(what)];
  const on = (target, types, handler, options) => {
    for (const type of types.split(" ")) target.addEventListener(type, handler, options);
  };
  const flag = (e, name, yes) => e.classList.toggle(name, !!yes);
  const toPicture = (x, y) => new DOMPoint(x, y).matrixTransform(svg.getScreenCTM().inverse());
  const literal = text => text.replace(/[^\w\s]/g, "\\$&");

  // One object a card or frame: e element, r first rect, x y w h its place, m merged slab.
  const items = all(flame ? ".f" : ".n").map(e => {
    const r = e.querySelector("rect"), [x, y, w, h] = ["x", "y", "width", "height"].map(a => +r.getAttribute(a));
    return e.item = {e, r, x, y, w, h, mid: Math.round(y + h / 2), m: e.matches(".m")};
  });
  const plain = items.filter(i => !i.m);
  // Our tooltip replaces the browser's, which would come up beside it a second later: a title that was shown is taken
  // out. Only then, because taking twenty thousand out at once is felt.
  const titleOf = (e, take) => {
    const title = e.firstElementChild, has = title && title.localName == "title";
    if (e.tip == null) e.tip = has ? title.textContent : "";
    if (take && has) title.remove(), set(e, {"aria-label": e.tip});
    return e.tip;
  };
  const keyOf = e => titleOf(e).split("\n")[0];

  flag(svg, "js", 1);
  set(svg, {role: "application"});
  if (plain[0]) plain[0].e.tabIndex = 0;

  // The zoomed group must not paint over header and footer.
  const box = graph.getBBox(), left = flame ? box.x : 0, right = flame ? left + box.width : width, full = right - left;
  make("rect", {x: left, y: box.y - 4, width: full - .5, height: box.height + 8}, make("clipPath", {id: "zc"}, svg));
  const wrap = make("g", {"clip-path": "url(#zc)"});
  graph.replaceWith(wrap);
  wrap.append(graph);
  const over = make("g", {class: "over"}, flame ? svg : graph);

  const panel = make("foreignObject", {x: width - 346, y: 41, width: 330, height: 20, class: "ui"}, svg);
  const bar = make("div", {}, panel, html);
  const input = make("input", {type: "search", placeholder: "Search (/)", "aria-label": "Search"}, bar, html);
  const count = make("output", {"aria-live": "polite"}, bar, html);
  const reset = make("button", {title: "Esc"}, bar, html);
  reset.textContent = "Reset";
  const bubble = make("foreignObject", {width: 360, class: "ui tip"}, svg), words = make("div", {}, bubble, html);
  const hideTip = () => set(bubble, {display: "none"});
  const showTip = (e, clientX, clientY) => {
    words.textContent = titleOf(e, 1);
    set(bubble, {display: e.tip ? "" : "none"});
    const {x, y} = toPicture(clientX, clientY), tall = words.offsetHeight + 4;
    set(bubble, {
      height: tall,
      x: Math.max(4, Math.min(width - 364, x + 12)),
      y: y + 14 + tall > height ? Math.max(0, y - tall - 10) : y + 14
    });
  };
  hideTip();

  // Permalinks: names in, FNV-1a out, so that they survive another run of the profiled program.
  const state = {f: "", q: ""};
  const link = change => {
    Object.assign(state, change);
    const parts = ["f", "q"].filter(name => state[name]).map(name => name + "=" + encodeURIComponent(state[name]));
    try {
      history.replaceState(null, "", "#" + parts.join("&"));
    } catch (e) {
      // A sandboxed frame has no history of its own.
    }
  };

  let chosen = null, find, choose, step, light = () => {}, home = light, placeOf = i => i;
  if (flame) {
    // Rows are depths and document order is preorder: parents and ends of subtrees follow in one pass. A row is known by
    // its middle, since some boxes are less high.
    const rows = [...new Set(items.map(i => i.mid))].sort((a, b) => a - b);
    if (items[0] && items[0].mid > rows[0]) rows.reverse();
    const depth = new Map(rows.map((mid, d) => [mid, d])), path = [];
    const close = (d, n) => {
      while (path.length > d) path.pop().end = n;
    };
    items.forEach((i, n) => {
      close(i.d = depth.get(i.mid), i.n = n);
      i.up = path[i.d - 1];
      path[i.d] = i;
      let hash = i.up ? i.up.id : 2166136261;
      for (const c of keyOf(i.e) + "\n") hash = Math.imul(hash ^ c.codePointAt(), 16777619);
      i.id = hash >>> 0;
    });
    close(0, items.length);

    const patterns = all("pattern").map(p => [p, p.getAttribute("patternTransform")]);
    const sample = graph.querySelector(".f>text"), pen = make("canvas", {}, null, html).getContext("2d");
    const low = sample ? sample.getAttribute("y") - sample.parentNode.item.mid : 4;
    pen.font = "11.5px Helvetica,Arial,Liberation Sans,sans-serif";
    const measure = text => pen.measureText(text).width;
    const label = (name, room) => {
      for (const cut of [/$/, /\(.*/, /^.*[/]/, /^.*[./:$]/]) {
        name = name.replace(cut, "") || name;
        if (measure(name) <= room) return name;
      }
      while (name && measure(name + "…") > room) name = name.slice(0, -1 - name.length / 9);
      return name && name + "…";
    };
    let k = 1, from = left, parents = [];
    placeOf = i => {
      const x = Math.max(left, left + (i.x - from) * k);
      return {x, y: i.y, h: i.h, w: Math.max(0, Math.min(right, left + (i.x + i.w - from) * k) - x)};
    };
    const write = (i, into) => {
      const {x, w} = placeOf(i), ink = /h(\d)/.exec(i.r.getAttribute("class"));
      const put = (text, at, anchor) =>
        make("text", {x: at, y: i.mid + low, class: (ink ? "i" + ink[1] : "") + anchor}, into).textContent = text;
      const figure = w > 90 && /[≈<]*[\d.]+%/.exec(titleOf(i.e).slice(keyOf(i.e).length));
      if (figure) put(figure[0], x + w - 5, " end");
      put(label(i.e.dataset.n || keyOf(i.e), w - 9 - (figure ? measure(figure[0]) + 8 : 0)), x + 4.5, "");
    };
    // Zooming moves one group and writes new labels. The frames themselves are not touched, however many they are.
    choose = target => {
      for (const p of parents) flag(p.e, "par");
      parents = [];
      for (let p = target; p = p && p.up;) parents.push(p);
      chosen = target;
      k = target ? full / target.w : 1;
      from = target ? target.x : left;
      set(graph, {transform: `matrix(${k} 0 0 1 ${left - from * k} 0)`});
      for (const [p, turn] of patterns) set(p, {patternTransform: `scale(${1 / k} 1)${turn}`});
      for (const e of all(".f>text,.f>path")) set(e, {display: target ? "none" : ""});
      const labels = doc.createDocumentFragment();
      if (target) {
        for (const p of parents) flag(p.e, "par", 1), write(p, labels);
        for (let n = target.n; n < target.end; n++) if (items[n].w * k > 25) write(items[n], labels);
      }
      over.replaceChildren(labels);
      link({f: target ? target.id.toString(16) : ""});
    };
    find = id => items.find(i => i.id.toString(16) == id);
    step = (i, key) => {
      if (key == "ArrowUp") return i.up;
      if (key == "ArrowDown") {
        return plain.filter(j => j.up == i).reduce((best, j) => best && best.w >= j.w ? best : j, null);
      }
      const row = plain.filter(j => j.d == i.d && placeOf(j).w);
      return row[row.indexOf(i) + (key == "ArrowLeft" ? -1 : 1)];
    };
  } else {
    const byId = new Map();
    for (const i of items) {
      i.in = [];
      i.out = [];
      for (const id of [i.e.id, ...(i.e.dataset.i || i.e.id).split(" ")]) byId.set(id, i);
    }
    for (const e of all(".eg")) {
      const a = byId.get(e.dataset.a), b = byId.get(e.dataset.b);
      if (a && b) a.out.unshift({e, to: b}), b.in.unshift({e, to: a});
    }
    light = (i, deep) => {
      if (chosen && !deep) return;
      for (const e of all(".on")) e.classList.remove("on", "ci", "co");
      flag(svg, "dim", i);
      if (!i) return;
      flag(i.e, "on", 1);
      for (const side of ["in", "out"]) {
        // A set that is walked takes in what is added on the way.
        const reached = new Set([i]);
        for (const at of reached) {
          for (const {e, to} of at[side]) {
            e.classList.add("on", side == "in" ? "ci" : "co");
            flag(to.e, "on", 1);
            if (deep) reached.add(to);
          }
        }
      }
    };
    choose = i => {
      chosen = i;
      light(i, 1);
      link({f: i ? i.e.id : ""});
    };
    find = id => byId.get(id);
    const order = items.slice().sort((a, b) => Math.abs(a.y - b.y) > 20 ? a.y - b.y : a.x - b.x);
    step = (i, key) => {
      const edges = {ArrowUp: i.in, ArrowDown: i.out}[key];
      return edges ? edges[0] && edges[0].to : order[order.indexOf(i) + (key == "ArrowLeft" ? -1 : 1)];
    };

    let scale = 1, dx = 0, dy = 0, drag = null;
    const view = (s, x, y) => {
      scale = s;
      dx = x;
      dy = y;
      set(graph, {transform: `translate(${x} ${y})scale(${s})`});
    };
    home = () => view(1, 0, 0);
    const zoom = (factor, x, y) => {
      const f = Math.max(.3, Math.min(6, scale * factor)) / scale;
      view(scale * f, x - (x - dx) * f, y - (y - dy) * f);
    };
    on(svg, "wheel", e => {
      if (!e.ctrlKey && !e.metaKey) return;
      e.preventDefault();
      const p = toPicture(e.clientX, e.clientY);
      zoom(e.deltaY < 0 ? 1.15 : .87, p.x, p.y);
    }, {passive: false});
    on(svg, "pointerdown", e => {
      drag = e.target.closest(".ui") ? null : {x: e.clientX, y: e.clientY, dx, dy};
    });
    on(svg, "pointermove", e => {
      if (!drag || !e.buttons) return;
      const x = e.clientX - drag.x, y = e.clientY - drag.y, px = 1 / svg.getScreenCTM().a;
      if (Math.hypot(x, y) > 3) drag.moved = 1;
      if (drag.moved) view(scale, drag.dx + x * px, drag.dy + y * px);
    });
    // The click that ends a drag chooses nothing.
    on(svg, "click", e => drag && drag.moved && e.stopImmediatePropagation(), true);
    on(doc, "keydown", e => {
      const factor = {"+": 1.2, "=": 1.2, "-": .83}[e.key];
      if (factor && e.target != input && !e.ctrlKey) zoom(factor, width / 2, box.y + 200);
    });
  }

  let hits = [], at = -1;
  const search = text => {
    let re;
    try {
      re = RegExp(text, "i");
    } catch (e) {
      re = RegExp(literal(text), "i");
    }
    hits = plain.filter(i => {
      const yes = text && re.test(titleOf(i.e) + "\n" + (i.e.dataset.l || ""));
      if (!yes != !i.hit) flag(i.e, "hit", i.hit = yes);
      return yes;
    });
    at = -1;
    flag(svg, "srch", text);
    // A hit below a hit is part of it already.
    let sum = 0, end = 0;
    for (const i of hits) if (flame && i.n >= end) sum += i.w, end = i.end;
    count.textContent = !text ? "" :
      hits.length + (flame ? ` frames\u00a0· ${(sum / full * 100).toFixed(1)}%` : " of " + items.length);
    link({q: text});
  };
  const focus = i => {
    if (!i) return;
    for (const e of all("[tabindex='0']")) e.tabIndex = -1;
    set(i.e, {role: "button"}).tabIndex = 0;
    titleOf(i.e, 1);
    i.e.focus();
  };
  const clear = () => {
    search(input.value = "");
    choose(null);
    home();
    hideTip();
  };

  let hovered;
  const groupAt = e => e.target.closest(".n,.f,.eg,.s");
  const itemOf = g => g && (g.item || (flame ? null : find(g.dataset.k)));
  const pick = i => i.m || choose(chosen == i ? null : i);
  on(svg, "pointermove", e => {
    const g = groupAt(e);
    if (g) showTip(g, e.clientX, e.clientY);
    else hideTip();
    if (hovered != g) light(itemOf(hovered = g));
  });
  on(svg, "pointerleave focusout", () => {
    for (const e of all(".ring")) e.remove();
    hideTip();
    light(hovered = null);
  });
  on(svg, "click", e => {
    const g = groupAt(e), i = itemOf(g);
    if (i) pick(i);
    else if (g && g.matches(".s")) search(input.value = literal(keyOf(g)));
    else if (!g && chosen && !e.target.closest(".ui")) choose(null);
  });
  on(svg, "focusin", e => {
    const i = e.target.item;
    if (!i) return;
    const {x, y, w, h} = placeOf(i), place = make("rect", {x, y, width: w, height: h, class: "ring"}, over);
    const at = place.getBoundingClientRect();
    light(i);
    showTip(i.e, at.left, at.bottom);
  });
  on(doc, "keydown", e => {
    const key = e.key, i = e.target.item, n = hits.length;
    if (key == "Escape") return clear(), e.target.blur && e.target.blur();
    if (e.target == input && key == "Enter") focus(hits[at = 0]);
    if (e.target == input || e.ctrlKey || e.metaKey || e.altKey) return;
    if (key == "/") e.preventDefault(), input.focus();
    if (key == "0") home(), flame && choose(null);
    if (/^n$/i.test(key) && n) focus(hits[at = (key == "n" ? at + 1 : at + n - (at >= 0)) % n]);
    if (!i) return;
    if (/^Arrow|Enter|^ $/.test(key)) e.preventDefault(), /^A/.test(key) ? focus(step(i, key)) : pick(i);
  });
  let timer;
  on(input, "input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => search(input.value.trim()), 100);
  });
  on(reset, "click", clear);

  const restore = () => {
    const wanted = {f: "", q: ""};
    for (const part of location.hash.slice(1).split("&")) {
      const [name, value] = part.split("=");
      try {
        wanted[name] = decodeURIComponent(value || "");
      } catch (e) {
        // A broken link opens the picture as it is.
      }
    }
    if (wanted.q != state.q) search(input.value = wanted.q);
    if (wanted.f != state.f) choose(find(wanted.f) || null);
  };
  on(window, "hashchange", restore);
  restore();
})();
