// Money: the books as they are now, and what is decided about it, each with its price before its button.

import { film, find, localise, part, say, settled, trying } from "./dom.js";
import { priced } from "./prices.js";
import { confirmed } from "./questions.js";
import { ask, decide, key } from "./rest.js";
import { on } from "./stream.js";

const books = find("#books");

async function refresh(by = books.dataset.by) {
  const fresh = await part(`/films/${film}/money/books?by=${by}`);
  const focused = books.contains(document.activeElement) ? document.activeElement.dataset.by : "";
  books.replaceChildren(...fresh.childNodes);
  books.dataset.by = by;
  localise(books);
  if (focused) find(`[data-by="${focused}"]`, books)?.focus();
}
const soon = settled(() => refresh().catch(() => {}), 400);

/** Do what a form asks for, with its refusal beside its button. */
function handle(form, work, words) {
  if (!form) return;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const problem = find(".problem", form);
    const go = find("button:not([type=button])", form);
    problem.hidden = true;
    go.disabled = true;
    try {
      const done = await work(new FormData(form));
      if (done !== false) { say(words); soon(); }
    } catch (error) {
      problem.textContent = error.message;
      problem.hidden = false;
    }
    go.disabled = false;
  });
}

handle(find("#budget"), (said) => {
  const usd = said.get("usd").trim();
  return decide(film, "budget", { usd: usd || "none", mode: said.get("mode") });
}, "The budget is set.");

handle(find("#recast"), (said) => {
  const shots = said.get("shots").split(/[,\s]+/).filter(Boolean);
  return decide(film, "recast", { profile: said.get("profile"), ...(shots.length ? { shots } : {}) });
}, "What is left is made by others.");

books.addEventListener("click", async (event) => {
  const tab = event.target.closest("a[data-by]");
  if (tab) {
    event.preventDefault();
    await trying(() => refresh(tab.dataset.by));
    history.replaceState(null, "", tab.href);
    return;
  }
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.allow !== undefined) {
    const shot = button.dataset.allow;
    button.disabled = true;
    await trying(() => decide(film, "allow", shot ? { shot } : {}), "It is allowed.");
    soon();
  } else if (button.dataset.resolve) await resolve(button);
});

async function resolve(button) {
  const { resolve: action, of: shot } = button.dataset;
  const text = action === "resubmit"
    ? "The vendor is asked once more, within the budget. The lost job is booked at its quote, since it may be billed."
    : "The shot goes without it. The lost job is booked at its quote, since it may be billed.";
  if (!(await confirmed(button.textContent.trim(), text, action === "resubmit" ? "Ask again" : "Do without"))) return;
  if (await trying(() => decide(film, "resolve", { shot, action }), "It is settled.")) soon();
}

const finish = find("#finish");
const pictures = () => finish.elements.pictures.checked;
if (finish) priced(finish, () => ({ finish: true, ...(pictures() ? { pictures: true } : {}) }));
handle(finish, () => ask(`/films/${film}/finish`, "POST", pictures() ? { pictures: true } : {}, key()), "It is being finished.");

on("film", (event) => { if (event.film === film) soon(); });
on("work", (event) => { if (event.film === film && event.data.state !== "begun") soon(); });
let connected = false;
on("open", () => { if (connected) soon(); connected = true; });
localise(books);
