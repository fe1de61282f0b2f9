// The order of the cards: one is moved by its buttons, by keys, or by dragging it.

import { film } from "../dom.js";
import { decide } from "../rest.js";
import { cards, done, list } from "./cards.js";

export function moved(card, by) {
  const order = cards();
  const at = order.indexOf(card) + by;
  const other = order[at];
  if (!other) return;
  done(() => decide(film, "move", { shot: card.id, [by < 0 ? "before" : "after"]: other.id }));
}

let dragged = null;
list.addEventListener("dragstart", (event) => {
  dragged = event.target.closest(".card");
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged.id);
});
const clear = () => cards().forEach((card) => card.classList.remove("over-before", "over-after"));
const before = (card, event) => event.clientX < card.getBoundingClientRect().left + card.offsetWidth / 2;
list.addEventListener("dragover", (event) => {
  const card = event.target.closest(".card");
  if (!dragged || !card || card === dragged) return;
  event.preventDefault();
  clear();
  card.classList.add(before(card, event) ? "over-before" : "over-after");
});
list.addEventListener("dragend", () => { clear(); dragged = null; });
list.addEventListener("drop", (event) => {
  const card = event.target.closest(".card");
  clear();
  if (!dragged || !card || card === dragged) return;
  event.preventDefault();
  const shot = dragged.id;
  const where = before(card, event) ? "before" : "after";
  dragged = null;
  done(() => decide(film, "move", { shot, [where]: card.id }));
});
