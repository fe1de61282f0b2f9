// The board: what is done with its cards, one by one and all together.

import { film, find, may, say, trying } from "./dom.js";
import { addKey } from "./keys.js";
import { play } from "./playback.js";
import { asked, confirmed } from "./questions.js";
import { ask, decide } from "./rest.js";
import { openDetails } from "./details.js";
import { bar, cardOf, cards, choose, chosen, done, head, list, mark, soonBar, soonPeople, toggle } from "./board/cards.js";
import { moved } from "./board/order.js";

let lastFocused = "";
list.addEventListener("focusin", (event) => { lastFocused = event.target.closest(".card")?.id ?? ""; });

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
