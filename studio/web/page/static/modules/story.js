// The story: as it is written it is shown anew, and long lists of it go on as somebody reads.

import { all, film, find, localise, part, settled } from "./dom.js";
import { more } from "./more.js";
import { on } from "./stream.js";

const book = find("#book");

function begin() {
  localise(book);
  for (const list of all("[data-long]", book)) more(list);
}

async function refresh() {
  const fresh = await part(`/films/${film}/story/book`);
  const [before, now] = [find("#story-now", book), find("#story-now", fresh)];
  // What somebody reads stays where it is, unless there is something else to be read.
  if (before.dataset.document === now.dataset.document && !before.dataset.writes && !now.dataset.writes) return;
  const open = all("details", book).map((one) => one.open);
  book.replaceChildren(...fresh.childNodes);
  all("details", book).forEach((one, at) => { one.open = open[at] ?? false; });
  begin();
}

const soon = settled(() => refresh().catch(() => {}), 400);
on("film", (event) => { if (event.film === film) soon(); });
on("work", (event) => { if (event.film === film && /^(story|publish|cast)/.test(event.data.what)) soon(); });
// Who is asked next is known a moment after the event: while it is written it is looked at now and then in any case.
const LOOK_EVERY_MS = 3000;
setInterval(() => { if (document.visibilityState === "visible" && find("#story-now", book)?.dataset.writes) soon(); }, LOOK_EVERY_MS);
let connected = false;
on("open", () => { if (connected) soon(); connected = true; });
begin();
