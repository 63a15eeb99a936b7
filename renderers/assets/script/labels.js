// Labels of the frames of a zoomed flame graph: as much of a name as there is room for.
import {html, make} from "./dom.js";
import {keyOf, tipOf} from "./items.js";

// No letter is narrower on average: what is hopeless is not measured. And what a name that is cut keeps at least.
const NARROWEST_PX = 3, LEAST_LETTERS = 8;

// Brackets that follow a name: its arguments. operator() and (anonymous namespace) keep theirs.
const ARGUMENTS = /(?<!operator)(?<=[\w>)]) ?(\([^()<>]*\)|<[^()<>]*>)/g;
// Where a part of a path or of a qualified name ends and another follows. What says nothing without the function that it
// is in stays with it: {{closure}}, <locals>, func1, operator(); so does the suffix of a file.
const SEPARATORS = /([./]|::)(?![./:\d{<]|func\d|operator\(|(so|py|js|lua|rb|php|dll)\b[.:\d]*$|$)/g;

// From the longest form of a name to the shortest: whole, without arguments, without path, Class.method, method.
const formsOf = name => {
  // "<module>" and "[kernel]" are one word; Rust's "<T as Trait>::next" is more.
  if (/^\[|^<[^:]*$/.test(name)) return [name];
  let bare = name, last;
  // Brackets in brackets go from the inside out.
  while (bare != last) bare = (last = bare).replace(ARGUMENTS, "");
  const starts = [...bare.matchAll(SEPARATORS)].map(at => at.index + at[0].length).reverse();
  return [name, bare, ...[bare.lastIndexOf("/") + 1, starts[1], starts[0]].map(at => bare.slice(at))];
};

// Measures with the font that the labels have: fit() is the longest form that has room, cut() a name without its middle.
function makePen() {
  const pen = make("canvas", {}, null, html).getContext("2d");
  pen.font = "11.5px Helvetica,Arial,Liberation Sans,sans-serif";
  const wide = text => pen.measureText(text).width;
  const fit = (forms, room) => forms.find(form => form.length * NARROWEST_PX < room && wide(form) <= room);
  // The beginning of a name says where it belongs, the end what it does.
  const cut = (name, room) => {
    const letters = [...name];
    for (let n = Math.min(letters.length - 1, room / 4 | 0); n >= LEAST_LETTERS;) {
      const text = letters.slice(0, (n + 1) / 2).join("") + "…" + letters.slice(-(n >> 1)).join("");
      if (wide(text) <= room) return text;
      // Straight to what should fit, and by one at least.
      n = Math.min(n - 1, n * room / wide(text) | 0);
    }
  };
  return {wide, fit, cut};
}

export function makeLabels() {
  const {wide, fit, cut} = makePen();
  // The label of item i at {x, w} into a fragment; `lit`: it has the colours of its own fill, not the panel's.
  return (i, {x, w}, lit, into) => {
    const room = w - 9, key = keyOf(i.e), step = /\b([hd])(\d)/.exec(i.r.getAttribute("class"));
    const ink = step && lit ? (step[1] == "h" ? "i" : "j") + step[2] : "";
    const put = (text, at, end) => {
      if (text) make("text", {x: at, y: i.y + i.h / 2 + 4, class: ink + end + (i.hit ? " hit" : "")}, into).textContent = text;
    };
    if (!i.forms) {
      // A merged chain shortens all its names alike.
      const names = (i.e.dataset.n || key).split(" › ").map(formsOf);
      i.forms = names[0].map((form, n) => names.map(forms => forms[n] || forms[0]).join(" › "));
    }
    // The package goes first, then the figure, then the middle of the name.
    let figure = w > 90 && /(?<=^\n)[≈<]*[\d.]+%/.exec(tipOf(i.e).slice(key.length));
    let text = fit(i.forms, room - (figure ? wide(figure) + 8 : 0));
    if (!text) figure = 0, text = fit(i.forms, room) || !i.m && cut(i.forms.at(-1), room);
    put(text, x + 4.5, "");
    if (figure) put(figure, x + w - 5, " end");
  };
}
