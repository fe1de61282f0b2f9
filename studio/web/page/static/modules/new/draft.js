// A form that is not finished is kept in this browser, with the key under which its film is begun once.

import { all, find } from "../dom.js";

const NAME = "longtake.new";
const fresh = () => crypto.randomUUID?.() ?? `${Date.now()}-${Math.random().toString(16).slice(2)}`;
let here = null;

/** What was kept: its key, and what it says where it says anything. */
export function kept() {
  if (here) return here;
  try {
    here = JSON.parse(localStorage.getItem(NAME)) ?? {};
  } catch {
    here = {};
  }
  here.key ||= fresh();
  return here;
}

/** Keep what the form says; `another`: under another key, as another film. */
export function keep(form, rows, files, another = false) {
  const fields = {};
  for (const one of form.elements) {
    if (!one.name || one.closest(".row") || one.type === "file" || one.name === "subject") continue;
    if (one.type === "radio") { if (one.checked) fields[one.name] = one.value; } else fields[one.name] = one.type === "checkbox" ? one.checked : one.value;
  }
  here = {
    key: another ? fresh() : kept().key,
    at: Date.now(),
    fields,
    subjects: all("[name=subject]:checked", form).map((one) => one.value),
    chosen: Boolean(form.dataset.chosen),
    rows: rows.said(),
    files: files.said(),
  };
  try {
    localStorage.setItem(NAME, JSON.stringify(here));
    find("#kept").textContent = "Kept in this browser";
  } catch {
    find("#kept").textContent = "Too long to be kept in this browser";
  }
}

/** Forget it: its film was begun, or somebody starts over. */
export function forget() {
  here = null;
  try {
    localStorage.removeItem(NAME);
  } catch {
    // A browser that keeps nothing has nothing to forget.
  }
}
