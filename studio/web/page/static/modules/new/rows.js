// Shots defined from nothing: a row each, added, moved and removed by buttons and by keys; lines that are pasted become rows.

import { all, find } from "../dom.js";

const FIELDS = ["enhanced_prompt", "lines", "duration", "shot_type", "camera_movement"];
const SPEAKER = /^(\p{Lu}[^:\n]{0,40}):\s+(.+)$/u;

/** Lines as people write them: whose each is stands before a colon. */
function heard(text) {
  return text.split("\n").map((one) => one.trim()).filter(Boolean).map((one) => {
    const [, who, words] = one.match(SPEAKER) ?? [];
    return who && who.toLowerCase() !== "narrator" ? { subject: who.trim(), text: words, as: "speech" } : { text: words ?? one };
  });
}

/** The table of shots; `changed` hears of every change. */
export function rows(changed) {
  const list = find("#rows");
  const sample = find("#row");
  const usual = Number(list.dataset.usual);
  const input = (row, name) => find(`[name=${name}]`, row);
  const every = () => all(":scope > .row", list);

  function made(said = {}) {
    const row = sample.content.firstElementChild.cloneNode(true);
    for (const name of FIELDS) if (said[name]) put(input(row, name), said[name]);
    return row;
  }

  function put(field, said) {
    if (field.tagName !== "SELECT") field.value = said;
    else if ([...field.options].some((one) => one.value === said)) field.value = said;
  }

  function add(behind = null, said = {}, focus = true) {
    const row = made(said);
    if (behind) behind.after(row);
    else list.append(row);
    number();
    if (focus) input(row, "enhanced_prompt").focus();
    return row;
  }

  function remove(row) {
    const next = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    if (every().length === 0) add();
    else input(next, "enhanced_prompt").focus();
    number();
    changed();
  }

  function move(row, steps) {
    const focused = document.activeElement;
    if (steps < 0) row.previousElementSibling?.before(row);
    else row.nextElementSibling?.after(row);
    if (row.contains(focused)) focused.focus();
    number();
    changed();
  }

  function number() {
    every().forEach((row, place) => {
      find(".place", row).textContent = place + 1;
      row.setAttribute("aria-label", `Shot ${place + 1}`);
      find("[data-up]", row).disabled = place === 0;
      find("[data-down]", row).disabled = place === every().length - 1;
      for (const [name, words] of [["up", "earlier"], ["down", "later"]]) find(`[data-${name}]`, row).setAttribute("aria-label", `Move shot ${place + 1} ${words}`);
      find("[data-remove]", row).setAttribute("aria-label", `Remove shot ${place + 1}`);
    });
    const filled = every().filter((row) => input(row, "enhanced_prompt").value.trim());
    const seconds = filled.reduce((sum, row) => sum + (Number(input(row, "duration").value) || usual), 0);
    find("#rows-sum").textContent = filled.length ? `${filled.length} shot${filled.length === 1 ? "" : "s"}, ${Math.round(seconds * 10) / 10} s` : "";
  }

  list.addEventListener("input", number);
  list.addEventListener("click", (event) => {
    const row = event.target.closest(".row");
    if (event.target.closest("[data-remove]")) remove(row);
    else if (event.target.closest("[data-up]")) move(row, -1);
    else if (event.target.closest("[data-down]")) move(row, 1);
  });
  list.addEventListener("keydown", (event) => {
    const row = event.target.closest(".row");
    if (!row || event.isComposing) return;
    if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) move(row, event.key === "ArrowUp" ? -1 : 1);
    else if (event.altKey && event.key === "Delete") remove(row);
    else if (event.key === "Enter" && !event.shiftKey && !event.ctrlKey && !event.metaKey && event.target.matches("[name=enhanced_prompt], [name=duration]")) add(row);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  list.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n+$/, "");
    if (!event.target.matches("[name=enhanced_prompt]") || !/[\n\t]/.test(text)) return;
    event.preventDefault();
    let row = event.target.closest(".row");
    const empty = !event.target.value.trim();
    text.split("\n").filter((one) => one.trim()).forEach((line, place) => {
      const cells = line.split("\t").map((one) => one.trim());
      const said = Object.fromEntries(FIELDS.map((name, at) => [name, name === "duration" ? (cells[at] ?? "").replace(",", ".").replace(/\s*s$/, "") : cells[at] ?? ""]));
      if (place === 0 && empty) {
        for (const name of FIELDS) if (said[name]) put(input(row, name), said[name]);
      } else row = add(row, said, false);
    });
    input(row, "enhanced_prompt").focus();
    number();
    changed();
  });
  find("#add-row").onclick = () => { add(); changed(); };

  const filled = () => every().filter((row) => FIELDS.slice(0, 2).some((name) => input(row, name).value.trim()));

  /** The row that a field such as `shots[2].duration` is of, its place in the table, and what is typed there. */
  function told(field) {
    const [, at, name] = field.match(/^shots\[(\d+)\](?:\.(\w+))?/) ?? [];
    const row = at === undefined ? null : filled()[Number(at)] ?? null;
    return { row, place: every().indexOf(row), asked: row && name ? input(row, name) : null };
  }

  return {
    least: () => { if (every().length === 0) { add(null, {}, false); } },
    empty: () => filled().length === 0,
    said: () => filled().map((row) => Object.fromEntries(FIELDS.map((name) => [name, input(row, name).value]))),
    restore: (before) => { for (const one of before) add(null, one, false); },
    entries: () => filled().map((row) => {
      const entry = { enhanced_prompt: input(row, "enhanced_prompt").value.trim() };
      const lines = heard(input(row, "lines").value);
      if (lines.length) entry.lines = lines;
      const seconds = input(row, "duration").value;
      entry.duration = seconds === "" ? usual : Number(seconds);
      entry.shot_type = input(row, "shot_type").value;
      entry.camera_movement = input(row, "camera_movement").value;
      return entry;
    }),
    /** Where a sentence about `shots[2].duration` belongs; null where it is about no row. */
    problem: (field) => {
      const { row, asked } = told(field);
      asked?.setAttribute("aria-invalid", "true");
      return row ? { place: find(".problem", row), input: asked } : null;
    },
    /** The sentence with that field called as its column is. */
    named: (field, sentence) => {
      const { place, asked } = told(field);
      if (!asked || !sentence.startsWith(field)) return sentence;
      return `Shot ${place + 1}: ${find("span", asked.closest("label")).textContent.toLowerCase()}${sentence.slice(field.length)}`;
    },
  };
}
