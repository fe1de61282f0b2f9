// The board: cards that stay as the film is, chosen, moved and decided on.

import { all, film, find, may, part, say, settled, trying } from "./dom.js";
import { addKey } from "./keys.js";
import { more } from "./more.js";
import { play } from "./playback.js";
import { asked, confirmed } from "./questions.js";
import { ask, decide } from "./rest.js";
import { openDetails } from "./details.js";
import { on } from "./stream.js";

const list = find("#cards");
const bar = find("#board-bar");
const chosen = new Set();
const changed = new Set();
let whole = false;

const cardOf = (shot) => document.getElementById(shot);
const cards = () => all(".card", list);
const head = () => find("#film-head > div").dataset;

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

function mark(card) {
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
const soonBar = settled(() => refreshBar().catch(() => {}), 250);
const soonPeople = settled(() => refreshPeople().catch(() => {}), 500);

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
async function done(work, words) {
  if (!(await trying(work, words))) return;
  editing();
  soonBar();
}

// Choosing.
let lastFocused = "";
list.addEventListener("focusin", (event) => { lastFocused = event.target.closest(".card")?.id ?? ""; });

function choose(within = bar) {
  const box = find("#selected", within);
  if (!box) return;
  box.hidden = chosen.size === 0;
  find("#selected-count", box).textContent = `${chosen.size} chosen`;
  find("#selected-drop", box).hidden = !head().editable;
}

function toggle(card, to = !chosen.has(card.id)) {
  if (to) chosen.add(card.id);
  else chosen.delete(card.id);
  mark(card);
  choose();
}

let lastPicked = null;
list.addEventListener("change", (event) => {
  if (!event.target.matches("[data-pick]")) return;
  const card = event.target.closest(".card");
  toggle(card, event.target.checked);
  lastPicked = card;
});
list.addEventListener("click", (event) => {
  const card = event.target.closest(".card");
  if (!card) return;
  if (event.shiftKey && lastPicked && lastPicked !== card) {
    const order = cards();
    const [from, to] = [order.indexOf(lastPicked), order.indexOf(card)].sort((a, b) => a - b);
    order.slice(from, to + 1).forEach((one) => toggle(one, true));
    event.preventDefault();
    return;
  }
  const move = event.target.closest("[data-move]");
  if (move) return void moved(card, Number(move.dataset.move));
  if (event.target.closest("[data-open]")) openDetails(card.id, done);
});

// Moving.
function moved(card, by) {
  const order = cards();
  const at = order.indexOf(card) + by;
  const other = order[at];
  if (!other) return;
  done(() => decide(film, "move", { shot: card.id, [by < 0 ? "before" : "after"]: other.id }));
}

let dragged = null;
list.addEventListener("dragstart", (event) => {
  dragged = event.target.closest(".card");
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged.id);
});
const clear = () => cards().forEach((card) => card.classList.remove("over-before", "over-after"));
const before = (card, event) => event.clientX < card.getBoundingClientRect().left + card.offsetWidth / 2;
list.addEventListener("dragover", (event) => {
  const card = event.target.closest(".card");
  if (!dragged || !card || card === dragged) return;
  event.preventDefault();
  clear();
  card.classList.add(before(card, event) ? "over-before" : "over-after");
});
list.addEventListener("dragend", () => { clear(); dragged = null; });
list.addEventListener("drop", (event) => {
  const card = event.target.closest(".card");
  clear();
  if (!dragged || !card || card === dragged) return;
  event.preventDefault();
  const shot = dragged.id;
  const where = before(card, event) ? "before" : "after";
  dragged = null;
  done(() => decide(film, "move", { shot, [where]: card.id }));
});

