// The board as it plays: each shot for as long as it lasts, its picture or its clip, with what is heard over it.

import { all, clock, find } from "./dom.js";

const LEAD_S = 0.25;
const GAP_S = 0.4;
const READ_A_SECOND = 15; // characters, of a line that nobody speaks here
const dialog = find("#player");
const picture = find("#player-picture");
const clip = find("#player-clip");
const words = find("#player-line");
const bar = find("#player-at");
const time = find("#player-clock");
let shots = [];
let at = 0;
let timer = 0;
let running = false;
let voice = null;
let turn = 0;

const pause = (seconds, mine) => new Promise((resolve) => { timer = setTimeout(() => resolve(mine === turn && running), seconds * 1000); });

/** Play the shots of these cards, from the one that has the focus on. */
export function play(cards) {
  shots = cards.map((card) => ({
    seconds: Number(card.dataset.seconds),
    picture: find(".picture img", card)?.src ?? "",
    clip: card.dataset.clip,
    lines: all(".heard", card).map((line) => ({ text: line.textContent.trim(), sound: line.dataset.sound || line.dataset.scratch })),
    says: find(".no-picture", card)?.textContent ?? "",
  }));
  if (shots.length === 0) return;
  const focused = cards.indexOf(document.activeElement?.closest(".card"));
  dialog.showModal();
  running = true;
  void from(Math.max(0, focused));
}

async function from(place) {
  stop();
  turn += 1;
  const mine = turn;
  for (at = Math.max(0, Math.min(shots.length - 1, place)); at < shots.length; at += 1) {
    show(shots[at]);
    if (!running || !(await over(shots[at], mine))) return;
  }
  running = false;
  label();
}

function show(shot) {
  if (shot.picture) picture.src = shot.picture;
  else picture.removeAttribute("src");
  picture.hidden = Boolean(shot.clip);
  picture.alt = shot.says;
  clip.hidden = !shot.clip;
  if (shot.clip) clip.src = shot.clip;
  words.textContent = shot.lines[0]?.text ?? shot.says;
  const before = shots.slice(0, at).reduce((sum, one) => sum + one.seconds, 0);
  const all = shots.reduce((sum, one) => sum + one.seconds, 0);
  bar.value = all ? before / all : 0;
  time.textContent = `${clock(before)} of ${clock(all)} · shot ${at + 1} of ${shots.length}`;
  const next = shots[at + 1];
  if (next?.picture) new Image().src = next.picture;
  label();
}

/** The lines one after another, and what is left of the shot's time; gives whether it goes on. */
async function over(shot, mine) {
  const began = performance.now();
  if (shot.clip) clip.play().catch(() => {});
  if (!(await pause(LEAD_S, mine))) return false;
  for (const line of shot.lines) {
    words.textContent = line.text;
    if (!(await spoken(line.sound)) && !(await pause(line.text.length / READ_A_SECOND, mine))) return false;
    if (mine !== turn || !running) return false;
    if (!(await pause(GAP_S, mine))) return false;
  }
  const left = shot.seconds - (performance.now() - began) / 1000;
  return left > 0 ? pause(left, mine) : true;
}

/** A line heard to its end; gives whether it could be heard. */
function spoken(sound) {
  voice = new Audio(sound);
  return new Promise((resolve) => {
    voice.onended = voice.onpause = () => resolve(true);
    voice.onerror = () => resolve(false);
    voice.play().catch(() => resolve(false));
  });
}

function stop() {
  clearTimeout(timer);
  voice?.pause();
  voice = null;
  clip.pause();
}

function label() {
  find("#player-play").textContent = running ? "Pause" : "Play";
}

find("#player-play").onclick = () => {
  running = !running;
  label();
  if (running) void from(at >= shots.length ? 0 : at);
  else { turn += 1; stop(); }
};
find("#player-back").onclick = () => { running = true; void from(at - 1); };
find("#player-on").onclick = () => { running = true; void from(at + 1); };
find("#player-close").onclick = () => dialog.close();
dialog.onclose = () => { running = false; turn += 1; stop(); };
dialog.addEventListener("keydown", (event) => {
  if (event.key === " ") { event.preventDefault(); find("#player-play").click(); }
  if (event.key === "ArrowLeft") find("#player-back").click();
  if (event.key === "ArrowRight") find("#player-on").click();
});
