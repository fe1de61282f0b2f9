// Files that a film is made of: sent to REST as soon as they are chosen, and named in the film by what that answers.

import { all, find } from "../dom.js";
import { ask } from "../rest.js";

const size = (bytes) => (bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1000))} KB` : `${(bytes / 1e6).toFixed(1)} MB`);

async function sent(file, kind) {
  const form = new FormData();
  form.append("kind", kind);
  form.append("file", file, file.name);
  return ask("/uploads", "POST", form);
}

/** The files of a form; `changed` hears of every change. */
export function files(changed) {
  const list = find("#files");
  const problem = find("#file-error");
  let sentOnes = [];
  let music = null;

  function show() {
    list.replaceChildren(...sentOnes.map((one, place) => {
      const line = document.createElement("li");
      const name = Object.assign(document.createElement("span"), { textContent: one.name, dir: "auto", className: "grow" });
      const told = Object.assign(document.createElement("span"), { className: "hint", textContent: one.blob ? `${one.kind === "shots" ? "shot list · " : ""}${size(one.blob.size)}` : "being sent…" });
      const away = Object.assign(document.createElement("button"), { type: "button", className: "quiet", textContent: "✕", title: "Leave it out" });
      away.setAttribute("aria-label", `Leave out ${one.name}`);
      away.onclick = () => { sentOnes.splice(place, 1); show(); changed(); };
      line.append(name, told, away);
      return line;
    }));
    find("#sound-says").textContent = music ? `${music.name} · ${size(music.blob.size)}` : "";
  }

  async function take(chosen) {
    problem.hidden = true;
    for (const file of chosen) {
      const one = { name: file.name, kind: /\.json$/i.test(file.name) ? "shots" : "story", blob: null };
      sentOnes.push(one);
      show();
      try {
        one.blob = await sent(file, one.kind);
      } catch (error) {
        sentOnes = sentOnes.filter((other) => other !== one);
        problem.textContent = error.message;
        problem.hidden = false;
      }
      show();
      changed();
    }
  }

  async function takeMusic(file) {
    const told = find("#music-error");
    told.hidden = true;
    find("#sound-says").textContent = "being sent…";
    try {
      music = { name: file.name, blob: await sent(file, "sound") };
    } catch (error) {
      music = null;
      told.textContent = error.message;
      told.hidden = false;
    }
    show();
    changed();
  }

  return {
    take,
    takeMusic,
    music: () => music?.blob,
    material: () => {
      const there = sentOnes.filter((one) => one.blob);
      const shots = there.find((one) => one.kind === "shots");
      if (shots) return { shots: shots.blob };
      if (there.length === 0) return {};
      return { story: there.length === 1 ? there[0].blob : there.map((one) => one.blob) };
    },
    /** A sentence with files called by their names. */
    named: (sentence) => {
      const there = sentOnes.filter((one) => one.blob);
      const called = (at) => there[at]?.name ?? "the file";
      return sentence.replace(/\b(?:story|shots)\[(\d+)\](?![.[])/g, (_, at) => called(Number(at))).replace(/^(?:story|shots)(?= )/, () => called(0));
    },
    said: () => ({ material: sentOnes.filter((one) => one.blob), music }),
    restore: (before) => { sentOnes = before.material ?? []; music = before.music ?? null; show(); },
  };
}

/** Have files taken in where they are chosen and dropped. */
export function takeFiles(given) {
  const drop = find("#drop");
  const chosen = find("#file");
  chosen.onchange = () => { const some = [...chosen.files]; chosen.value = ""; void given.take(some); };
  find("#sound").onchange = (event) => { if (event.target.files[0]) void given.takeMusic(event.target.files[0]); };
  for (const kind of ["dragenter", "dragover"]) drop.addEventListener(kind, (event) => { event.preventDefault(); drop.dataset.over = ""; });
  for (const kind of ["dragleave", "drop"]) drop.addEventListener(kind, () => delete drop.dataset.over);
  drop.addEventListener("drop", (event) => { event.preventDefault(); void given.take([...event.dataTransfer.files]); });
  // A file that is let go beside its place would take the page away.
  for (const kind of ["dragover", "drop"]) addEventListener(kind, (event) => { if (all("#drop").every((one) => !one.contains(event.target))) event.preventDefault(); });
}
