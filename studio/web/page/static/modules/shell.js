// What every page does: it hears what happens, says when it does not, and keeps a film's head as it is now.

import { all, film, find, localise, may, part, settled, trying } from "./dom.js";
import { listenToKeys } from "./keys.js";
import { ask, decide } from "./rest.js";
import { listen, on } from "./stream.js";
import { confirmed } from "./questions.js";

async function refreshHead() {
  const here = find("#film-head");
  if (!here) return;
  const fresh = await part(`/films/${film}/head?at=${document.body.dataset.tab ?? ""}`);
  if (here.innerHTML.trim() === fresh.innerHTML.trim()) return; // whoever is about to press something presses it
  const focused = here.contains(document.activeElement) ? document.activeElement.dataset.key : "";
  here.replaceChildren(...fresh.childNodes);
  if (focused) find(`[data-key="${CSS.escape(focused)}"]`, here)?.focus();
  dispatchEvent(new CustomEvent("head"));
}

const soon = settled(() => refreshHead().catch(() => {}), 250);

on("film", (event) => { if (event.film === film) soon(); });
on("shot", (event) => { if (event.film === film) soon(); });
// What an activity did is told before the film has taken note of it: it is looked at once more, and now and then in any case.
const LOOK_EVERY_MS = 5000;
const later = settled(() => refreshHead().catch(() => {}), 700);
on("work", (event) => { if (event.film === film && event.data.state === "done") later(); });
if (find("#film-head")) {
  setInterval(() => {
    if (document.visibilityState === "visible" && !find("#film-head > div")?.dataset.ended) later();
  }, LOOK_EVERY_MS);
}
on("reset", () => location.reload());
on("lost", () => { find("#link").hidden = false; });
let once = false;
on("open", () => {
  find("#link").hidden = true;
  if (once) soon();
  once = true;
});

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-decide], [data-cancel]");
  if (!button) return;
  if (button.dataset.decide) {
    await trying(() => decide(film, button.dataset.decide));
    soon();
    return;
  }
  const sure = await confirmed("Cancel the film?", "It stops; what it has made is kept, and what is under way at a vendor may still be paid.", "Cancel the film", { danger: true });
  if (sure) await trying(() => ask(`/films/${film}/cancel`, "POST"), "The film was told to stop.");
});

localise();
listenToKeys();
if (may.has("see")) listen();
all("[autofocus]").at(0)?.focus();
