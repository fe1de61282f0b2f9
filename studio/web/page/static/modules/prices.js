// What a form would cost, beside its button, which waits for it.

import { film, find } from "./dom.js";
import { ask } from "./rest.js";

/** Say the price whenever the form says something else; `body` is what is asked for, null while that is nothing. */
export function priced(form, body) {
  let asking = 0;
  const line = find(".quote", form);
  const go = find("button.main", form);
  const quote = async () => {
    const asked = body();
    const mine = ++asking;
    if (!asked) { line.textContent = ""; go.disabled = true; return; }
    try {
      const told = await ask(`/films/${film}/quotes`, "POST", asked);
      if (mine !== asking) return;
      line.textContent = told.says;
      go.disabled = false;
    } catch (error) {
      if (mine !== asking) return;
      line.textContent = error.message;
      go.disabled = true;
    }
  };
  form.addEventListener("change", quote);
  void quote();
}
