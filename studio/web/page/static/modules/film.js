// The film: its player, and the timeline beneath it that follows it and leads it.

import { all, clock, film, find, localise, part, settled, trying } from "./dom.js";
import { openDetails } from "./details.js";
import { on } from "./stream.js";

const LEAST_PX_A_SECOND = 20;
const room = find("#room");
let blocks = [];
let chapters = [];
let shown = -1;
let scale = 1;

const video = () => find("#film", room);
const number = (element, name) => Number(element.dataset[name]);

function begin() {
  localise(room);
  const player = video();
  if (!player) return;
  blocks = all(".blocks > li", room).map((item) => ({
    item,
    button: find("button", item),
    start: number(item, "start"),
    joint: number(item, "joint"),
    length: number(item, "length"),
  }));
  chapters = all(".chapters li", room).map((item) => ({ item, start: Number(find("[data-go]", item).dataset.go) }));
  shown = -1;
  layOut();
  player.addEventListener("timeupdate", follow);
  player.addEventListener("seeked", follow);
  player.addEventListener("play", () => { label(); tick(); });
  player.addEventListener("pause", label);
  player.addEventListener("error", () => { find("#now", room)?.replaceChildren("The film cannot be played here: download it."); });
  wantCaptions(remembered());
  follow();
}

/** Everything in its place: a second is as wide as fits, and never so small that a shot could not be seen. */
function layOut() {
  const strip = find("#strip", room);
  if (!strip) return;
  const seconds = number(strip, "seconds") || 1;
  scale = Math.max(strip.clientWidth / seconds, LEAST_PX_A_SECOND);
  find("#track", room).style.width = `${seconds * scale}px`;
  blocks.forEach(({ item, start, joint, length }, place) => {
    const next = blocks[place + 1];
    const end = next ? next.start + next.joint / 2 : start + length;
    const from = start + joint / 2;
    item.style.left = `${from * scale}px`;
    item.style.width = `${Math.max(4, (end - from) * scale)}px`;
    const mark = find(".joint", item);
    if (mark) {
      const wide = Math.max(10, joint * scale);
      mark.style.width = `${wide}px`;
      mark.style.left = `${-wide / 2 - 1}px`;
    }
  });
  for (const line of all(".said > li", room)) {
    line.style.left = `${number(line, "start") * scale}px`;
    line.style.width = `${Math.max(6, number(line, "length") * scale - 2)}px`;
  }
}

/** The block that is seen at a moment; in a transition, the one that most of is seen. */
function at(time) {
  let low = 0;
  let high = blocks.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (blocks[middle].start + blocks[middle].joint / 2 <= time + 0.001) low = middle;
    else high = middle - 1;
  }
  return blocks.length ? low : -1;
}

function follow() {
  const player = video();
  if (!player || !blocks.length) return;
  const time = player.currentTime;
  find("#playhead", room).style.transform = `translateX(${time * scale}px)`;
  const place = at(time);
  const block = blocks[place];
  const length = Number(find("#strip", room).dataset.seconds);
  find("#now", room).textContent = `${clock(time)} of ${clock(length)} · ${block.item.dataset.shot ? `shot ${find(".number", block.item).textContent}` : find(".number", block.item).textContent.toLowerCase()}`;
  if (place !== shown) mark(place);
}

