// What the film may cost, asked of REST as somebody types; an answer that a newer question overtook is not shown.

import { all, find } from "../dom.js";
import { ask } from "../rest.js";

const WAIT_MS = 350;
const OTHERS_MS = 1500;
const EMPTY = "Say what it is about, and the price appears here.";

const dollars = (usd) => {
  const amount = Number(usd);
  return amount === 0 ? "$0" : amount < 0.01 ? `$${usd}` : amount.toLocaleString("en-US", { style: "currency", currency: "USD" });
};

/** Seconds as people say them. */
export function lasting(seconds) {
  if (seconds < 60) return `${Math.max(1, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return seconds < 600 && seconds % 60 >= 1 ? `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s` : `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60 ? `${minutes % 60} min` : ""}`.trim();
}

function row(step) {
  const line = document.createElement("tr");
  const cells = [step.step, step.by, step.found ? `${step.count} (${step.found} kept)` : `${step.count}`, dollars(step.most_usd)];
  cells.forEach((text, place) => {
    const cell = document.createElement("td");
    cell.textContent = text;
    if (place > 1) cell.className = "number";
    line.append(cell);
  });
  return line;
}

function listed(list, sentences) {
  list.replaceChildren(...sentences.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
  list.hidden = sentences.length === 0;
}

function shown(told) {
  const over = told.budget_usd !== null && Number(told.most_usd) > Number(told.budget_usd);
  delete find("#estimate").dataset.empty;
  find("#most").textContent = dollars(told.most_usd);
  find("#most-says").toggleAttribute("data-over", over);
  find("#most-says").textContent = Number(told.most_usd) === 0 ? "It costs nothing" : over ? `at most, which is more than its budget of ${dollars(told.budget_usd)}` : "at most";
  find("#film-length").textContent = `${told.exact ? "" : "about "}${lasting(told.film_seconds)} · ${told.shots} shot${told.shots === 1 ? "" : "s"}`;
  find("#takes").textContent = `about ${lasting(told.seconds)}`;
  find("#sums").hidden = false;
  find("#steps-list").replaceChildren(...told.steps.map(row));
  find("#steps").hidden = told.steps.length === 0;
  listed(find("#cannot"), [told.hopeless, ...told.cannot].filter(Boolean));
  const kept = told.found ? ["What is kept was made before, and is neither made nor paid again."] : [];
  listed(find("#notes"), [...told.notes, ...kept, ...(Number(told.saves_usd) ? [`The library saves up to ${dollars(told.saves_usd)}.`] : [])]);
}

function nothing(words) {
  find("#estimate").dataset.empty = "";
  find("#most-says").removeAttribute("data-over");
  find("#most-says").textContent = words;
  find("#sums").hidden = true;
  find("#steps").hidden = true;
  find("#cannot").hidden = true;
}

/** Estimates of what `film` gives, null for nothing; `refuse` shows an error at its field, `inWords` says it. */
export function estimating(film, refuse, inWords) {
  let timer = 0;
  let later = 0;
  let asked = null;

  async function now() {
    const wanted = film();
    asked?.abort();
    clearTimeout(later);
    const box = find("#estimate");
    if (!wanted) {
      refuse(null);
      nothing(EMPTY);
      return;
    }
    asked = new AbortController();
    const { signal } = asked;
    box.dataset.asking = "";
    try {
      const told = await ask("/estimate", "POST", wanted, {}, signal);
      if (signal.aborted) return;
      refuse(null);
      shown(told);
      priced(wanted.profile, told.most_usd);
      later = setTimeout(() => others(wanted, signal), OTHERS_MS);
    } catch (error) {
      if (signal.aborted) return;
      refuse(error);
      nothing("It cannot be made like this.");
      listed(find("#cannot"), [inWords(error)]);
    } finally {
      if (!signal.aborted) delete box.dataset.asking;
    }
  }

  /** The same film by the other profiles that cost something and could be taken. */
  async function others(wanted, signal) {
    for (const one of all("input[data-priced]:not(:checked)")) {
      try {
        priced(one.value, (await ask("/estimate", "POST", { ...wanted, profile: one.value }, {}, signal)).most_usd);
      } catch {
        if (signal.aborted) return;
        priced(one.value, null);
      }
    }
  }

  function priced(profile, usd) {
    const place = find(`[data-price="${CSS.escape(profile)}"]`);
    const paid = find(`input[name=profile][value="${CSS.escape(profile)}"]`)?.hasAttribute("data-priced");
    if (place && paid) place.textContent = usd === null ? "" : `≤ ${dollars(usd)}`;
  }

  return { soon: () => { clearTimeout(timer); timer = setTimeout(now, WAIT_MS); } };
}
