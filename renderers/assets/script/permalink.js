// What is chosen (f) and searched (q), in the part of the address after "#": a link shows the picture as it was left.
// Values are names and hashes of names, so that they survive another run of the profiled program.
//
// The pictures of one page share this part, with each other and with the page's own anchors. The first picture has the
// keys f and q, the second f2 and q2, and so on; entries that are not its own a picture leaves as they are. In a page
// that says data-address the address is the page's.
import {doc, svg} from "./dom.js";

// The place in the page, not svg.id: that is another one after another run. A script runs while the page is read, so
// those before this one are there already.
const place = [...doc.querySelectorAll("svg[data-view]")].indexOf(svg), suffix = place > 0 ? place + 1 : "";
const hosted = svg.closest("[data-address]"), entries = () => hosted ? "" : location.hash.slice(1);

export const written = {f: "", q: ""};

export const readLink = name => new URLSearchParams(entries()).get(name + suffix) || "";

export const writeLink = (name, value) => {
  written[name] = value || "";
  if (hosted) return;
  const key = name + suffix;
  const parts = entries().split("&").filter(part => part && !new URLSearchParams(part).has(key));
  if (value) parts.push(new URLSearchParams([[key, value]]));
  try {
    history.replaceState(null, "", "#" + parts.sort().join("&"));
  } catch {
    // A sandboxed frame has no history of its own.
  }
};