function mark(place) {
  shown = place;
  blocks.forEach(({ item, button }, one) => {
    item.toggleAttribute("aria-current", one === place);
    if (one === place) item.setAttribute("aria-current", "true");
    button.tabIndex = one === place ? 0 : -1;
  });
  const time = blocks[place].start + blocks[place].joint;
  let last = -1;
  chapters.forEach(({ start }, one) => { if (start <= time + 0.05) last = one; });
  chapters.forEach(({ item }, one) => { if (one === last) item.setAttribute("aria-current", "true"); else item.removeAttribute("aria-current"); });
  const strip = find("#strip", room);
  const { item } = blocks[place];
  const left = item.offsetLeft;
  if (left < strip.scrollLeft || left + item.offsetWidth > strip.scrollLeft + strip.clientWidth) strip.scrollTo({ left: left - strip.clientWidth / 3, behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
  const open = find("#retake", room);
  if (open) open.disabled = !item.dataset.shot;
}

function tick() {
  const player = video();
  if (!player || player.paused) return;
  follow();
  requestAnimationFrame(tick);
}

function label() {
  const play = find("#play", room);
  if (play) play.textContent = video().paused ? "Play" : "Pause";
}

/** Go to a shot's first picture that is its own. */
function go(place, focus = false) {
  const to = Math.max(0, Math.min(blocks.length - 1, place));
  if (!blocks[to]) return;
  video().currentTime = blocks[to].start + blocks[to].joint + 0.01;
  mark(to);
  if (focus) blocks[to].button.focus();
}

function remembered() {
  try { return localStorage.getItem("captions") === "on"; } catch { return false; }
}

function wantCaptions(wanted) {
  const track = video()?.textTracks[0];
  const box = find("#captions", room);
  if (!track || !box) return;
  track.mode = wanted ? "showing" : "disabled";
  box.checked = wanted;
  try { localStorage.setItem("captions", wanted ? "on" : "off"); } catch { /* it is asked again next time */ }
}

room.addEventListener("click", (event) => {
  const player = video();
  const button = event.target.closest("button");
  if (!button || !player) return;
  if (button.dataset.go) player.currentTime = Number(button.dataset.go) + 0.01;
  else if (button.id === "play") void (player.paused ? player.play().catch(() => {}) : player.pause());
  else if (button.id === "before") go(shown - 1);
  else if (button.id === "next") go(shown + 1);
  else if (button.id === "retake") open();
  else if (button.closest(".blocks")) go(blocks.findIndex((one) => one.button === button));
});
room.addEventListener("dblclick", (event) => { if (event.target.closest(".blocks [data-shot]:not([data-shot=''])")) open(); });
room.addEventListener("change", (event) => { if (event.target.id === "captions") wantCaptions(event.target.checked); });
room.addEventListener("keydown", (event) => {
  if (!event.target.closest(".blocks")) return;
  const to = { ArrowRight: shown + 1, ArrowDown: shown + 1, ArrowLeft: shown - 1, ArrowUp: shown - 1, Home: 0, End: blocks.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  go(to, true);
});

function open() {
  const shot = blocks[shown]?.item.dataset.shot;
  if (!shot) return;
  video().pause();
  void openDetails(shot, async (work, words) => { await trying(work, words); renew(); });
}

/** What is there stays as it is: somebody may be looking at it. What is new comes in its place. */
function join(list, fresh) {
  const names = new Set(fresh.map((one) => one.id));
  for (const one of [...list.children]) if (!names.has(one.id)) one.remove();
  fresh.forEach((one, at) => {
    if (list.children[at]?.id === one.id) return;
    list.insertBefore(document.getElementById(one.id) ?? one, list.children[at] ?? null);
  });
}

async function refresh() {
  const fresh = await part(`/films/${film}/film/room`);
  const same = find("#stage", fresh).dataset.cut === find("#stage", room).dataset.cut;
  if (same && video()) {
    for (const name of ["#stands", ".take-away"]) find(name, room)?.replaceWith(find(name, fresh));
    localise(room);
    return;
  }
  const ready = find(".ready", room);
  if (!video() && ready && find(".ready", fresh)) {
    find("#stands", room).replaceWith(find("#stands", fresh));
    find("#ready-count", room).replaceWith(find("#ready-count", fresh));
    join(ready, all(".ready > li", fresh));
    return;
  }
  const time = video()?.currentTime ?? 0;
  const playing = video() && !video().paused;
  room.replaceChildren(...fresh.childNodes);
  begin();
  if (time && video()) video().currentTime = time;
  if (playing) video()?.play().catch(() => {});
}

const renew = settled(() => refresh().catch(() => {}), 400);
on("film", (event) => { if (event.film === film) renew(); });
on("shot", (event) => { if (event.film === film && !video()) renew(); });
let connected = false;
on("open", () => { if (connected) renew(); connected = true; });
new ResizeObserver(() => { if (video()) { layOut(); follow(); } }).observe(room);
begin();
