// What all modules do with the page: find things, put parts of it in, say something to whoever looks.

export const find = (selector, within = document) => within.querySelector(selector);
export const all = (selector, within = document) => [...within.querySelectorAll(selector)];
export const film = document.body.dataset.film ?? "";
export const may = new Set((document.body.dataset.may ?? "").split(" "));

/** Seconds as a player shows them: 75.2 → 1:15. */
export const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

/** A part of a page, as the server renders it. Rejects with its own sentence where it cannot be had. */
export async function part(url) {
  const answer = await fetch(url, { headers: { accept: "text/html" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (!answer.ok) throw new Error(find("main p", page)?.textContent ?? `The page could not be shown (${answer.status}).`);
  return page.body;
}

/** Say something in a sentence, for a while. */
export function say(text, bad = false) {
  const line = document.createElement("p");
  line.textContent = text;
  line.classList.toggle("bad", bad);
  find("#says").append(line);
  setTimeout(() => line.remove(), bad ? 12000 : 5000);
}

/** Do something that may fail, and say so; gives whether it was done. */
export async function trying(work, done = "") {
  try {
    await work();
    if (done) say(done);
    return true;
  } catch (error) {
    say(error.message, true);
    return false;
  }
}

/** Work that is begun once, however often it is asked for while it is under way: a double click is one. */
export function single(work) {
  let busy = false;
  return async (...given) => {
    if (busy) return undefined;
    busy = true;
    try { return await work(...given); } finally { busy = false; }
  };
}

/** Moments in the words of whoever looks. */
export function localise(within = document) {
  for (const time of all("time[datetime]:not([data-local])", within)) {
    const moment = new Date(time.dateTime);
    if (Number.isNaN(moment.getTime())) continue;
    time.title = time.textContent;
    time.textContent = moment.toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
    time.dataset.local = "";
  }
}

/** Call `work` once nothing has asked for it for so many milliseconds, but at the latest after three times as long. */
export function settled(work, wait) {
  let timer = 0;
  let first = 0;
  return () => {
    const now = performance.now();
    first ||= now;
    clearTimeout(timer);
    const left = Math.max(0, Math.min(wait, first + 3 * wait - now));
    timer = setTimeout(() => {
      first = 0;
      work();
    }, left);
  };
}
