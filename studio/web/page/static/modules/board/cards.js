// The cards of the board and what stands around them: they stay as the film is, and some of them are chosen.

import { all, film, find, part, settled, single, trying } from "../dom.js";
import { more } from "../more.js";
import { ask } from "../rest.js";
import { on } from "../stream.js";

export const list = find("#cards");
export const bar = find("#board-bar");
export const chosen = new Set();
const changed = new Set();
let whole = false;

export const cardOf = (shot) => document.getElementById(shot);
export const cards = () => all(".card", list);
export const head = () => find("#film-head > div").dataset;

async function refreshCards() {
  const names = [...changed].filter((shot) => cardOf(shot) || whole);
  changed.clear();
  if (whole) {
    whole = false;
    await refreshAll();
    return;
  }
  for (let at = 0; at < names.length; at += 50) {
    const some = names.slice(at, at + 50);
    const fresh = await part(`/films/${film}/board/cards?${some.map((one) => `shot=${encodeURIComponent(one)}`).join("&")}`);
    for (const card of all(".card", fresh)) put(card);
  }
}

/** All cards that were here, as they are now: others may have come, gone, or moved. */
async function refreshAll() {
  const wanted = Math.max(cards().length, 60);
  const fresh = [];
  let url = `/films/${film}/board/cards`;
  let last = null;
  while (url && fresh.length < wanted) {
    const page = await part(url);
    fresh.push(...all(".card", page));
    last = find(".more", page);
    url = last ? find("[data-more]", last).dataset.more : "";
  }
  const focused = document.activeElement?.closest(".card")?.id;
  const kept = fresh.map((card) => same(cardOf(card.id), card) ?? card);
  list.replaceChildren(...kept, ...(last ? [last] : []));
  for (const shot of chosen) if (!cardOf(shot)) chosen.delete(shot);
  cards().forEach(mark);
  find("#no-cards")?.remove();
  if (focused) cardOf(focused)?.focus();
  watch();
  choose();
}

/** The card that is here already where nothing of it has changed: its picture is not loaded again. */
function same(here, fresh) {
  if (!here) return null;
  const plain = (card) => card.outerHTML.replace(/ (aria-selected|class|checked)="[^"]*"/g, "");
  return plain(here) === plain(fresh) ? here : null;
}

function put(card) {
  const here = cardOf(card.id);
  if (!here || same(here, card)) return;
  const focused = here.contains(document.activeElement);
  here.replaceWith(card);
  mark(card);
  if (focused) card.focus();
}

export function mark(card) {
  const is = chosen.has(card.id);
  card.setAttribute("aria-selected", String(is));
  const box = find("[data-pick]", card);
  if (box) box.checked = is;
}

async function refreshBar() {
  const page = await part(`/films/${film}/board/bar`);
  const line = find("#approval-price", page);
  if (line) line.textContent = find("#approval-price", bar)?.textContent ?? "";
  choose(page);
  if (bar.innerHTML.trim() !== page.innerHTML.trim()) bar.replaceChildren(...page.childNodes);
  await sayPrice();
}

/** What an approval would cost, beside its button. */
async function sayPrice() {
  const line = find("#approval-price", bar);
  if (!line) return;
  try {
    const { says } = await ask(`/films/${film}/quotes`, "POST", { approval: true });
    line.textContent = `Approved, the rest is made. ${says}`;
  } catch (error) {
    line.textContent = error.message;
  }
}
void sayPrice();

async function refreshPeople() {
  const page = await part(`/films/${film}/people`);
  find("#people").replaceChildren(...page.childNodes);
}

const soonCards = settled(() => refreshCards().catch(() => {}), 150);
export const soonBar = settled(() => refreshBar().catch(() => {}), 250);
export const soonPeople = settled(() => refreshPeople().catch(() => {}), 500);

// An edit moves many shots at once, and where they stand is written a moment later: until then everything is looked at anew.
const WRITTEN_WITHIN_MS = 5000;
const places = new Map();
let stood = { ...find("#film-head > div").dataset };
let edited = 0;

function editing() {
  edited = performance.now();
  whole = true;
  soonCards();
}

on("shot", (event) => {
  if (event.film !== film) return;
  const { status, place, reel } = event.data;
  const before = places.get(event.shot);
  places.set(event.shot, `${reel}/${place}`);
  changed.add(event.shot);
  const moved = before !== undefined && before !== places.get(event.shot);
  if (moved || !cardOf(event.shot) || status === "dropped" || performance.now() - edited < WRITTEN_WITHIN_MS) whole = true;
  soonCards();
  soonBar();
});
addEventListener("head", () => {
  const [before, now] = [stood, { ...head() }];
  stood = now;
  if (Object.keys(now).some((name) => now[name] !== before[name])) soonBar();
  if (now.board !== before.board) editing();
});
on("film", (event) => { if (event.film === film) { soonBar(); soonPeople(); } });
on("work", (event) => { if (event.film === film && event.data.what.startsWith("boards.") && event.data.state === "done") { if (event.shot) changed.add(event.shot); soonCards(); } });
let connected = false;
on("open", () => { if (connected) { whole = true; soonCards(); soonBar(); } connected = true; });

// What was asked for by this page: everything of it is looked at anew, since an edit may move many.
export const done = single(async (work, words) => {
  if (!(await trying(work, words))) return;
  editing();
  soonBar();
});

// Choosing.
export function choose(within = bar) {
  const box = find("#selected", within);
  if (!box) return;
  box.hidden = chosen.size === 0;
  find("#selected-count", box).textContent = `${chosen.size} chosen`;
  find("#selected-drop", box).hidden = !head().editable;
}

export function toggle(card, to = !chosen.has(card.id)) {
  if (to) chosen.add(card.id);
  else chosen.delete(card.id);
  mark(card);
  choose();
}

const watch = more(list, () => cards().forEach(mark));
