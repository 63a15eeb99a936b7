// Short words for what the DOM says at length, and the one picture that this script belongs to.
//
// Every SVG carries its own copy of the script, so module variables are those of one picture: nothing is global, and
// what is looked for is looked for below `svg`. No network, no storage, no animation; the script sets text content
// and attributes only, never markup, because names come from strangers.
export const doc = document, svg = doc.currentScript.ownerSVGElement;
export const {width, height} = svg.viewBox.baseVal;
export const html = "http://www.w3.org/1999/xhtml";

export const set = (e, values) => {
  for (const name in values) e.setAttribute(name, values[name]);
  return e;
};

export const make = (name, values, parent, space = svg.namespaceURI) => {
  const e = set(doc.createElementNS(space, name), values);
  if (parent) parent.append(e);
  return e;
};

export const all = selector => [...svg.querySelectorAll(selector)];

export const on = (target, types, handler, options) => {
  for (const type of types.split(" ")) target.addEventListener(type, handler, options);
};

export const flag = (e, name, yes) => e.classList.toggle(name, !!yes);

// From pixels of the window to those of the picture, which may be shown in any size.
export const toPicture = (x, y) => new DOMPoint(x, y).matrixTransform(svg.getScreenCTM().inverse());
