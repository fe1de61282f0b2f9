// Long lists come page by page, as somebody scrolls to their ends; without a script there is a link.

import { all, find, part } from "./dom.js";

/** Have a list go on: `shown` is called for its new entries. */
export function more(list, shown = () => {}) {
  const watching = new IntersectionObserver((entries) => {
    for (const entry of entries) if (entry.isIntersecting) load(entry.target);
  }, { rootMargin: "1500px" });

  async function load(last) {
    watching.unobserve(last);
    try {
      const fresh = await part(find("[data-more]", last).dataset.more);
      const entries = all("li", fresh).filter((one) => !one.id || !document.getElementById(one.id));
      last.replaceWith(...entries);
      shown(list);
      watch();
    } catch {
      setTimeout(() => last.isConnected && watching.observe(last), 3000);
    }
  }

  function watch() {
    for (const last of all(":scope > .more", list)) watching.observe(last);
  }

  watch();
  return watch;
}
