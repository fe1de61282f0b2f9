// Review: what somebody sees is commented on, at a moment, on a shot or as a whole, and heard of by everybody who looks.

import { all, clock, film, find, localise, part, say, settled, single, trying } from "./dom.js";
import { asked } from "./questions.js";
import { ask, key } from "./rest.js";
import { on } from "./stream.js";

const video = find("#film");
const form = find("#say");
const list = find("#comments");
const resolved = find("#resolved");
let about = {};

const starts = new Map();
let at = 0;
for (const shot of all("#strip li")) {
  starts.set(shot.dataset.shot, at);
  at += Number(shot.dataset.seconds);
}

function aboutIs(what, words) {
  about = what;
  const line = find("#about");
  if (line) line.textContent = words;
  for (const shot of all("#strip li")) find("button", shot).setAttribute("aria-pressed", String(shot.dataset.shot === what.shot));
  find("#at-time")?.setAttribute("aria-pressed", String("at" in what));
}

function seek(seconds) {
  if (!video) return;
  video.currentTime = seconds;
  video.scrollIntoView({ block: "nearest" });
}

/** Shots are called by their numbers, as they are in the strip. */
function number() {
  for (const button of all("[data-show]", list)) {
    const shot = find(`#strip [data-shot="${CSS.escape(button.dataset.show)}"]`);
    if (shot) button.textContent = button.textContent.replace(button.dataset.show, `Shot ${shot.dataset.number}`);
  }
}
number();

async function refresh() {
  const fresh = await part(`/films/${film}/review/comments?resolved=${resolved.checked}`);
  list.replaceChildren(...fresh.childNodes);
  localise(list);
  number();
}

const soon = settled(() => refresh().catch(() => {}), 150);
on("comment", (event) => { if (event.film === film) soon(); });
let once = false;
on("open", () => { if (once) soon(); once = true; });
resolved.onchange = () => trying(refresh);

find("#strip").addEventListener("click", (event) => {
  const shot = event.target.closest("li");
  if (!shot) return;
  const same = about.shot === shot.dataset.shot;
  aboutIs(same ? {} : { shot: shot.dataset.shot }, same ? "on the whole film" : `on shot ${shot.dataset.number}`);
  if (!same) seek(starts.get(shot.dataset.shot));
});
find("#at-time")?.addEventListener("click", () => {
  video.pause();
  aboutIs({ at: video.currentTime.toFixed(2) }, `at ${clock(video.currentTime)}`);
  find("#text").focus();
});
find("#at-nothing")?.addEventListener("click", () => aboutIs({}, "on the whole film"));

const commented = single(async () => {
  const problem = find("#say-problem");
  problem.hidden = true;
  try {
    await ask(`/films/${film}/comments`, "POST", { text: form.elements.text.value, ...about, ...(form.elements.internal?.checked ? { internal: true } : {}) }, key());
    form.reset();
    aboutIs({}, "on the whole film");
    await refresh();
  } catch (error) {
    problem.textContent = error.message;
    problem.hidden = false;
  }
});
form?.addEventListener("submit", (event) => {
  event.preventDefault();
  void commented();
});

list.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.seek) seek(Number(button.dataset.seek));
  if (button.dataset.show) {
    const shot = find(`#strip [data-shot="${CSS.escape(button.dataset.show)}"]`);
    shot?.scrollIntoView({ block: "nearest" });
    if (shot) find("button", shot).focus();
    seek(starts.get(button.dataset.show) ?? 0);
  }
  if (button.dataset.comment) {
    void trying(async () => {
      await ask(`/films/${film}/comments/${button.dataset.comment}`, "PATCH", { resolved: Boolean(button.dataset.to) });
      await refresh();
    });
  }
});

// Links.
const links = find("#links");
async function refreshLinks() {
  const fresh = await part(`/films/${film}/review/links`);
  links.replaceChildren(...fresh.childNodes);
  localise(links);
}
if (links) {
  void trying(refreshLinks);
  find("#share").onclick = async () => {
    let made = null;
    await asked("Share the film", "Whoever has the link sees this film and comments on it.", [
      { name: "name", label: "Whom it is for", value: "Client" },
      { name: "days", label: "Days", type: "number", value: "7" },
    ], "Make a link", async ({ name, days }) => { made = await ask(`/films/${film}/links`, "POST", { name, days: Number(days) }); });
    if (!made) return;
    await refreshLinks();
    await asked("The link", "It is shown this once: whoever has it can look.", [{ name: "url", label: "Link", value: made.url, wide: true }], "Copy it", async () => {
      await navigator.clipboard?.writeText(made.url);
      say("The link is copied.");
    });
  };
  links.addEventListener("click", (event) => {
    const { revoke } = event.target.closest("button")?.dataset ?? {};
    if (revoke) void trying(async () => { await ask(`/films/${film}/links/${revoke}`, "DELETE"); await refreshLinks(); }, "The link opens nothing any more.");
  });
}
