// A new film: what the form says becomes the film that REST is asked for, once.

import { all, find, settled } from "../dom.js";
import { confirmed } from "../questions.js";
import { ask } from "../rest.js";
import { addKey } from "../keys.js";
import { forget, keep, kept } from "./draft.js";
import { estimating } from "./estimate.js";
import { files, takeFiles } from "./files.js";
import { rows } from "./rows.js";
import { voices } from "./voices.js";

const form = find("#new");
const begin = find("#begin");
const IDEA_OF = 400;
const TAKEN = "This form has begun a film already, before it was changed: that one is among your films. Begin again, and this is another one.";
const LOST = "The server did not answer. Begin again: if the film was begun, it is the same one.";
/** Where somebody who is cast is chosen, whose field is called otherwise than their kind. */
const castIn = { effect: "effects", lips: "lip_sync", music: "music_by" };
const errorAt = { text: "#text-error", story: "#text-error", prompt: "#text-error", file: "#file-error", music: "#music-error", shots: "#shots-error" };

const source = () => form.elements.source.value;
const value = (name) => form.elements[name]?.value.trim() ?? "";
const checked = (name) => Boolean(form.elements[name]?.checked);
const lines = rows(changed);
const given = files(changed);
const narrators = voices(changed);

/** What the film is about, in REST's fields; nothing where nothing is said yet. */
function about() {
  if (source() === "text") return value("text") ? { [form.elements.as.value]: value("text") } : {};
  if (source() === "shots") return lines.empty() ? {} : { shots: lines.entries() };
  return given.material();
}

/** The film that is asked for: what is as it would be anyway is left out, and what does not count for its source. */
function body() {
  const film = { ...about() };
  const counts = (name) => !form.elements[name]?.closest?.("[data-not~=shots]") || !film.shots;
  for (const name of ["title", "style", "template", "mood", "pattern", "story_mode", "stop_at", "budget", "approve_above", "narrator"]) {
    if (value(name) && counts(name)) film[name] = value(name);
  }
  for (const name of ["seconds", "shot_count", "seed"]) {
    if (value(name) && counts(name)) film[name] = Number(value(name));
  }
  film.aspect = form.elements.aspect.value;
  film.profile = form.elements.profile.value;
  const subjects = all("[name=subject]:checked", form).map((one) => ({ from_library: one.value }));
  if (subjects.length) film.subjects = subjects;
  const casting = Object.fromEntries(["image", "video", "speech"].filter(value).map((kind) => [kind, value(kind)]));
  if (value("music_by") === "file") { if (given.music()) film.music = given.music(); } else if (value("music_by")) casting.music = value("music_by");
  if (checked("effects")) { film.effects = { auto: true }; casting.effect = form.elements.effects.value; }
  if (Object.keys(casting).length) film.casting = casting;
  const delivery = {};
  for (const one of all("[data-delivery]", form)) {
    if (one.selectedIndex > 0) delivery[one.name] = /^-?\d+$/.test(one.value) ? Number(one.value) : one.value;
  }
  if (Object.keys(delivery).length) film.delivery = delivery;
  if (film.budget && value("budget_mode") !== "cap") film.budget_mode = value("budget_mode");
  for (const name of ["approve_bible", "draft", "continuity", "lip_sync"]) if (checked(name)) film[name] = true;
  if (form.elements.exchanges.selectedIndex > 0) film.exchanges = value("exchanges");
  if (checked("afresh")) film.use_cache = false;
  film.approve = checked("wait") ? "wait" : "auto";
  return film;
}

const says = () => Object.keys(about()).length > 0;
const price = estimating(() => (says() ? body() : null), refuse, inWords);
let begun = false;
const keepIt = () => { if (!begun) keep(form, lines, given); };
const save = settled(keepIt, 300);

function changed() {
  show();
  save();
  price.soon();
}

function show() {
  for (const one of all("[data-source]", form)) one.hidden = one.dataset.source !== source();
  for (const one of all("[data-not]", form)) one.hidden = one.dataset.not === source();
  const text = value("text");
  const count = text ? text.split(/\s+/).length : 0;
  find("#words").textContent = count ? `${count.toLocaleString()} word${count === 1 ? "" : "s"}` : "";
  if (!form.dataset.chosen) form.elements.as.value = text.length > IDEA_OF || /\n\s*\n/.test(text) ? "story" : "prompt";
  for (const one of all("#template-says [data-of]", form)) one.hidden = one.dataset.of !== value("template");
  const seconds = Number(value("seconds"));
  find("#seconds-says").textContent = seconds >= 60 ? `${Math.floor(seconds / 60)} min ${seconds % 60 ? `${seconds % 60} s` : ""}`.trim() : "Cards included";
  find("#music-file").hidden = value("music_by") !== "file";
  find("#over").hidden = !says() && !value("title");
}

