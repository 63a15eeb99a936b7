// The table of all functions: sorted by a column, filtered by the search, and shown as far as somebody asks for.
import {CALLS, CUMULATIVE, CUMULATIVE_MOVED, SELF, SELF_MOVED, compares, data, functions} from "./data.js";
import {all, byId, make, makeButton, on} from "./page.js";
import {about, amount, change, each, ratio, shareText, thousands} from "./text.js";

const AT_FIRST = 100, MORE = 500;

const name = {key: "name", text: f => f.name, value: f => f.name.toLowerCase()};
const where = {key: "where", text: f => f.where, value: f => f.where.toLowerCase()};
const callsOf = f => f.primitive > 0 ? f.primitive : f.count;
const moved = (f, bit, by) => !(f.marks & bit) ? "muted" : by > 0 ? "worse" : "better";

const ofOne = [
  name, where,
  {key: "self", text: f => about(f.marks, SELF) + amount(f.self), value: f => f.self},
  {text: f => shareText(f.self, data.total, f.marks & SELF)},
  {key: "cumulative", text: f => about(f.marks, CUMULATIVE) + amount(f.cumulative), value: f => f.cumulative},
  {text: f => shareText(f.cumulative, data.total, f.marks & CUMULATIVE)},
  {key: "calls", value: f => f.count, text: f => about(f.marks, CALLS) + thousands(f.count) +
    (data.counted == "calls" && f.primitive >= 0 && f.primitive != f.count ? ` (${thousands(f.primitive)})` : "")},
  {key: "each", value: f => callsOf(f) > 0 ? f.cumulative / callsOf(f) : -1, text: f => {
    const text = each(f.cumulative, callsOf(f));
    return text && about(f.marks, CUMULATIVE | CALLS) + text;
  }},
];
const ofTwo = [
  name, where,
  {key: "why", text: f => f.why, value: f => f.why},
  {key: "before", text: f => about(f.marks, SELF) + amount(f.before), value: f => f.before},
  {key: "after", text: f => about(f.marks, SELF) + amount(f.after), value: f => f.after},
  {key: "change", text: f => about(f.marks, SELF) + change(f.change), value: f => Math.abs(f.change), look: f => moved(f, SELF_MOVED, f.change)},
  {key: "ratio", text: f => ratio(f.before, f.after), value: f => f.before > 0 ? Math.abs(Math.log((f.after + 1) / f.before)) : -1},
  {key: "cumulative", text: f => about(f.marks, CUMULATIVE) + change(f.wholeChange), value: f => Math.abs(f.wholeChange),
    look: f => moved(f, CUMULATIVE_MOVED, f.wholeChange)},
  {key: "calls", text: f => f.callsText || "", value: f => Math.abs(f.callsAfter - f.callsBefore)},
];

// `select(f)`: a row was chosen.
export function makeTable(select) {
  const heads = all("#table thead th"), body = byId("rows"), more = byId("more"), columns = (compares ? ofTwo : ofOne).slice(0, heads.length);
  const isText = i => heads[i].classList.contains("t"), rows = new Map();
  // Of a comparison the order is the program's: what changed beyond the noise first.
  let sorted = compares ? null : columns[2], direction = -1, test = null, shown = AT_FIRST, visible = [], marked = null;

  const makeRow = f => {
    const button = makeButton("go", f.name || "(no name)"), row = make("tr");
    button.title = f.path;
    button.tabIndex = -1;
    columns.forEach((column, i) => {
      const cell = make(i ? "td" : "th", (isText(i) ? "t " : "") + (column.look ? column.look(f) : ""), i ? column.text(f) : button);
      if (!i) cell.scope = "row";
      row.append(cell);
    });
    row.f = f;
    rows.set(f, row);
    return row;
  };
  const buttonOf = row => row.querySelector("button");
  // One stop for the Tab key; arrows walk from there.
  const markRow = () => {
    for (const row of all("tr[aria-current],tr:first-child", body)) {
      row.removeAttribute("aria-current");
      buttonOf(row).tabIndex = -1;
    }
    const row = rows.get(marked), stop = row || body.firstChild;
    if (row) row.setAttribute("aria-current", "true");
    if (stop) buttonOf(stop).tabIndex = 0;
  };
  const fill = from => {
    if (!from) rows.clear();
    const made = visible.slice(from, shown).map(makeRow);
    if (from) body.append(...made);
    else body.replaceChildren(...made);
    const left = visible.length - shown;
    more.parentNode.hidden = left <= 0;
    more.textContent = left > MORE ? `Show ${thousands(MORE)} more of ${thousands(left)}` : `Show the other ${thousands(left)}`;
    markRow();
  };
  const told = () => {
    const sum = key => visible.reduce((all, f) => all + f[key], 0);
    return compares ? `self ${change(sum("change"))}` : `${shareText(sum("self"), data.total)} self`;
  };
  const draw = () => {
    visible = test ? functions.filter(test) : [...functions];
    if (sorted) {
      const values = new Map(visible.map(f => [f, sorted.value(f)]));
      const compare = (a, b) => a < b ? -1 : a > b ? 1 : 0;
      visible.sort((a, b) => compare(values.get(a), values.get(b)) * direction || b.self - a.self || a.i - b.i);
    }
    heads.forEach((head, i) => {
      if (columns[i].key) head.setAttribute("aria-sort", columns[i] != sorted ? "none" : direction < 0 ? "descending" : "ascending");
    });
    shown = AT_FIRST;
    byId("count").textContent = (test ? `${thousands(visible.length)} of ` : "") + thousands(functions.length) +
      (compares ? "; changes in grey are within the noise" : "");
    fill(0);
    return test ? `${thousands(visible.length)} function${visible.length == 1 ? "" : "s"} · ${told()}` : "";
  };

  heads.forEach((head, i) => {
    const column = columns[i];
    if (!column.key) return;
    head.replaceChildren(makeButton("", head.textContent, () => {
      direction = column == sorted ? -direction : isText(i) ? 1 : -1;
      sorted = column;
      draw();
    }));
  });
  const showMore = () => {
    const from = shown;
    shown += MORE;
    fill(from);
  };
  // The row at a place, if that is in sight or can be.
  const focus = at => {
    if (at < 0 || at >= visible.length) return;
    if (at >= shown) showMore();
    select(visible[at]);
    buttonOf(rows.get(visible[at])).focus();
  };
  on(more, "click", showMore);
  on(body, "click", e => {
    const row = e.target.closest("tr");
    if (row) select(row.f);
  });
  on(body, "keydown", e => {
    const step = {ArrowDown: 1, ArrowUp: -1}[e.key], row = e.target.closest("tr");
    if (!step || !row) return;
    e.preventDefault();
    focus(visible.indexOf(row.f) + step);
  });
  draw();
  return {
    focus,
    first: () => visible[0],
    filter: wanted => draw(test = wanted),
    mark: f => markRow(marked = f),
  };
}
