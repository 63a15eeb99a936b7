// What is under the pointer, or focused: its tooltip, its light, and clicks on it.
import {on, set, svg} from "./dom.js";

// pick(i) chooses an item or releases it, mark(i) puts the ring around it, missed(group, event) is a click beside items.
export function listenToPointer(view, tooltip, {pick, mark, missed}) {
  const groupAt = e => e.target.closest(".n,.f,.eg,.s"), itemOf = group => group && (group.item || view.segment(group));
  let hovered;
  on(svg, "pointermove", e => {
    const group = groupAt(e);
    if (group) tooltip.show(group, e.clientX, e.clientY);
    else tooltip.hide();
    // The pointer moves often within one group.
    if (hovered != group) view.hover(itemOf(hovered = group));
  });
  on(svg, "pointerleave focusout", e => {
    if (e.type == "focusout") mark();
    tooltip.hide();
    view.hover(hovered = undefined);
  });
  on(svg, "click", e => {
    const group = groupAt(e), i = itemOf(group);
    if (i) pick(i);
    else missed(group, e);
  });
  on(svg, "focusin", e => {
    const i = e.target.item;
    if (!i) return;
    set(i.e, {role: "button"});
    // Where the item is seen now, which is not where its own box is when the picture is zoomed.
    const at = mark(i).getBoundingClientRect();
    view.hover(i);
    tooltip.show(i.e, at.left, at.bottom);
  });
}
