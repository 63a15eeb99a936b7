// Short words for what the DOM says at length. Text is only ever text: names come from strangers.
export const byId = id => document.getElementById(id);
export const all = (selector, root = document) => [...root.querySelectorAll(selector)];
export const on = (target, type, handler, options) => target.addEventListener(type, handler, options);

// An element with a class and text, or with what it holds.
export const make = (tag, name, ...content) => {
  const e = document.createElement(tag);
  if (name) e.className = name;
  e.append(...content);
  return e;
};

export const makeButton = (name, text, press) => {
  const e = make("button", name, text);
  e.type = "button";
  if (press) on(e, "click", press);
  return e;
};
