// The takes of the shot in the window, as they come; and others who film it, with the price before the button.

import { all, film, find, part, settled } from "../dom.js";
import { priced } from "../prices.js";
import { ask, key } from "../rest.js";
import { on } from "../stream.js";

const dialog = find("#details");
const takes = () => all(".takes > li", dialog).length;
let watched = null;

/** Watch the takes of a shot whose window was opened; of none once it is closed. */
export function watchTakes(shot) {
  watched = shot ? { shot, filming: false, ran: false, before: 0 } : null;
  const form = watched && find("#try", dialog);
  if (!form) return;
  const makers = () => all("input[name=maker]:checked", form);
  priced(form, () => (makers().length ? { shots: [shot], makers: makers().map((one) => one.value) } : null));
  form.onsubmit = async (event) => {
    event.preventDefault();
    const mine = watched;
    const problem = find(".problem", form);
    problem.hidden = true;
    find("button.main", form).disabled = true;
    Object.assign(mine, { filming: true, ran: false, before: takes() });
    try {
      await ask(`/films/${film}/tries`, "POST", { shot, makers: makers().map((one) => one.value) }, key());
      tell("It is being filmed: what comes of it will stand among the takes.");
      makers().forEach((one) => { one.checked = false; });
      find(".quote", form).textContent = "";
    } catch (error) {
      mine.filming = false;
      problem.textContent = error.message;
      problem.hidden = false;
      find("button.main", form).disabled = false;
    }
  };
}

function tell(words) {
  const line = find("#try-says", dialog);
  if (line) line.textContent = words;
}

async function refresh() {
  const mine = watched;
  if (!mine) return;
  const fresh = find("#takes", await part(`/films/${film}/board/${encodeURIComponent(mine.shot)}/details`));
  const here = find("#takes", dialog);
  if (mine !== watched || !fresh || !here) return;
  // What plays there goes on where nothing has changed.
  if (!here.isEqualNode(fresh)) here.replaceWith(fresh);
  const ended = "ended" in fresh.dataset;
  mine.ran ||= !ended;
  if (!mine.filming || !ended) return;
  const came = takes() - Math.max(mine.before, 1);
  if (came <= 0 && !mine.ran) return;
  mine.filming = false;
  tell(came > 0 ? `${came === 1 ? "A new take is" : `${came} new takes are`} there: the one that you use is cut into the film.` : "No take came of it.");
}
const soon = settled(() => refresh().catch(() => {}), 400);

on("shot", (event) => { if (watched && event.film === film && event.shot === watched.shot) soon(); });
on("film", (event) => {
  if (!watched || event.film !== film) return;
  if (watched.filming && event.data.running) watched.ran = true;
  soon();
});
let connected = false;
on("open", () => { if (connected) soon(); connected = true; });
