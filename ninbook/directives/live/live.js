/* Offers to load the live network. All else comes with it, so that a page weighs little without. */
(() => {
  "use strict";
  const { fill, make } = globalThis.ninbookDom;

  function offer(element) {
    const { folder, settings, megabytes, words } = JSON.parse(element.dataset.settings);
    if (location.protocol === "file:") {
      element.append(make("p", { class: "live-private" }, words.from_file));
      return;
    }
    const number = megabytes.toLocaleString(document.documentElement.lang || "en");
    const button = make("button", { type: "button" }, fill(words.start, { megabytes: number }));
    const status = make("p", { class: "live-status", role: "status" });
    const say = (word, values = {}) => { status.textContent = word && fill(words[word], values); };
    element.append(button, make("p", { class: "live-private" }, words.private), status);

    button.addEventListener("click", async () => {
      if (button.getAttribute("aria-disabled")) return;
      button.setAttribute("aria-disabled", "true");   // and keeps the focus
      try {
        const base = new URL(folder, document.baseURI);
        const { start } = await import(new URL("panel.js", base).href);
        await start(element, new URL(settings, base), say);
        button.remove();
        status.remove();
      } catch (error) {
        button.removeAttribute("aria-disabled");
        if (error instanceof TypeError) say("offline");   // what a browser throws where nothing comes
        else say("failed", { reason: error?.message || String(error) });
      }
    });
  }

  document.querySelectorAll('[data-widget="live"][data-settings]').forEach(offer);
})();
