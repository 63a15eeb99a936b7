// Panning with the pointer, zooming with Ctrl and the wheel or with + and -.
import {on, set, svg, toPicture, width} from "./dom.js";
import {graph} from "./items.js";

const SMALLEST = .3, LARGEST = 6;

export function makePanZoom(top) {
  let scale = 1, dx = 0, dy = 0, drag = null;
  const view = (newScale, x, y) => {
    [scale, dx, dy] = [newScale, x, y];
    set(graph, {transform: `translate(${x} ${y})scale(${scale})`});
  };
  // What is at x, y stays there.
  const zoom = (wanted, x, y) => {
    const factor = Math.max(SMALLEST, Math.min(LARGEST, scale * wanted)) / scale;
    view(scale * factor, x - (x - dx) * factor, y - (y - dy) * factor);
  };
  // The wheel alone scrolls the page.
  on(svg, "wheel", e => {
    if (!e.ctrlKey && !e.metaKey) return;
    e.preventDefault();
    const {x, y} = toPicture(e.clientX, e.clientY);
    zoom(e.deltaY < 0 ? 1.15 : .87, x, y);
  }, {passive: false});

  on(svg, "pointerdown", e => {
    drag = e.target.closest(".ui") ? null : {x: e.clientX, y: e.clientY, dx, dy};
  });
  on(svg, "pointermove", e => {
    if (!drag || !e.buttons) return;
    const x = e.clientX - drag.x, y = e.clientY - drag.y, px = 1 / svg.getScreenCTM().a;
    // A hand is not that steady when it clicks.
    if (Math.hypot(x, y) > 3) drag.moved = true;
    if (drag.moved) view(scale, drag.dx + x * px, drag.dy + y * px);
  });
  // The click that ends a drag chooses nothing.
  on(svg, "click", e => {
    if (drag && drag.moved) e.stopImmediatePropagation();
    drag = null;
  }, true);

  const home = () => view(1, 0, 0);
  const pressed = key => {
    const factor = {"+": 1.2, "=": 1.2, "-": .83}[key];
    if (factor) zoom(factor, width / 2, top + 200);
    if (key == "0") home();
  };
  return {home, pressed};
}
