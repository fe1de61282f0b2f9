// Who can narrate: the voices of whoever speaks, by language.

import { find } from "../dom.js";
import { ask } from "../rest.js";

const names = new Intl.DisplayNames(["en"], { type: "language" });
const called = (code) => { try { return names.of(code) ?? code; } catch { return code; } };
const option = (value, text) => Object.assign(document.createElement("option"), { value, textContent: text });

/** The choice of a narrator; `changed` hears where another one is chosen since the last is not offered any more. */
export function voices(changed) {
  const speech = find("#speech");
  const language = find("#language");
  const narrator = find("#narrator");
  const says = find("#narrator-says");
  let known = [];
  let of = null;

  async function load(wanted = narrator.value) {
    if (of !== speech.value) {
      of = speech.value;
      const provider = speech.value || "piper";
      const told = await ask(`/voices?provider=${encodeURIComponent(provider)}`).catch((error) => ({ voices: [], unusable: [error.message] }));
      known = told.voices;
      says.textContent = known.length ? "" : told.unusable[0] ?? "It lists no voices.";
      languages();
    }
    const offered = known.filter((one) => !language.value || one.languages.length === 0 || one.languages.includes(language.value));
    narrator.replaceChildren(option("", "Chosen by its cast"), ...offered.map((one) => option(one.name, `${one.title || one.name}${one.about ? `, ${one.about}` : ""}`)));
    narrator.value = offered.some((one) => one.name === wanted) ? wanted : "";
    if (narrator.value !== wanted) changed();
  }

  function languages() {
    const before = language.value;
    const codes = [...new Set(known.flatMap((one) => one.languages))].sort((one, other) => called(one).localeCompare(called(other)));
    language.replaceChildren(option("", "That of its text"), ...codes.map((code) => option(code, called(code))));
    language.value = codes.includes(before) ? before : "";
  }

  speech.addEventListener("change", () => load());
  language.addEventListener("change", () => load());
  return { load };
}
