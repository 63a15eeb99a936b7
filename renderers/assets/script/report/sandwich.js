// The selected function between its callers and its callees: what page/sandwich_words.cc says of one, for any.
import {CALLS, CUMULATIVE, SELF, compares, data, namesakes} from "./data.js";
import {byId, make, makeButton} from "./page.js";
import {about, amount, change, each, percent, ratio, share, shareText, thousands} from "./text.js";

const MOST_ROWS = 12, LEAST_PART = 0.004, LABEL_PART = 0.04, LEAST_UNKNOWN = 0.0005, OVERLAP = 1.005;

const plural = (n, word) => `${thousands(n)} ${word}${n == 1 ? "" : "s"}`;
const stepOf = part => data.steps.filter(least => part >= least).length - 1;
const other = (call, side) => side == "in" ? call.from : call.to;

// Callers or callees of f as rows: what each costs, and what part of the whole that is.
function rowsOf(f, side) {
  const calls = f[side].filter(call => call.from != call.to), beyond = f.beyond || {callers: 0, callees: 0, from: 0, to: 0};
  const [more, rest] = side == "in" ? [beyond.callers, beyond.from] : [beyond.callees, beyond.to];
  const own = side == "out" ? Math.max(f.self, 0) : 0, timed = rest != null && calls.every(call => call.weight != null);
  const sum = calls.reduce((all, call) => all + Math.max(call.weight, 0), own + Math.max(rest, 0));
  const whole = Math.max(f.cumulative, sum, 0), isByCalls = !timed && side == "in";
  const count = calls.reduce((all, call) => all + Math.max(call.count, 0), 0);
  const part = call => isByCalls ? share(call.count, count) : timed ? Math.max(share(call.weight, whole), 0) : 0;
  const rows = calls.map(call => ({f: other(call, side), part: part(call), weight: call.weight, count: call.count, marks: call.marks}));
  if (side == "out" && (f.self || !rows.length)) {
    const row = {name: "own code", own: true, part: share(own, whole), weight: f.self, count: f.count, marks: f.marks & SELF ? CUMULATIVE : 0};
    const at = rows.findIndex(each => each.part < row.part);
    rows.splice(at < 0 ? rows.length : at, 0, row);
  }
  if (more) rows.push({name: `${thousands(more)} not in this file`, part: timed ? share(rest, whole) : 0, weight: rest});
  const unknown = timed ? whole > 0 ? 1 - share(sum, whole) : 0 : side == "out" ? 1 - share(own, whole) : 0;
  if (unknown >= LEAST_UNKNOWN) {
    rows.push({name: side == "in" ? "no caller" : timed ? "calls not in the file" : "all callees", part: unknown, weight: Math.trunc(unknown * whole)});
  }
  return {rows, total: calls.length + more, overlaps: f.cumulative > 0 && sum / f.cumulative > OVERLAP, timed};
}

// Widths are parts of the function; what is told here the table below tells, too.
function makeBand({rows}, press) {
  const band = make("div", "band");
  band.setAttribute("aria-hidden", "true");
  let left = 0;
  for (const row of rows) {
    if (row.part < LEAST_PART) {
      left += row.part;
      continue;
    }
    // A part of the calls is no part of the cost: it has a width, and no figure.
    const name = row.f ? row.f.name : row.name, figure = row.weight == null ? "" : about(row.marks, CUMULATIVE) + percent(row.part);
    const label = row.part < LABEL_PART ? "" : `${name} ${figure}`;
    const e = makeButton(row.own ? "own" : row.f ? "s" + stepOf(row.part) : "rest", label, row.f && (() => press(row.f)));
    e.tabIndex = -1;
    e.disabled = !row.f;
    e.title = [name, row.f && row.f.path, figure].filter(Boolean).join("\n");
    e.style.flexGrow = row.part;
    band.append(e);
  }
  if (left > 0) {
    const rest = make("span", "rest");
    rest.style.flexGrow = left;
    band.append(rest);
  }
  return band;
}

function makeTable(caption, heads, rows, cellsOf, press, limit = MOST_ROWS) {
  if (!rows.length) return make("p", "muted", caption);
  const head = make("tr", "", ...heads.map((text, i) => {
    const cell = make("th", i ? "" : "t", text);
    cell.scope = "col";
    return cell;
  }));
  const table = make("table", "", make("caption", "", caption), make("thead", "", head)), body = make("tbody");
  for (const row of rows.slice(0, limit)) {
    const name = make("th", "t", row.f ? makeButton("go", row.f.name || "(no name)", () => press(row.f)) : row.name);
    name.scope = "row";
    if (row.f) name.title = row.f.path;
    body.append(make("tr", "", name, ...cellsOf(row).map(text => make("td", "", text))));
  }
  if (rows.length > limit) {
    const all = makeButton("go", `${thousands(rows.length - limit)} more`, () => {
      const whole = makeTable(caption, heads, rows, cellsOf, press, Infinity);
      table.replaceWith(whole);
    });
    const cell = make("th", "t", all);
    cell.scope = "row";
    cell.colSpan = heads.length;
    body.append(make("tr", "", cell));
  }
  table.append(body);
  return table;
}

