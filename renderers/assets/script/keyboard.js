// Keys and the focus. One item is a stop for the Tab key; arrows walk from there.
import {all, doc, on, svg} from "./dom.js";
import {tipOf} from "./items.js";

export const focus = i => {
  if (!i) return;
  for (const e of all("[tabindex='0']")) e.tabIndex = -1;
  i.e.tabIndex = 0;
  // The name has to be there when a screen reader arrives.
  tipOf(i.e, true);
  i.e.focus();
};

const isInSight = picture => {
  const {top, bottom} = picture.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
};

// Every picture of a page hears every key. It is meant for the one that has the focus, else for the one under the
// pointer, else for the first in sight; and for none when the focus is in a field or on a button of the page. Each
// picture decides by itself, from what all of them see, so they agree without knowing each other.
const isMeantForUs = () => {
  const pictures = "svg.js[data-view]", active = doc.activeElement, owner = active && active.closest(pictures);
  if (owner) return owner == svg;
  if (active && active != doc.body && active != doc.documentElement) return false;
  const others = [...doc.querySelectorAll(pictures)];
  return svg == (others.find(picture => picture.matches(":hover")) || others.find(isInSight));
};

// clear() undoes everything, choose(i) chooses an item or none, pick(i) chooses it or releases it.
export function listenToKeys(view, finder, {clear, choose, pick}) {
  const {input} = finder;
  // All pictures decide before any of them acts: acting moves the focus, and the key would be meant for the next.
  let ours = false;
  on(doc, "keydown", () => ours = isMeantForUs(), true);
  on(doc, "keydown", e => {
    const {key, target} = e, i = target.item;
    if (!ours) return;
    if (key == "Escape") {
      clear();
      if (target.blur) target.blur();
    }
    if (target == input && key == "Enter") focus(finder.first());
    if (target == input || e.ctrlKey || e.metaKey || e.altKey) return;
    // Else the letter would be typed into the box that it opens.
    if (key == "/") e.preventDefault(), input.focus();
    if (key == "n") focus(finder.next());
    if (key == "N") focus(finder.back());
    view.pressed(key, choose);
    if (!i) return;
    const walks = key.startsWith("Arrow");
    if (walks || key == "Enter" || key == " ") {
      e.preventDefault();
      if (walks) focus(view.step(i, key));
      else pick(i);
    }
  });
}
