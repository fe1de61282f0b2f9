// The films: where each stands, as it changes, and the next ones as somebody scrolls to them.

import { find, localise, part } from "./dom.js";
import { more } from "./more.js";
import { on } from "./stream.js";

const list = find("#films");

on("film", ({ film, data }) => {
  const card = document.getElementById(`film-${film}`);
  if (!card) {
    if (!list || data.running) location.reload();
    return;
  }
  const state = find("[data-stage]", card);
  state.textContent = data.stage;
  state.dataset.state = data.running ? "runs" : data.stage;
  find("[data-spent]", card).textContent = Number(data.spent_usd).toLocaleString("en-US", { style: "currency", currency: "USD" });
  const count = find("[data-count]", card);
  if (count) count.textContent = `${data.shots_done} of ${data.shots} shots`;
  const done = find("[data-done]", card);
  if (done) Object.assign(done, { max: data.shots || 1, value: data.shots_done, hidden: !data.running });
  const budget = find("[data-budget]", card)?.dataset.budget ?? null;
  if (!data.running || !count || budget !== data.budget_usd) renew(card, film);
});

async function renew(card, film) {
  const fresh = await part("/?part=true").catch(() => null);
  const found = fresh && find(`#film-${CSS.escape(film)}`, fresh);
  if (!found) return;
  card.replaceWith(found);
  localise(found);
}

if (list) more(list, localise);
