// Saved subjects: renamed, made one, forgotten, through REST and after a question.

import { all, find, localise, part, say, trying } from "../dom.js";
import { asked, confirmed } from "../questions.js";
import { ask } from "../rest.js";

const box = find("#subjects");
const at = (name) => `/subjects/${encodeURIComponent(name)}`;

// A picture that is gone from the store leaves its place to the others; a policy allows no handler in the page itself.
const none = (picture) => picture.closest("a").toggleAttribute("hidden", true);
function lost() {
  for (const one of all(".strip img", box)) if (one.complete && one.currentSrc && one.naturalWidth === 0) none(one);
}
box.addEventListener("error", (event) => { if (event.target.matches?.(".strip img")) none(event.target); }, true);

async function renew(words) {
  await trying(async () => {
    const fresh = await part("/library/subjects?part=true");
    box.replaceChildren(...fresh.childNodes);
    localise(box);
    lost();
    (find("button", box) ?? find("#main")).focus();
  });
  if (words) say(words);
}

async function rename(name) {
  const said = await asked(`Rename ${name}`, "Films that use it keep what they have.", [
    { name: "name", label: "Its name from now on", value: name, required: true, wide: true },
  ], "Rename", (values) => ask(at(name), "PATCH", { name: values.name.trim() }));
  if (said) await renew(`It is called ${said.name.trim()} now.`);
}

async function merge(name) {
  const others = all("[data-subject]", box).map((one) => one.dataset.subject).filter((one) => one !== name);
  let told = null;
  const said = await asked(`Make ${name} one with another`, `The other one stays, with its own words and voice, and gets the pictures of ${name}. ${name} is there no more.`, [
    { name: "into", label: "The one that stays", options: others, value: others[0], wide: true },
  ], "Make them one", async ({ into }) => { told = await ask(`${at(name)}/merge`, "POST", { into }); });
  if (said) await renew(`${said.into} got ${told.added} picture${told.added === 1 ? "" : "s"}${told.left_out ? `; for ${told.left_out} there was no room` : ""}.`);
}

async function forget(name) {
  if (!(await confirmed(`Forget ${name}?`, "It is taken out of the library. Films that use it keep what they have.", "Forget it"))) return;
  if (await trying(() => ask(at(name), "DELETE"))) await renew(`${name} is forgotten.`);
}

box.addEventListener("click", (event) => {
  const name = event.target.closest("[data-subject]")?.dataset.subject;
  if (event.target.closest("[data-rename]")) void rename(name);
  else if (event.target.closest("[data-merge]")) void merge(name);
  else if (event.target.closest("[data-forget]")) void forget(name);
});
lost();
