// The figures that stand in the page (profile_data.cc and comparison_data.cc say how), as objects that know each other.
export const data = JSON.parse(document.getElementById("data").textContent);
export const compares = "base" in data;

// Marks of figures that are estimates, and in comparisons of changes beyond the noise.
export const SELF = 1, CUMULATIVE = 2, CALLS = 4, SELF_MOVED = 8, CUMULATIVE_MOVED = 16;

// As in the pictures: what would turn text around or is no character shows as one that is missing.
const clean = text => text.replace(/[\u202a-\u202e\u2066-\u2069\ufffe\uffff]|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/g, String.fromCharCode(65533));

function read(row, i) {
  const [name, place, line, hash] = row, [shown, path] = data.places[place];
  const known = line >= 0 ? line : "", f = {i, name: clean(name), where: clean(shown) + known, hash, in: [], out: []};
  f.path = path ? clean(path) + (line >= 0 ? ":" + line : "") : f.where;
  if (compares) {
    [f.before, f.after, f.whole, f.wholeAfter, f.why, f.marks, f.calls, f.callsBefore, f.callsAfter, f.callsText, f.origin] = row.slice(4);
    f.why = data.words[f.why];
    f.change = f.after - f.before;
    f.wholeChange = f.wholeAfter - f.whole;
    if (f.origin) f.where += (f.where && " · ") + clean(f.origin);
    f.self = Math.max(f.before, f.after);
  } else {
    [f.self, f.cumulative, f.calls, f.count = 0, f.primitive = f.count, f.marks = 0] = row.slice(4);
  }
  f.text = [f.name, f.where, f.path].join("\n");
  return f;
}

export const functions = data.functions.map(read);

// Calls from caller to callee, with what they cost.
function link(f) {
  const flat = f.calls, step = (compares ? 3 : 2) + (data.counted ? compares ? 2 : 1 : 0);
  for (let at = 0; at < flat.length; at += step) {
    const call = {from: f, to: functions[flat[at]], marks: 0};
    if (compares) {
      [call.before, call.after, call.callsBefore, call.callsAfter] = flat.slice(at + 1, at + step);
      call.weight = Math.max(call.before, call.after);
    } else {
      [call.weight, call.count = 0] = flat.slice(at + 1, at + step);
      if (Array.isArray(call.weight)) [call.weight, call.marks] = call.weight;
    }
    f.out.push(call);
    call.to.in.push(call);
  }
  delete f.calls;
}
functions.forEach(link);

const heavier = (a, b) => (b.weight ?? -1) - (a.weight ?? -1) || (b.count || 0) - (a.count || 0) || a.to.i - b.to.i || a.from.i - b.from.i;
for (const f of functions) {
  f.in.sort(heavier);
  f.out.sort(heavier);
}
for (const [i, callers, from, callees, to] of data.beyond || []) functions[i].beyond = {callers, from, callees, to};

// Functions by the hash of their key. Those that share one are told apart by their order, and in no picture.
const byHash = new Map();
for (const f of functions) {
  if (!byHash.has(f.hash)) byHash.set(f.hash, []);
  byHash.get(f.hash).push(f);
}
export const namesakes = f => byHash.get(f.hash);
export const functionOfHash = hash => (byHash.get(hash) || [])[0];

// What a link calls a function: it survives another run of the profiled program.
export const idOf = f => {
  const copy = namesakes(f).indexOf(f);
  return "f" + f.hash.toString(16).padStart(8, "0") + (copy ? "-" + (copy + 1) : "");
};
export const findFunction = id => {
  const [, hash, copy] = /^f([\da-f]{8})(?:-(\d+))?$/.exec(id) || [];
  return hash && (byHash.get(parseInt(hash, 16)) || [])[(copy || 1) - 1];
};
