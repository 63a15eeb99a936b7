// Behaviour of an opened picture, call graph or flame graph. The one script of the project: no network, no storage, no
// animation; it sets text content and values only. Comments, indentation and blanks around operators are stripped
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
// What it adds: class js on the root, dim/on/ci/co (lit callers and callees), srch/hit (search); in a zoomed flame graph
// z on the group and par on the frames above the chosen one.
(() => {
  const doc = document, svg = doc.currentScript.ownerSVGElement, graph = svg.querySelector(".g");
  if (!graph) return;
  const flame = svg.dataset.view == "flame", html = "http://www.w3.org/1999/xhtml", {width, height} = svg.viewBox.baseVal;
  const set = (e, values) => {
    for (const name in values) e.setAttribute(name, values[name]);
    return e;
  };
  const make = (name, values, parent, space) => {
    const e = set(doc.createElementNS(space || svg.namespaceURI, name), values);
    if (parent) parent.append(e);
    return e;
  };
  const all = what => [...svg.querySelectorAll(what)];
  const on = (target, types, handler, options) => {
    for (const type of types.split(" ")) target.addEventListener(type, handler, options);
  };
  const flag = (e, name, yes) => e.classList.toggle(name, !!yes),
    toPicture = (x, y) => new DOMPoint(x, y).matrixTransform(svg.getScreenCTM().inverse()),
    literal = text => text.replace(/[^\w\s]/g, "\\$&");

  // One object a card or frame: e element, r first rect, x y w h its place, m merged slab.
  const items = all(flame ? ".f" : ".n").map(e => {
    const r = e.querySelector("rect"), [x, y, w, h] = ["x", "y", "width", "height"].map(a => +r.getAttribute(a));
    return e.item = {e, r, x, y, w, h, mid: Math.round(y + h / 2), m: e.matches(".m")};
  });
  const plain = items.filter(i => !i.m);
  // Our tooltip replaces the browser's, which would come up beside it a second later: a title that was shown is taken
  // out. Only then, because taking twenty thousand out at once is felt.
  const tipOf = (e, take) => {
    const title = e.querySelector("title");
    e.tip ??= title ? title.textContent : "";
    if (take && title) title.remove(), set(e, {"aria-label": e.tip});
    return e.tip;
  };
  const keyOf = e => tipOf(e).split("\n")[0];

  flag(svg, "js", 1);
  set(svg, {role: "application"});
  if (plain[0]) plain[0].e.tabIndex = 0;

  // The zoomed group must not paint over header and footer.
  const box = graph.getBBox(), left = flame ? box.x : 0, right = flame ? left + box.width : width, full = right - left;
  make("rect", {x: left, y: box.y - 4, width: full - .5, height: box.height + 8}, make("clipPath", {id: "zc"}, svg));
  const wrap = make("g", {"clip-path": "url(#zc)"});
  graph.replaceWith(wrap);
  wrap.append(graph);
  const over = make("g", {class: "over"}, flame ? svg : graph), ring = make("rect", {class: "ring"}, over.parentNode);

  const panel = make("foreignObject", {x: width - 346, y: 41, width: 330, height: 20, class: "ui"}, svg),
    bar = make("div", {}, panel, html),
    input = make("input", {type: "search", placeholder: "Search (/)", "aria-label": "Search"}, bar, html),
    count = make("output", {"aria-live": "polite"}, bar, html),
    reset = make("button", {title: "Esc"}, bar, html);
  reset.textContent = "Reset";
  const bubble = make("foreignObject", {width: 360, class: "ui tip"}, svg), words = make("div", {}, bubble, html);
  const hideTip = () => set(bubble, {display: "none"});
  const showTip = (e, clientX, clientY) => {
    words.textContent = tipOf(e, 1);
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
  const state = new URLSearchParams(), link = (name, value) => {
    if (value) state.set(name, value);
    else state.delete(name);
    state.sort();
    try {
      history.replaceState(null, "", "#" + state);
    } catch {
      // A sandboxed frame has no history of its own.
    }
  };
  let chosen = null, focused = null, find, choose, step, light = () => {}, home = light, relabel = light, mark = light, place = i => i;
  if (flame) {
    // Rows are depths and document order is preorder: above and ends of subtrees follow in one pass. A row is known by
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
      let hash = i.up ? i.up.hash : 2166136261;
      for (const c of keyOf(i.e) + "\n") hash = Math.imul(hash ^ c.codePointAt(), 16777619);
      i.hash = hash;
      i.id = (hash >>> 0).toString(16);
    });
    close(0, items.length);

    const patterns = all("pattern").map(p => [p, p.getAttribute("patternTransform")]);
    const pen = make("canvas", {}, null, html).getContext("2d");
    pen.font = "11.5px Helvetica,Arial,Liberation Sans,sans-serif";
    const wide = text => pen.measureText(text).width;
    // From the longest form of a name to the shortest: whole, without arguments, without path, Class.method, method.
    // operator() and (anonymous namespace) keep their brackets.
    const given = /(?<!operator)(?<=[\w>)]) ?(\([^()<>]*\)|<[^()<>]*>)/g;
    const formsOf = name => {
      let bare = name, last;
      if (/^[<[]/.test(name)) return [name];
      while (bare != last) bare = (last = bare).replace(given, "");
      const starts = [...bare.matchAll(/([./]|::)(?![./:\d]|$)/g)].map(at => at.index + at[0].length).reverse();
      return [name, bare, ...[bare.lastIndexOf("/") + 1, starts[1], starts[0]].map(at => bare.slice(at))];
    };
    // No letter is narrower than 3 px on average: what is hopeless is not measured.
    const fit = (forms, room) => forms.find(form => form.length * 3 < room && wide(form) <= room);
    // Both ends of a name are kept, and at least eight letters of it.
    const cut = (name, room) => {
      const letters = [...name];
      for (let n = Math.min(letters.length - 1, room / 4 | 0); n > 7;) {
        const text = letters.slice(0, (n + 1) / 2).join("") + "…" + letters.slice(-(n >> 1)).join("");
        if (wide(text) <= room) return text;
        n = Math.min(n - 1, n * room / wide(text) | 0);
      }
    };
    let k = 1, from = left, above = [];
    place = i => {
      const x = Math.max(left, left + (i.x - from) * k);
      return {x, y: i.y, h: i.h, w: Math.max(0, Math.min(right, left + (i.x + i.w - from) * k) - x)};
    };
    const write = i => {
      const {x, w} = place(i), room = w - 9, key = keyOf(i.e), step = /\b([hd])(\d)/.exec(i.r.getAttribute("class"));
      const ink = step && i.n >= chosen.n ? (step[1] == "h" ? "i" : "j") + step[2] : "";
      const put = (text, at, end) => {
        if (text) make("text", {x: at, y: i.y + i.h / 2 + 4, class: ink + end + (i.hit ? " hit" : "")}, labels).textContent = text;
      };
      if (!i.forms) {
        const ends = (i.e.dataset.n || key).split(" › ").map(formsOf);
        i.forms = ends[0].map((form, n) => ends.map(end => end[n] || end[0]).join(" › "));
      }
      // The package goes first, then the figure, then the middle of the name.
      let figure = w > 90 && /(?<=^\n)[≈<]*[\d.]+%/.exec(tipOf(i.e).slice(key.length)), less = figure ? wide(figure) + 8 : 0;
      let text = fit(i.forms, room - less);
      if (!text) figure = 0, text = fit(i.forms, room) || !i.m && cut(i.forms.at(-1), room);
      put(text, x + 4.5, "");
      if (figure) put(figure, x + w - 5, " end");
    };
    let labels;
    relabel = () => {
      labels = doc.createDocumentFragment();
      if (chosen) {
        above.forEach(write);
        for (let n = chosen.n; n < chosen.end; n++) if (items[n].w * k > 25) write(items[n]);
      }
      over.replaceChildren(labels);
    };
    // Zooming moves one group and writes new labels. The frames themselves are not touched, however many they are.
    choose = target => {
      for (const p of above) flag(p.e, "par");
      above = [];
      for (let p = target; p = p && p.up;) above.push(p), flag(p.e, "par", 1);
      chosen = target;
      k = target ? full / target.w : 1;
      from = target ? target.x : left;
      flag(graph, "z", target);
      set(graph, {transform: `matrix(${k} 0 0 1 ${left - from * k} 0)`});
      for (const [p, turn] of patterns) set(p, {patternTransform: `scale(${1 / k} 1)${turn}`});
      relabel();
      mark(focused);
      link("f", target && target.id);
    };
    find = id => items.find(i => i.id == id);
    step = (i, key) => {
      if (key == "ArrowUp") return i.up;
      if (key == "ArrowDown") return plain.filter(j => j.up == i).sort((a, b) => b.w - a.w)[0];
      const row = plain.filter(j => j.d == i.d && place(j).w);
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
      link("f", i && i.e.id);
    };
    find = id => byId.get(id);
    const order = items.slice().sort((a, b) => a.y - b.y || a.x - b.x);
    step = (i, key) => {
      const edges = {ArrowUp: i.in, ArrowDown: i.out}[key];
      return edges ? edges[0] && edges[0].to : order[order.indexOf(i) + (key == "ArrowLeft" ? -1 : 1)];
    };

    let scale = 1, dx = 0, dy = 0, drag = null;
    const view = (s, x, y) => {
      [scale, dx, dy] = [s, x, y];
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
    on(svg, "click", e => {
      if (drag && drag.moved) e.stopImmediatePropagation();
      drag = null;
    }, true);
    on(doc, "keydown", e => {
      const factor = {"+": 1.2, "=": 1.2, "-": .83}[e.key];
      if (factor && e.target != input && !e.ctrlKey) zoom(factor, width / 2, box.y + 200);
    });
  }

  mark = i => {
    const {x, y, w, h} = (focused = i) ? place(i) : {w: 0};
    set(ring, w ? {x, y, width: w, height: h, display: ""} : {display: "none"});
  };
  mark();

  let hits = [], at = -1;
  const search = (text, re) => {
    try {
      // One that is too large says so only when it is used.
      (re = RegExp(text, "i")).test();
    } catch {
      re = RegExp(literal(text.slice(0, 99)), "i");
    }
    hits = plain.filter(i => {
      const yes = text && re.test(tipOf(i.e) + "\n" + [i.e.dataset.l]);
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
    relabel();
    link("q", text);
  };
  const focus = i => {
    if (!i) return;
    for (const e of all("[tabindex='0']")) e.tabIndex = -1;
    i.e.tabIndex = 0;
    tipOf(i.e, 1);
    i.e.focus();
  };
  const clear = () => {
    search(input.value = "");
    choose(null);
    home();
    hideTip();
  };

  let hovered;
  const groupAt = e => e.target.closest(".n,.f,.eg,.s"),
    itemOf = g => g && (g.item || (flame ? null : find(g.dataset.k))),
    pick = i => i.m || choose(chosen == i ? null : i);
  on(svg, "pointermove", e => {
    const g = groupAt(e);
    if (g) showTip(g, e.clientX, e.clientY);
    else hideTip();
    if (hovered != g) light(itemOf(hovered = g));
  });
  on(svg, "pointerleave focusout", e => {
    if (e.type == "focusout") mark();
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
    set(i.e, {role: "button"});
    mark(i);
    const at = ring.getBoundingClientRect();
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
  on(input, "input", () => search(input.value.trim()));
  on(reset, "click", clear);

  const restore = () => {
    const wanted = new URLSearchParams(location.hash.slice(1)), [f, q] = ["f", "q"].map(name => wanted.get(name) || "");
    if (q != (state.get("q") || "")) search(input.value = q);
    if (f != (state.get("f") || "")) choose(find(f) || null);
  };
  on(window, "hashchange", restore);
  restore();
})();