// Deciding.
const doing = {
  approve: async (button) => {
    const board = Number(button.dataset.board);
    const price = find("#approval-price", bar)?.textContent ?? "";
    const sure = await confirmed(`Approve board ${board}?`, `Its shots are filmed, and the board cannot be edited any more. ${price}`, "Approve");
    if (sure) await done(() => decide(film, "approve", { board }), `Board ${board} is approved: its shots are filmed.`);
  },
  reject: async () => {
    const note = { name: "note", label: "Why", wide: true };
    const said = await asked("Reject the board?", "The film ends here; all that was made of it is kept.", [note], "Reject", undefined, { danger: true });
    if (said) await done(() => decide(film, "reject", said.note ? { note: said.note } : {}), "The board is rejected.");
  },
  undo: () => done(() => decide(film, "undo", {}), "The last change of the board is undone."),
  redraw: () => done(() => decide(film, "redraw", {}), "What is stale is drawn anew."),
  play: () => play(cards()),
  insert: () => insert(),
  "selected-none": () => { const before = [...chosen]; chosen.clear(); before.map(cardOf).filter(Boolean).forEach(mark); choose(); },
  "selected-drop": async () => {
    const shots = [...chosen];
    const sure = await confirmed(`Drop ${shots.length} shot${shots.length === 1 ? "" : "s"}?`, "They are kept and can be brought back by Undo.", "Drop", { danger: true });
    if (!sure) return;
    for (const shot of shots) if (!(await trying(() => decide(film, "drop", { shot })))) break;
    await done(async () => {});
  },
  "selected-revise": async () => {
    const shots = [...chosen].filter(cardOf);
    const verb = head().ended ? "Retake" : "Revise";
    const values = await asked(`${verb} ${shots.length} shot${shots.length === 1 ? "" : "s"}`, await price(shots), [{ name: "note", label: "A note", wide: true, required: true }], verb, async ({ note }) => {
      if (head().ended) await ask(`/films/${film}/retakes`, "POST", { shots, note });
      else for (const shot of shots) await decide(film, "revise", { shot, note });
    });
    if (values) await done(async () => {});
  },
};

async function price(shots) {
  try {
    const told = await ask(`/films/${film}/quotes`, "POST", { shots });
    return told.says;
  } catch (error) {
    return error.message;
  }
}

async function insert() {
  const order = cards();
  const place = [...chosen].filter(cardOf).at(-1) ?? (cardOf(lastFocused) ? lastFocused : order.at(-1)?.id);
  const values = await asked("Insert a shot", place ? `It comes after shot ${find(".number", cardOf(place)).textContent}.` : "", [
    { name: "enhanced_prompt", label: "What is seen", rows: 3, required: true },
    { name: "dialogue", label: "What the narrator says", rows: 2 },
    { name: "duration", label: "Seconds", type: "number", value: "4" },
  ], "Insert", ({ enhanced_prompt, dialogue, duration }) => decide(film, "insert", { after: place, entry: { enhanced_prompt, dialogue, duration: Number(duration) } }));
  if (values) await done(async () => {}, "A shot was inserted.");
}

bar.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.approveReel) {
    const reel = Number(button.dataset.approveReel);
    const board = Number(button.dataset.board);
    void confirmed(`Approve reel ${reel}, board ${board}?`, "Its shots are filmed, and its board cannot be edited any more.", "Approve").then(
      (sure) => sure && done(() => decide(film, "approve", { reel, board }), `Reel ${reel} is approved.`),
    );
  } else void doing[button.id]?.(button);
});

// Who recurs.
find("#people").addEventListener("click", async (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.id === "approve-bible") {
    await done(() => decide(film, "approve_bible", { board: Number(button.dataset.board) }), "The bible is approved.");
    soonPeople();
    return;
  }
  const subject = button.dataset.reviseSubject;
  if (!subject) return;
  const was = button.dataset;
  const values = await asked(`Change ${subject}`, "Shots that show it are marked as stale; they are drawn anew when you ask.", [
    { name: "description", label: "What it looks like", rows: 4, value: was.description },
    { name: "voice", label: "Voice", value: was.voice },
    { name: "into", label: "Is the same as", value: "" },
  ], "Change", (given) => {
    const said = {};
    if (given.description && given.description !== was.description) said.description = given.description;
    if (given.voice && given.voice !== was.voice) said.voice = given.voice;
    if (given.into) said.into = given.into;
    if (Object.keys(said).length === 0) throw new Error("Nothing is changed.");
    return decide(film, "revise_subject", { subject, ...said });
  });
  if (values) { say(`${subject} is changed.`); soonPeople(); soonBar(); }
});

// Keys: from card to card, and what is done with the one that has the focus.
function step(by) {
  const order = cards();
  const here = document.activeElement?.closest(".card");
  const at = here ? order.indexOf(here) + by : 0;
  const to = order[Math.max(0, Math.min(order.length - 1, at))];
  to?.focus();
  to?.scrollIntoView({ block: "nearest" });
}
const focused = () => document.activeElement?.closest(".card");
addKey("j", "The next shot", () => step(1));
addKey("k", "The shot before", () => step(-1));
addKey("Enter", "Open the shot", () => focused() && openDetails(focused().id, done));
if (may.has("decide")) {
  addKey("x", "Choose the shot", () => focused() && toggle(focused()));
  addKey("[", "Move the shot forward", () => focused() && head().editable && moved(focused(), -1));
  addKey("]", "Move the shot back", () => focused() && head().editable && moved(focused(), 1));
  addKey("i", "Insert a shot", () => find("#insert")?.click());
}
addKey("e", "Open the shot to change it", () => focused() && openDetails(focused().id, done));

const watch = more(list, () => cards().forEach(mark));