const figuresOf = row => {
  const mark = about(row.marks, CUMULATIVE), known = row.weight != null;
  const cells = known ? [mark + percent(row.part), mark + amount(row.weight)] : ["", ""];
  if (data.counted != "calls") return cells;
  const one = each(row.weight, row.count);
  return [...cells, row.count == null ? "" : about(row.marks, CALLS) + thousands(row.count), one && mark + one];
};

function notesOf(f, callers, callees) {
  const notes = [], itself = f.out.find(call => call.to == f);
  if (itself) notes.push(`It calls itself${itself.count > 0 && data.counted == "calls" ? " " + thousands(itself.count) + "×" : ""}; that is in its figures, and is no caller of its own.`);
  if (callers.overlaps || callees.overlaps) notes.push("It comes back to itself through others, so times of calls overlap: shares there are parts of their sum.");
  if (!callers.timed) notes.push("The file counts calls, but has no times for them: widths of callers are parts of the calls.");
  if (!callees.timed) notes.push("What each callee costs here is not in the file.");
  const marked = f.marks || [...f.in, ...f.out].some(call => call.marks);
  if (marked && data.note) notes.push(data.note + ".");
  return notes;
}

const summaryOf = f => {
  const parts = [`${shareText(f.cumulative, data.total, f.marks & CUMULATIVE)} of the ${data.whole} (${amount(f.cumulative)})`,
    `self ${shareText(f.self, data.total, f.marks & SELF)} (${amount(f.self)})`];
  if (data.counted) parts.push(about(f.marks, CALLS) + plural(f.count, data.counted.slice(0, -1)));
  return parts.join(", ");
};

function showOne(f, press) {
  const callers = rowsOf(f, "in"), callees = rowsOf(f, "out");
  if (!callers.total) callers.rows = [];
  const heads = ["share", data.metric.noun, ...data.counted == "calls" ? ["calls", "a call"] : []];
  const mid = make("div", "mid s" + Math.max(0, stepOf(share(f.cumulative, data.total))), make("b", "", f.name), make("span", "", shareText(f.cumulative, data.total, f.marks & CUMULATIVE)));
  mid.setAttribute("aria-hidden", "true");
  const tables = make("div", "two", makeTable(callers.total ? plural(callers.total, "caller") : "Nothing calls it", ["called by", ...heads], callers.rows, figuresOf, press),
    makeTable(callees.total ? plural(callees.total, "callee") : "It calls nothing", ["calls", ...heads], callees.rows, figuresOf, press));
  return [makeBand(callers, press), mid, makeBand(callees, press), ...notesOf(f, callers, callees).map(text => make("p", "muted", text)), tables];
}

const changeOf = ({call}) => {
  const cells = [amount(call.before), amount(call.after), change(call.after - call.before), ratio(call.before, call.after)];
  if (!data.counted) return cells;
  const [a, b] = [call.callsBefore, call.callsAfter];
  return [...cells, a == b ? thousands(a) + " =" : `${thousands(a)} → ${thousands(b)}`];
};

function showTwo(f, press) {
  const heads = ["before", "after", "change", "%", ...data.counted ? [data.counted] : []];
  const rows = side => f[side].filter(call => call.from != call.to).map(call => ({f: other(call, side), call}))
    .sort((a, b) => Math.abs(b.call.after - b.call.before) - Math.abs(a.call.after - a.call.before) || a.f.i - b.f.i);
  const [callers, callees] = [rows("in"), rows("out")];
  const table = (list, word, none, head) => makeTable(list.length ? plural(list.length, word) : none, [head, ...heads], list, changeOf, press);
  return [make("div", "one", table(callers, "caller", "Nothing calls it", "called by"), table(callees, "callee", "It calls nothing", "calls"))];
}

const changedOf = f => {
  const parts = [`${f.why}: self ${about(f.marks, SELF)}${amount(f.before)} → ${amount(f.after)}, ${change(f.change)}`,
    `cumulative ${about(f.marks, CUMULATIVE)}${amount(f.whole)} → ${amount(f.wholeAfter)}, ${change(f.wholeChange)}`];
  if (data.counted) parts.push(`${data.counted} ${f.callsText}`);
  return parts.join("; ");
};

export function makeSandwich(press) {
  const show = f => {
    const same = namesakes(f).length;
    const note = same > 1 ? [make("p", "muted", `${same} functions have this name and place; the pictures do not tell them apart.`)] : [];
    const place = f.path ? [make("p", "muted", f.path)] : [];
    byId("selected").replaceChildren(make("h3", "", f.name || "(no name)"), ...place, make("p", "", compares ? changedOf(f) : summaryOf(f)), ...note);
    byId("neighbors").replaceChildren(...compares ? showTwo(f, press) : showOne(f, press));
  };
  return {show};
}
