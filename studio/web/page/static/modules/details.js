// One shot in a dialog: its picture and takes, and everything of it that can be changed.

import { all, film, find, part, say, single, trying } from "./dom.js";
import { asked, confirmed } from "./questions.js";
import { ask, decide, key } from "./rest.js";
import { watchTakes } from "./details/tries.js";

const dialog = find("#details");
/** A shot that is there sooner opens without a word. */
const SOON_MS = 200;
const LISTS = new Set(["place", "colours"]);
let after = async () => {};
let shown = "";

/** Open a shot; `done` is called with the work of whatever is asked for there. */
export async function openDetails(shot, done) {
  after = done;
  await trying(async () => {
    let closed = false;
    const late = setTimeout(() => {
      dialog.replaceChildren(opening());
      if (!dialog.open) dialog.showModal();
      dialog.addEventListener("close", () => { closed = true; }, { once: true });
    }, SOON_MS);
    let page;
    try {
      page = await part(`/films/${film}/board/${encodeURIComponent(shot)}/details`);
    } catch (problem) {
      dialog.close();
      throw problem;
    } finally {
      clearTimeout(late);
    }
    if (closed) return;
    dialog.replaceChildren(...page.childNodes);
    if (!dialog.open) dialog.showModal();
    shown = shot;
    watchTakes(shot);
    watchForm(shot);
  });
}

function opening() {
  const words = document.createElement("p");
  words.className = "hint";
  words.role = "status";
  words.textContent = "The shot is being opened …";
  return words;
}

// Emptied, its films stop and its fields are nobody's any more.
dialog.addEventListener("close", () => { dialog.replaceChildren(); watchTakes(""); });

// Takes come and go while it is open.
dialog.addEventListener("click", (event) => {
  const take = event.target.closest("[data-use]")?.dataset.use;
  if (take) void act(() => ask(`/films/${film}/shots/${shown}/take`, "POST", { take: Number(take) }, key()), `Take ${take} is cut into the film.`);
});

/** What the fields say that is not said already. */
function given(form) {
  const said = {};
  const note = form.elements.note.value.trim();
  if (note) said.note = note;
  if (form.elements.comments?.checked) said.comments = true;
  const prompt = form.elements.prompt;
  if (prompt.value.trim() && prompt.value.trim() !== prompt.dataset.was.trim()) said.prompt = prompt.value.trim();
  const lines = form.elements.lines;
  if (lines.value.trim() !== lines.defaultValue.trim()) said.lines = read(lines.value);
  for (const input of all("[data-was]", form)) {
    if (input.name === "prompt" || input.value === input.dataset.was) continue;
    if (LISTS.has(input.name)) said[input.name] = input.value.split(",").map((one) => one.trim()).filter(Boolean);
    else if (input.name === "seconds") said.seconds = Number(input.value);
    else said[input.name] = input.value;
    if (Array.isArray(said[input.name]) && said[input.name].length === 0) said[input.name] = "";
  }
  const references = all("[data-references] input", form);
  if (references.some((one) => one.checked !== one.defaultChecked)) {
    const names = references.filter((one) => one.checked).map((one) => one.value);
    said.references = names.length ? names : "";
  }
  return said;
}

/** Lines as people write them: whose each is stands before a colon, where it is one of the film's. */
function read(text) {
  const names = new Set(all("[data-subject]").map((one) => one.dataset.subject.toLowerCase()));
  return text.split("\n").map((one) => one.trim()).filter(Boolean).map((one) => {
    const [, who, words] = one.match(/^([^:]{1,60}):\s*(.+)$/) ?? [];
    return who && names.has(who.trim().toLowerCase()) ? { subject: who.trim(), text: words, as: "speech" } : { text: one };
  });
}

function watchForm(shot) {
  const form = find("#revise", dialog);
  for (const button of all("[data-close]", dialog)) button.onclick = () => dialog.close();
  if (!form) return;
  const retakes = form.dataset.verb === "retake";
  let asking = 0;
  form.addEventListener("input", () => {
    clearTimeout(asking);
    asking = setTimeout(() => quote(shot, form), 400);
  });
  quote(shot, form);
  form.onsubmit = (event) => {
    event.preventDefault();
    clearTimeout(asking);
    const said = given(form);
    if (!retakes && Object.keys(said).length === 0) return refuse("Nothing is changed yet.");
    return act(
      () => (retakes ? ask(`/films/${film}/retakes`, "POST", { shots: [shot], ...said }, key()) : decide(film, "revise", { shot, ...said })),
      retakes ? "It is taken anew." : "It is revised.",
    );
  };
  find("[data-drop]", form)?.addEventListener("click", () => act(() => decide(film, "drop", { shot }), "It is dropped; Undo brings it back."));
  find("[data-merge]", form)?.addEventListener("click", () => {
    const next = document.getElementById(shot)?.nextElementSibling;
    if (!next?.dataset.shot) return refuse("There is no shot behind it.");
    return merge(shot, next.dataset.shot);
  });
  find("[data-split]", form)?.addEventListener("click", () => split(shot));
}

async function merge(shot, other) {
  dialog.close();
  const sure = await confirmed("Merge the two shots?", "They become the first of them, with the lines of both; the second is dropped, and kept. Undo takes them apart again.", "Merge");
  if (sure) await after(() => decide(film, "merge", { shot, other }), "The two are one.");
}

async function split(shot) {
  dialog.close();
  const values = await asked("Split the shot", "What is heard goes to the second from the line on that you name; about the middle, if you name none.", [
    { name: "at", label: "The second begins with line", type: "number" },
    { name: "prompt", label: "What the second shows", rows: 3 },
  ], "Split", ({ at, prompt }) => decide(film, "split", { shot, ...(at ? { at: Number(at) } : {}), ...(prompt ? { prompt } : {}) }));
  if (values) await after(async () => {}, "It is two shots now.");
}

async function quote(shot, form) {
  const line = find("#revise-price", form);
  try {
    const { comments, ...said } = given(form);
    if (comments && !said.note) said.note = "as was said";
    const told = await ask(`/films/${film}/quotes`, "POST", { shots: [shot], ...said });
    line.textContent = told.says;
  } catch (error) {
    line.textContent = error.message;
  }
}

function refuse(words) {
  const line = find("#revise-problem", dialog);
  if (!line) return say(words, true);
  line.textContent = words;
  line.hidden = false;
}

const act = single(async (work, words) => {
  try {
    await work();
    dialog.close();
    await after(async () => {}, words);
  } catch (error) {
    refuse(error.message);
  }
});
