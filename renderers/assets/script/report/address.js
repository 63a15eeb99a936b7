// What is selected (f) and searched (q), in the part of the address after "#": a link shows the report as it was left,
// and Back returns to the function before.
export function makeAddress(now) {
  const write = how => {
    const parts = new URLSearchParams();
    for (const [name, value] of Object.entries(now())) if (value) parts.set(name, value);
    try {
      history[how](null, "", "#" + parts);
    } catch {
      // A sandboxed frame has no history of its own.
    }
  };
  return {
    push: () => write("pushState"),
    replace: () => write("replaceState"),
    read: () => {
      const parts = new URLSearchParams(location.hash.slice(1));
      return {f: parts.get("f") || "", q: parts.get("q") || ""};
    },
  };
}
