// The ledger of all films: summed otherwise without another page, and anew when something was paid.

import { all, find, part, settled, trying } from "./dom.js";
import { on } from "./stream.js";

const ledger = find("#ledger");
let asking = 0;

async function refresh() {
  const mine = ++asking;
  const fresh = await part(`/money/sums${location.search}`);
  if (mine !== asking) return;
  const focused = ledger.contains(document.activeElement) ? document.activeElement.textContent : "";
  ledger.replaceChildren(...fresh.childNodes);
  if (focused) all("a", ledger).find((one) => one.textContent === focused)?.focus();
}
const soon = settled(() => refresh().catch(() => {}), 600);

// What was chosen counts from then on, also for whoever chooses again before it is there.
ledger.addEventListener("click", (event) => {
  const asked = event.target.closest("a[data-ask]");
  if (!asked || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  const now = new URL(location.href);
  const { ask, said } = asked.dataset;
  if (said) now.searchParams.set(ask, said);
  else now.searchParams.delete(ask);
  history.replaceState(null, "", now);
  void trying(refresh);
});

on("film", soon);
on("work", ({ data }) => { if (data.state !== "begun") soon(); });
let connected = false;
on("open", () => { if (connected) soon(); connected = true; });
