// The figures that stand in the page (profile_data.cc and comparison_data.cc say how), as objects that know each other.
export const data = JSON.parse(document.getElementById("data").textContent);
export const compares = "base" in data;

// Marks of figures that are estimates, and in comparisons of changes beyond the noise.
export const SELF = 1, CUMULATIVE = 2, CALLS = 4, SELF_MOVED = 8, CUMULATIVE_MOVED = 16;

// As in the pictures: what would turn text around or is no character shows as one that is missing.
const clean = text => text.replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff\u202a-\u202e\u2066-\u2069]/g, String.fromCharCode(65533));

// VLQ in base64: five bits a letter, the lowest first; the sixth says that more follow.
const VALUES = new Map([..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"].map((letter, i) => [letter, i]));
function unpack(text) {
  let at = 0;
  const next = () => {
    for (let value = 0, factor = 1; ; factor *= 32) {
      const bits = VALUES.get(text[at++]);
      value += (bits & 31) * factor;
      if (bits < 32) return value;
    }
  };
  const signed = () => {
    const value = next(), size = Math.floor(value / 2);
    return value % 2 ? -size : size;
  };
  return {next, signed, more: () => at < text.length};
}

// FNV-1a, as in src/base/fnv.h.
const BASIS = 2166136261, PRIME = 16777619, encoder = new TextEncoder();
export const hashOf = text => {
  let hash = BASIS;
  for (const byte of encoder.encode(text)) hash = Math.imul(hash ^ byte, PRIME);
  return hash >>> 0;
};

const isCounted = !!data.counted, wordsEach = compares && isCounted ? 3 : 2;

function readFigures(f, {next, signed}) {
  if (compares) {
    [f.before, f.after, f.whole, f.wholeAfter] = [signed(), signed(), signed(), signed()];
    [f.callsBefore, f.callsAfter] = isCounted ? [signed(), signed()] : [];
    f.why = data.words[next()];
    f.change = f.after - f.before;
    f.wholeChange = f.wholeAfter - f.whole;
    f.self = Math.max(f.before, f.after);
  } else {
    [f.self, f.cumulative] = [signed(), signed()];
    [f.count, f.primitive] = [0, 0];
    if (isCounted) {
      f.count = signed();
      const fewer = signed();
      f.primitive = fewer < 0 ? -1 : f.count - fewer;
    }
  }
  f.marks = next();
}

function readFunction(i) {
  const [name, numbers, callsText] = data.functions.slice(i * wordsEach, (i + 1) * wordsEach), packed = unpack(numbers);
  const [shown, path = ""] = data.places[packed.next()], line = packed.next() - 1, at = line >= 0 ? line : "";
  const f = {i, name: clean(name), where: clean(shown) + at, in: [], out: [], packed, callsText};
  f.path = clean(path && at !== "" ? `${path}:${line}` : path) || f.where;
  f.hash = hashOf(path ? `${name} (${path}${at === "" ? "" : ":" + line})` : name);
  readFigures(f, packed);
  return f;
}

export const functions = Array.from({length: data.functions.length / wordsEach}, (_, i) => readFunction(i));
for (let at = 0; at < data.hashes.length; at += 2) functions[data.hashes[at]].hash = data.hashes[at + 1];
for (let at = 0; compares && at < data.origins.length; at += 2) {
  const f = functions[data.origins[at]];
  f.where += (f.where && " · ") + clean(data.origins[at + 1]);
}
for (const f of functions) f.text = [f.name, f.where, f.path].join("\n");

// Calls from caller to callee, with what they cost.
for (const f of functions) {
  const {signed, more} = f.packed;
  for (let to = f.i; more();) {
    const call = {from: f, to: functions[to += signed()], marks: 0};
    if (compares) {
      [call.before, call.after] = [signed(), signed()];
      [call.callsBefore, call.callsAfter] = isCounted ? [signed(), signed()] : [];
      call.weight = Math.max(call.before, call.after);
    } else {
      call.weight = signed();
      call.count = isCounted ? signed() : 0;
    }
    f.out.push(call);
    call.to.in.push(call);
  }
  delete f.packed;
}
const UNTIMED = 8, marks = data.marks || [];
for (let at = 0; at < marks.length; at += 3) {
  const call = functions[marks[at]].out.find(each => each.to.i == marks[at + 1]);
  call.marks = marks[at + 2] & ~UNTIMED;
  if (marks[at + 2] & UNTIMED) call.weight = null;
}

const heavier = (a, b) => (b.weight ?? -1) - (a.weight ?? -1) || (b.count || 0) - (a.count || 0) || a.to.i - b.to.i || a.from.i - b.from.i;
for (const f of functions) {
  f.in.sort(heavier);
  f.out.sort(heavier);
}
// What comes from and goes to functions that are left out.
const {next, signed, more} = unpack(data.beyond || "");
const sum = () => {
  const weight = signed();
  return data.untimed ? null : weight;
};
for (let i = 0; more();) functions[i += next()].beyond = {callers: next(), from: sum(), callees: next(), to: sum()};

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
