// Keys for everything: what has a `data-key` is pressed by it, alone or after another (`g f`).

import { all, find } from "./dom.js";

const more = new Map([
  ["?", ["Keys", () => find("#keys-dialog").showModal()]],
  ["/", ["Search, or the first field", () => find("input[type=search], main input, main textarea")?.focus()]],
]);
let before = "";
let timer = 0;

/** Another key of a page. */
export function addKey(key, words, work) {
  more.set(key, [words, work]);
}

function named() {
  const marked = all("[data-key]").filter((one) => one.checkVisibility?.() ?? true);
  return new Map(marked.map((one) => [one.dataset.key, [one.getAttribute("aria-label") ?? one.textContent.trim(), () => one.click()]]));
}

function typing(target) {
  return target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]") !== null;
}

function pressed(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (event.key === "Enter" && event.target.closest("a, button, summary, [role=button]")) return;
  if (document.querySelector("dialog[open]") && event.key !== "Escape" && !more.get(event.key)?.[2]) return;
  const known = new Map([...more, ...named()]);
  const both = before ? `${before} ${event.key}` : event.key;
  clearTimeout(timer);
  before = "";
  const found = known.get(both) ?? known.get(event.key);
  if (found) {
    event.preventDefault();
    found[1](event);
  } else if ([...known.keys()].some((one) => one.startsWith(`${event.key} `))) {
    before = event.key;
    timer = setTimeout(() => { before = ""; }, 1200);
  }
}

export function listenToKeys() {
  document.addEventListener("keydown", pressed);
  find("#keys")?.addEventListener("click", () => find("#keys-dialog").showModal());
  find("#keys-dialog")?.addEventListener("toggle", show);
  find("#keys-dialog")?.addEventListener("beforetoggle", show);
  show();
}

function show() {
  const list = find("#keys-list");
  if (!list) return;
  list.replaceChildren();
  for (const [key, [words]] of [...named(), ...more]) {
    const name = document.createElement("dt");
    for (const one of key.split(" ")) {
      const cap = document.createElement("kbd");
      cap.textContent = { ArrowLeft: "←", ArrowRight: "→", " ": "Space" }[one] ?? one;
      name.append(cap, " ");
    }
    const told = document.createElement("dd");
    told.textContent = words;
    list.append(name, told);
  }
}
