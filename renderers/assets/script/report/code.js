// The source lines of the selected function. All of them stand in the page, as it is read without a script.
import {all, byId} from "./page.js";

export function makeCode() {
  const parts = all("#code details"), none = byId("nocode");
  const show = f => {
    for (const part of parts) {
      part.hidden = part.dataset.f != f.i;
      part.open = !part.hidden;
    }
    if (none) none.hidden = parts.some(part => !part.hidden);
  };
  return {show};
}
