// The library's assets: found as somebody types, shown as somebody scrolls, one of them in full in a dialog.

import { all, find, localise, part, settled, trying } from "../dom.js";
import { more } from "../more.js";

const form = find("#look");
const found = find("#found");
const dialog = find("#asset");
let asked = 0;

// Clips are fetched once they are near: each is a request, and a page has many.
const nearing = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    nearing.unobserve(target);
    target.preload = "metadata";
    target.src = target.dataset.src;
  }
}, { rootMargin: "400px" });

function watch(within = document) {
  for (const clip of all("video[data-src]:not([src])", within)) nearing.observe(clip);
}

function listed() {
  const list = find("#tiles");
  if (list) more(list, () => watch(list));
  watch();
}

function query() {
  const said = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    const usual = { by: "words", kind: "image" }[name] ?? "";
    if (value.trim() && value !== usual) said.set(name, value.trim());
  }
  return said;
}

async function look() {
  const mine = ++asked;
  const said = query();
  history.replaceState(null, "", said.size ? `/library?${said}` : "/library");
  clearing(said);
  found.dataset.asking = "";
  said.set("part", "true");
  await trying(async () => {
    const fresh = await part(`/library?${said}`);
    if (mine !== asked) return;
    found.replaceChildren(...fresh.childNodes);
    listed();
  });
  if (mine === asked) delete found.dataset.asking;
}

function clearing(said) {
  find("#look-all").hidden = said.size === 0;
  form.elements.q.placeholder = form.elements.by.value === "meaning" ? "What it is about, in your words" : "Words of the prompt";
}

async function open(key) {
  await trying(async () => {
    const page = await part(`/library/assets/${key}`);
    dialog.replaceChildren(...page.childNodes);
    localise(dialog);
    if (!dialog.open) dialog.showModal();
    find("[data-close]", dialog).focus();
  });
}

document.addEventListener("click", (event) => {
  const tile = event.target.closest(".tile");
  if (tile && (event.target.closest("[data-asset]") || event.target.matches(".tile-shown, .tile-shown img, .paper"))) void open(find("[data-asset]", tile).dataset.asset);
  if (event.target.closest("[data-close]") || event.target === dialog) dialog.close();
  const alike = event.target.closest("[data-alike]");
  if (alike) {
    const said = new URLSearchParams({ q: alike.dataset.alike, by: "meaning", kind: form?.elements.kind.value ?? "all" });
    location.assign(`/library?${said}`);
  }
});
dialog.addEventListener("close", () => { for (const one of all("video, audio", dialog)) one.pause(); });

if (form) {
  find("#look-go").hidden = true;
  const soon = settled(look, 300);
  form.addEventListener("input", soon);
  form.addEventListener("submit", (event) => { event.preventDefault(); void look(); });
  clearing(query());
}
listed();
