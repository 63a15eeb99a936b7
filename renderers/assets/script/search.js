// The search box: marks every item whose tooltip or list of names matches an expression.
import {flag, html, make, svg, width} from "./dom.js";
import {plain, tipOf} from "./items.js";
import {writeLink} from "./permalink.js";

// A name as an expression that matches it and nothing else.
export const literal = text => text.replace(/[^\w\s]/g, "\\$&");

// What is no expression is searched as text.
const expressionOf = text => {
  try {
    const expression = RegExp(text, "i");
    // One that is too large says so only when it is used.
    expression.test();
    return expression;
  } catch {
    return RegExp(literal(text.slice(0, 99)), "i");
  }
};

// view.told(hits) says what was found; view.searched() is called when the marks have changed.
export function makeSearch(view) {
  const panel = make("foreignObject", {x: width - 346, y: 41, width: 330, height: 20, class: "ui"}, svg),
    bar = make("div", {}, panel, html),
    input = make("input", {type: "search", placeholder: "Search (/)", "aria-label": "Search"}, bar, html),
    count = make("output", {"aria-live": "polite"}, bar, html),
    reset = make("button", {title: "Esc"}, bar, html);
  reset.textContent = "Reset";

  let hits = [], at = -1;
  const search = text => {
    const expression = expressionOf(text);
    hits = plain.filter(i => {
      const yes = text && expression.test(tipOf(i.e) + "\n" + [i.e.dataset.l]);
      // Only what changes is touched: there may be twenty thousand frames, and this runs with every letter.
      if (!yes != !i.hit) flag(i.e, "hit", i.hit = yes);
      return yes;
    });
    at = -1;
    flag(svg, "srch", text);
    count.textContent = text ? hits.length + view.told(hits) : "";
    view.searched();
    writeLink("q", text);
  };
  // Goes around. Before the first step "next" is the first hit and "back" the last.
  const next = () => hits[at = (at + 1) % hits.length];
  const back = () => hits[at = (at < 1 ? hits.length : at) - 1];
  const first = () => hits[at = 0];
  return {input, reset, search, next, back, first};
}