/** What REST says against something, with what is in this form called as it is called here. */
function inWords(error) {
  if (source() === "file") return given.named(error.message);
  return source() === "shots" ? lines.named(error.field ?? "", error.message) : error.message;
}

/** Show what REST says against a field at that field; gives whether there is one. */
function refuse(error, firm = false) {
  for (const one of all(".problem", form)) if (one.id !== "problem" || firm) one.hidden = true;
  for (const one of all("[aria-invalid]", form)) one.removeAttribute("aria-invalid");
  if (!error) return false;
  const field = error.field ?? "";
  const [name, of] = field.split(/[.[]/);
  const worded = inWords(error);
  const row = source() === "shots" ? lines.problem(field) : null;
  let place = row?.place ?? find(errorAt[source() === "file" && (name === "story" || name === "shots") ? "file" : name] ?? "#none");
  const input = row ? row.input : form.elements[{ prompt: "text", story: "text", casting: castIn[of] ?? of, delivery: of, use_cache: "afresh" }[name] ?? name];
  const around = input?.closest?.(".field") ?? input?.closest?.(".check")?.lastElementChild;
  if (!place && around) {
    place = find(":scope > .problem", around) ?? around.appendChild(Object.assign(document.createElement("p"), { className: "problem", id: `${input.id || input.name}-error` }));
  }
  if (!place) return false;
  place.textContent = worded;
  place.hidden = false;
  input?.setAttribute?.("aria-invalid", "true");
  if (place.id) input?.setAttribute?.("aria-describedby", place.id);
  if (input?.closest?.("details")) input.closest("details").open = true;
  if (firm) (input?.focus ? input : place).scrollIntoView({ block: "center" });
  if (firm) input?.focus?.();
  return true;
}

form.addEventListener("input", changed);
form.addEventListener("change", (event) => {
  if (event.target.name === "as") form.dataset.chosen = "yes";
  if (event.target.name === "source" && source() === "shots") lines.least();
  changed();
});

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (begin.disabled) return;
  refuse(null, true);
  const problem = find("#problem");
  problem.hidden = true;
  if (!says()) {
    refuse({ message: source() === "text" ? "Say what it is about: a sentence is enough." : source() === "file" ? "Choose a file first." : "Say what is seen in one shot at least.", field: source() }, true);
    return;
  }
  begin.disabled = true;
  begin.textContent = "It begins…";
  keep(form, lines, given);
  try {
    const film = await ask("/films", "POST", body(), { "idempotency-key": kept().key });
    begun = true;
    forget();
    location.assign(`/films/${encodeURIComponent(film.id)}`);
  } catch (error) {
    begin.disabled = false;
    begin.textContent = "Begin the film";
    const taken = error.type?.endsWith(":key-taken");
    // A film was begun by this form as it was before: as it is now it is another one.
    if (taken) keep(form, lines, given, true);
    if (!refuse(error, true)) {
      problem.textContent = taken ? TAKEN : error.status ? inWords(error) : LOST;
      problem.hidden = false;
      find("#cannot").hidden = true;
    }
  }
});

find("#over").onclick = async () => {
  if (!(await confirmed("Start over?", "What this form says is cleared. Nothing was begun.", "Start over"))) return;
  begun = true;
  forget();
  location.reload();
};
addEventListener("pagehide", () => { if (says()) keepIt(); });

addKey("Control+Enter", "Begin the film", () => form.requestSubmit());
form.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); form.requestSubmit(); }
  else if (event.key === "Enter" && event.target.matches("input:not([type=file])")) event.preventDefault();
});

takeFiles(given);
const before = kept();
if (before.at) {
  for (const [name, said] of Object.entries(before.fields ?? {})) {
    const element = form.elements[name];
    if (!element) continue;
    if (element.type === "checkbox") element.checked = said;
    else if (name !== "narrator") element.value = said;
  }
  for (const one of all("[name=subject]", form)) one.checked = (before.subjects ?? []).includes(one.value);
  if (before.chosen) form.dataset.chosen = "yes";
  lines.restore(before.rows ?? []);
  given.restore(before.files ?? {});
  find("#kept").textContent = "As you left it";
}
if (source() === "shots") lines.least();
narrators.load(before.fields?.narrator ?? "");
show();
price.soon();
