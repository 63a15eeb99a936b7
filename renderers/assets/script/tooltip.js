// The tooltip: there at once, with all lines, under the pointer or below the focused item.
import {height, html, make, set, svg, toPicture, width} from "./dom.js";
import {tipOf} from "./items.js";

const WIDTH_PX = 360, MARGIN_PX = 4;

export function makeTooltip() {
  const bubble = make("foreignObject", {width: WIDTH_PX, class: "ui tip"}, svg), words = make("div", {}, bubble, html);
  const hide = () => set(bubble, {display: "none"});
  const show = (e, clientX, clientY) => {
    words.textContent = tipOf(e, true);
    // Shown before it is measured: what is not displayed has no height.
    set(bubble, {display: e.tip ? "" : "none"});
    const {x, y} = toPicture(clientX, clientY), tall = words.offsetHeight + MARGIN_PX;
    set(bubble, {
      height: tall,
      x: Math.max(MARGIN_PX, Math.min(width - WIDTH_PX - MARGIN_PX, x + 12)),
      // Above the pointer where there is no room below it.
      y: y + 14 + tall > height ? Math.max(0, y - tall - 10) : y + 14,
    });
  };
  hide();
  return {show, hide};
}
