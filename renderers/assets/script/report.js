// The report: one selection and one search for its pictures, its table and what it says about one function. Without it
// the pictures and the first rows of the table are there.
import {makeAddress} from "./report/address.js";
import {makeCode} from "./report/code.js";
import {functions, data, findFunction, idOf} from "./report/data.js";
import {all, byId, makeButton, on} from "./report/page.js";
import {makePictures} from "./report/pictures.js";
import {makeSandwich} from "./report/sandwich.js";
import {expressionOf} from "./report/search.js";
import {makeTable} from "./report/table.js";

// What only works with a script: first, because the table hides its button again when all rows are there.
for (const e of all(".js")) e.hidden = false;

const field = byId("q");
let selected = null;

const sandwich = makeSandwich(f => select(f)), code = makeCode(), pictures = makePictures((f, far) => select(f, far)), table = makeTable(f => select(f, false));
const address = makeAddress(() => ({f: selected ? idOf(selected) : "", q: field.value}));

// `go`: what is told about the function comes into sight.
function select(f, go = true, remember = true) {
  if (!f) return;
  const isNew = f != selected;
  selected = f;
  sandwich.show(f);
  code.show(f);
  table.mark(f);
  pictures.mark(f);
  if (remember && isNew) address.push();
  if (go) byId("around").scrollIntoView();
}

function search(text) {
  const matches = expressionOf(text);
  byId("hits").textContent = table.filter(text ? matches : null);
  pictures.search(text);
}

function restore() {
  const {f, q} = address.read();
  if (q != field.value) search(field.value = q);
  select(findFunction(f) || functions[data.chosen] || functions[0], false, false);
}

on(field, "input", () => {
  search(field.value.trim());
  address.replace();
});
on(window, "popstate", restore);
for (const e of all("[data-go]")) e.replaceWith(makeButton(e.className, e.textContent, () => select(functions[e.dataset.go])));
// The address is for the function and the search: links of the bar only scroll.
for (const link of all("nav a")) {
  on(link, "click", e => {
    e.preventDefault();
    byId(link.hash.slice(1)).scrollIntoView();
  });
}
// Before the pictures hear it: their search is ours.
on(window, "keydown", e => {
  if (e.ctrlKey || e.metaKey || e.altKey) return;
  const inField = e.target == field;
  if (e.key == "/" && !inField) {
    e.preventDefault();
    e.stopImmediatePropagation();
    field.focus();
  } else if (e.key == "Escape" && field.value) {
    search(field.value = "");
    address.replace();
  } else if (inField && e.key == "Enter") {
    select(table.first());
  } else if (inField && e.key == "ArrowDown") {
    e.preventDefault();
    table.focus(0);
  }
}, true);

restore();
