// The pictures of the page: which function a card, a row, a segment or a frame is, and the marks of selection and search.
// They have a script of their own for all the rest (picture.js).
import {functionOfHash, hashOf} from "./data.js";
import {all, on} from "./page.js";

// Cards and segments carry the hash as their id, frames begin their title with what it is made of.
const functionOf = e => {
  const id = e.dataset.id || e.dataset.k, title = e.querySelector("title");
  if (id) return functionOfHash(parseInt(id.slice(1, 9), 16));
  return title && functionOfHash(hashOf(title.textContent.split("\n")[0]));
};

export function makePictures(select) {
  const known = new Map(), places = new Map(), svgs = all(".pic svg");
  for (const e of svgs.flatMap(svg => all(".n,.s,.f:not(.m)", svg))) {
    const f = functionOf(e);
    if (!f) continue;
    known.set(e, f);
    if (!places.has(f)) places.set(f, []);
    places.get(f).push(e);
  }
  const choose = target => {
    const e = target.closest(".n,.s,.f"), f = e && known.get(e);
    if (f) select(f, false);
  };
  for (const svg of svgs) {
    on(svg, "click", e => choose(e.target));
    on(svg, "keydown", e => {
      if (e.key == "Enter" || e.key == " ") choose(e.target);
    });
  }

  let marked = [];
  const mark = f => {
    for (const e of marked) e.classList.remove("picked");
    marked = places.get(f) || [];
    for (const e of marked) e.classList.add("picked");
  };
  const search = text => {
    for (const input of svgs.map(svg => svg.querySelector(".ui input"))) {
      if (!input || input.value == text) continue;
      input.value = text;
      input.dispatchEvent(new Event("input"));
    }
  };
  return {mark, search};
}
