/* Offers to load the live network. All else comes with it, so that a page weighs little without. */
(() => {
  "use strict";
  const fill = (template, values) => template.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const paragraph = (name, text = "") => {
    const element = document.createElement("p");
    element.className = name;
    element.textContent = text;
    return element;
  };

  function offer(element) {
    const { folder, settings, megabytes, words } = JSON.parse(element.dataset.settings);
    if (location.protocol === "file:") {
      element.append(paragraph("live-private", words.from_file));
      return;
    }
    const number = megabytes.toLocaleString(document.documentElement.lang || "en");
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = fill(words.start, { megabytes: number });
    const status = paragraph("live-status");
    status.setAttribute("role", "status");
    const say = (word, values = {}) => { status.textContent = word && fill(words[word], values); };
    element.append(button, paragraph("live-private", words.private), status);

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
