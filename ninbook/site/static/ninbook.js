/* Framework tabs that move together, framework choosers in sidebar and header, and copy buttons. */
(() => {
  "use strict";
  const KEY = "ninbook-framework";
  const root = document.documentElement;
  const WORDS = {
    en: { framework: "Framework", copy: "Copy code", copied: "Copied", failed: "Copying failed" },
    ko: { framework: "프레임워크", copy: "코드 복사", copied: "복사됨", failed: "복사하지 못함" },
  };
  const words = WORDS[(root.lang || "en").slice(0, 2).toLowerCase()] || WORDS.en;

  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (value !== null) element.setAttribute(name, value);
    }
    element.append(...children);
    return element;
  };
  const fill = (template, values) => template.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  globalThis.ninbookDom = { fill, load, make };   // for widgets, which come later

  /* Storage can be denied altogether, and then even naming it throws. */
  const store = (framework) => {
    try { localStorage.setItem(KEY, framework); } catch { /* this page only, then */ }
  };

  /* ---- Tabs ---------------------------------------------------------------------------- */

  const groups = [];          // { element, list, panels, tabs }, one for each group with a choice
  const followers = [];       // { element, panels }: groups that show what is chosen elsewhere
  const titles = new Map();   // framework -> title, in the order of the page
  const selects = [];         // the choosers

  function buildGroup(element, number) {
    const panels = [...element.children].filter((child) => child.matches(".tab-panel"));
    if (element.matches(".follows")) {
      followers.push({ element, panels });
      return 0;
    }
    for (const panel of panels) {
      const { framework, title } = panel.dataset;
      if (!titles.has(framework)) titles.set(framework, title || framework);
    }
    if (panels.length > 1) {
      const list = make("div", { class: "tablist", role: "tablist", "aria-label": words.framework });
      const tabs = panels.map((panel, i) => {
        panel.id ||= `tabs-${number}-panel-${i + 1}`;
        const tab = make("button", {
          type: "button", role: "tab", class: "tab", id: `tabs-${number}-tab-${i + 1}`,
          "aria-controls": panel.id,
        }, panel.dataset.title || panel.dataset.framework);
        tab.addEventListener("click", () => choose(panel.dataset.framework, list));
        panel.setAttribute("role", "tabpanel");
        panel.setAttribute("aria-labelledby", tab.id);
        // A panel with a link or a button is reached through it; another needs a stop of its own.
        if (!panel.querySelector("a[href], button, input, select, textarea, summary")) {
          panel.tabIndex = 0;
        }
        list.append(tab);
        return tab;
      });
      list.addEventListener("keydown", (event) => onKey(event, tabs));
      groups.push({ element, list, panels, tabs });
      element.prepend(list);
    }
    return panels.length;
  }

  function onKey(event, tabs) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    const here = tabs.indexOf(event.target);
    const there = {
      ArrowLeft: here - 1, ArrowRight: here + 1, Home: 0, End: tabs.length - 1,
    }[event.key];
    if (here < 0 || there === undefined) return;
    event.preventDefault();
    const tab = tabs[(there + tabs.length) % tabs.length];
    tab.focus({ preventScroll: true });
    tab.click();
  }

  /* Every group shows the framework, or its first panel where it lacks that framework. */
  function show(framework) {
    for (const { element, list, panels, tabs } of groups) {
      const found = panels.findIndex((panel) => panel.dataset.framework === framework);
      const chosen = Math.max(found, 0);
      panels.forEach((panel, i) => {
        panel.hidden = i !== chosen;
        tabs[i].setAttribute("aria-selected", String(i === chosen));
        tabs[i].tabIndex = i === chosen ? 0 : -1;
      });
      element.dataset.ready = "";
      // On a narrow screen the row scrolls sideways; scrollIntoView could also move the page.
      const tab = tabs[chosen];
      const left = tab.offsetLeft - list.offsetLeft;
      if (left < list.scrollLeft) list.scrollLeft = left;
      else if (left + tab.offsetWidth > list.scrollLeft + list.clientWidth) {
        list.scrollLeft = left + tab.offsetWidth - list.clientWidth;
      }
    }
    for (const { element, panels } of followers) {
      const chosen = panels.find((panel) => panel.dataset.framework === framework) || panels[0];
      for (const panel of panels) panel.hidden = panel !== chosen;
      element.dataset.ready = "";
    }
    for (const select of selects) {
      select.value = titles.has(framework) ? framework : select.options[0].value;
    }
  }

  function showInPlace(framework, anchor = firstInView()) {
    keepPlace(() => {
      root.dataset.framework = framework;
      show(framework);
    }, anchor);
  }

  /* Changes the page while the anchor stays where the reader sees it. The browser's own anchoring
     has to rest meanwhile, or both would make up for the same difference. */
  function keepPlace(change, anchor) {
    root.style.overflowAnchor = "none";
    const before = anchor?.getBoundingClientRect().top;
    change();
    if (anchor) {
      const top = window.scrollY + anchor.getBoundingClientRect().top - before;
      // Near the end a page that became shorter could not be scrolled that far.
      document.body.style.minHeight = `${top + window.innerHeight}px`;
      window.scrollTo({ top, behavior: "instant" });
    }
    requestAnimationFrame(() => { root.style.overflowAnchor = ""; });
  }

  function firstInView() {
    const blocks = document.querySelectorAll(
      "article :is(h1, h2, h3, h4, p, li, figure, .tabs):not(.tab-panel *)");
    return [...blocks].find((block) => {
      const box = block.getBoundingClientRect();
      return box.height && box.bottom > 64;   // below the header of narrow screens
    });
  }

  /* The reader's own choice, as opposed to that of a link: it is remembered and enters the URL. */
  function choose(framework, anchor) {
    showInPlace(framework, anchor);
    store(framework);
    writeUrl(framework);
  }

  function writeUrl(framework) {
    try {
      const url = new URL(location.href);
      url.searchParams.set("framework", framework);
      history.replaceState(history.state, "", url);
    } catch { /* a page opened from a file cannot change its URL */ }
  }

  /* A link into a hidden panel has to open that panel. */
  function revealTarget() {
    let target = null;
    let own = null;   // what the tab shown has in its place
    try {
      const name = decodeURIComponent(location.hash.slice(1));
      target = document.getElementById(name);
      own = document.getElementById(`${name}-${root.dataset.framework}`);
    } catch { /* not a well-formed fragment */ }
    const panel = target?.closest(".tab-panel[hidden]");
    if (!panel) return;
    if (!own) showInPlace(panel.dataset.framework, null);
    (own || target).scrollIntoView({ behavior: "instant" });
  }

  /* One in the sidebar and one in the header, which stands where the sidebar is out of sight. */
  function buildChoosers() {
    // Beside the scrolling part rather than in it, so that it never leaves the screen.
    const sidebar = document.querySelector(".sidebar-scroll");
    sidebar?.before(buildChooser("framework-chooser"));
    document.querySelector(".mobile-header .header-right")?.prepend(buildChooser("header-chooser"));
  }

  function buildChooser(id) {
    const select = make("select", { id: `${id}-select`, class: "framework-select" });
    for (const [framework, title] of titles) select.add(new Option(title, framework));
    select.addEventListener("change", () => choose(select.value));
    selects.push(select);
    return make("div", { id }, make("label", { for: select.id }, words.framework), select);
  }

  /* ---- Copy buttons -------------------------------------------------------------------- */

  const status = make("div", { class: "copy-status", role: "status", "aria-live": "polite" });

  /* The code alone: no line numbers, prompts or printed results. */
  function codeOf(pre) {
    const copy = pre.cloneNode(true);
    copy.querySelectorAll(".linenos, .gp, .go").forEach((part) => { part.remove(); });
    return copy.textContent.replace(/^\n+|\s+$/g, "") + "\n";
  }

  async function writeClipboard(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch { /* not a secure page, or refused: the old way */ }
    /** @type {any} */
    const focused = document.activeElement;
    const area = make("textarea", { class: "copy-area", readonly: "", "aria-hidden": "true" });
    area.value = text;
    document.body.append(area);
    area.select();
    let done = false;
    try { done = document.execCommand("copy"); } catch { /* done stays false */ }
    area.remove();
    focused?.focus({ preventScroll: true });
    return done;
  }

  function addCopyButton(pre) {
    const button = make("button", {
      type: "button", class: "copy", "aria-label": words.copy, title: words.copy,
    });
    let timer = 0;
    button.addEventListener("click", async () => {
      const done = await writeClipboard(codeOf(pre));
      const message = done ? words.copied : words.failed;
      button.dataset.message = message;
      button.dataset.done = String(done);
      status.textContent = "";   // so that a second copy is announced too
      requestAnimationFrame(() => { status.textContent = message; });
      clearTimeout(timer);
      timer = setTimeout(() => {
        delete button.dataset.message;
        delete button.dataset.done;
        status.textContent = "";
      }, 2000);
    });
    pre.after(button);
  }

  function prepareBoxes() {
    // Not every browser lets the keyboard scroll a box that holds nothing to focus.
    const watcher = new ResizeObserver((entries) => {
      for (const { target } of entries) {
        const scrolls = target.scrollWidth > target.clientWidth + 1
          || target.scrollHeight > target.clientHeight + 1;
        if (scrolls) target.setAttribute("tabindex", "0");
        else target.removeAttribute("tabindex");
      }
    });
    for (const table of document.querySelectorAll("article :is(.table-wrapper, .results, .cell-output)")) {
      watcher.observe(table);
    }
    for (const pre of document.querySelectorAll("article .highlight pre")) {
      watcher.observe(pre);
      if (!pre.closest(".output, .linenos, .linenodiv")) addCopyButton(pre);
    }
  }

  /* ---- Languages ------------------------------------------------------------------------ */

  /* A page has the same numbered section ids in every language. */
  function sectionInView() {
    let found = "";
    for (const mark of document.querySelectorAll('article [id^="section-"]')) {
      const section = mark.tagName === "SECTION" ? mark : mark.parentElement;
      const { top, bottom } = section.getBoundingClientRect();
      if (top <= innerHeight / 3 && bottom > 0) found = mark.id;
    }
    return found && found !== "section-0" ? `#${found}` : "";
  }

  /** @type {NodeListOf<HTMLAnchorElement>} */
  const switches = document.querySelectorAll("a[data-language-switch]");
  for (const link of switches) {
    const bare = link.getAttribute("href");
    link.addEventListener("click", () => {
      const framework = root.dataset.framework;
      const query = new URLSearchParams(location.search);   // what a widget keeps there, too
      query.delete("framework");
      if (titles.has(framework)) query.set("framework", framework);
      link.href = bare + (String(query) && `?${query}`) + sectionInView();
    });
  }

  /* ---- Search --------------------------------------------------------------------------- */

  /* Ctrl+K, or ⌘K on a Mac: to the field, or to its page where the sidebar is out of sight. */
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || event.ctrlKey === event.metaKey) return;
    if (event.altKey || event.shiftKey) return;
    /** @type {HTMLInputElement} */
    const field = document.querySelector('[role="search"] [name="q"]');
    if (!field) return;
    event.preventDefault();
    const { left, right } = field.getBoundingClientRect();
    if (right <= 0 || left >= innerWidth) location.href = field.form.action;
    else field.select();
  });

  /* ---- What comes later --------------------------------------------------------------------- */

  const folder = /** @type {HTMLScriptElement} */ (document.currentScript).src;
  const loads = new Map();   // address -> promise

  /* A style sheet or a script, once. Scripts run in the order in which they are asked for. */
  function load(address) {
    if (!loads.has(address)) {
      loads.set(address, new Promise((resolve, reject) => {
        const element = /\.css(\?|$)/.test(address)
          ? make("link", { rel: "stylesheet", href: address }) : make("script", { src: address });
        element.async = false;
        element.addEventListener("load", resolve);
        element.addEventListener("error", () => {
          loads.delete(address);   // another try may do better
          element.remove();
          reject(new Error(`can't load ${address}`));
        });
        document.head.append(element);
      }));
    }
    return loads.get(address);
  }

  /* Cards for citations, figures, equations and sections; a finger follows the link at once. */
  function prepareCard(event) {
    const link = event.target.closest?.('article a.reference.internal[href*="#"]');
    if (!link || event.pointerType === "touch" || link.closest(".toctree-wrapper")) return;
    load(new URL("cards.js", folder).href).then(() => window.ninbookCard(link, event), () => {});
  }
  document.addEventListener("pointerover", prepareCard);
  document.addEventListener("focusin", prepareCard);

  /* Few readers verify, so the script for it comes when one does. */
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest("button.verify");
    if (!button) return;
    load(new URL("verify.js", folder).href).then(() => window.ninbookVerify(button), () => {});
  });

  /* ---- Widgets -------------------------------------------------------------------------- */

  /* Loads a widget when the reader comes near, and starts it while it is out of sight, so that
     nothing moves under the reader's eyes. Where it is in sight by then, its button starts it. */
  function prepareWidget(element, number) {
    const { widget, files, parameters, settings } = element.dataset;
    const loadFiles = () => Promise.all(files.split(" ").map(load));
    const watchers = [];
    const watch = (rootMargin, react) => {
      const watcher = new IntersectionObserver((entries) => react(entries.at(-1)), { rootMargin });
      watcher.observe(element);
      watchers.push(watcher);
    };

    async function start() {
      await loadFiles();
      if ("alive" in element.dataset) return;
      element.dataset.alive = "";
      watchers.forEach((watcher) => { watcher.disconnect(); });
      const { top, bottom } = element.getBoundingClientRect();
      const isFocused = element.contains(document.activeElement);
      keepPlace(
        () => globalThis.ninbookWidgets[widget](element, JSON.parse(settings), number),
        top > innerHeight ? null : bottom < 0 ? firstInView() : element,
      );
      if (isFocused) element.querySelector("select, input, button").focus({ preventScroll: true });
    }

    const ignore = () => {};   // what can't be loaded leaves what readers without scripts see
    element.querySelector(".widget-start").addEventListener("click", () => start().catch(ignore));
    const names = parameters.split(" ").filter(Boolean)
      .map((name) => (number ? `${name}-${number + 1}` : name));
    const query = new URLSearchParams(location.search);
    if (names.some((name) => query.has(name))) {
      start().catch(ignore);   // the reader's own state is in the address
      return;
    }
    watch("100% 0px", ({ isIntersecting }) => {
      if (!isIntersecting || watchers.length > 1) return;
      loadFiles().then(() => {
        // Browsers count it as a move of the page if it grows in a frame in which it is scrolled, too.
        const startWhenStill = (y) => requestAnimationFrame(() => {
          const { top, bottom } = element.getBoundingClientRect();
          if (scrollY !== y) startWhenStill(scrollY);
          else if (top > innerHeight || bottom < 0) start();
        });
        watch("0px", () => startWhenStill(scrollY));
      }, ignore);
    });
  }

  /* ---- Start --------------------------------------------------------------------------- */

  document.body.append(status);
  prepareBoxes();
  const found = [...document.querySelectorAll(".tabs")].filter((tabs, i) => buildGroup(tabs, i + 1));
  if (found.length) buildChoosers();
  show(root.dataset.framework);
  root.dataset.tabsReady = "";
  const counts = {};
  /** @type {NodeListOf<HTMLElement>} */
  const widgets = document.querySelectorAll(".widget[data-files]");
  for (const element of widgets) {
    const name = element.dataset.widget;
    prepareWidget(element, counts[name] || 0);
    counts[name] = (counts[name] || 0) + 1;
  }
  // A link's framework becomes the reader's; early.js has set it, or what was remembered.
  if (titles.has(root.dataset.framework)) store(root.dataset.framework);
  revealTarget();

  window.addEventListener("hashchange", revealTarget);
  window.addEventListener("storage", (event) => {
    if (event.key !== KEY || !event.newValue || event.newValue === root.dataset.framework) return;
    showInPlace(event.newValue);
    if (new URLSearchParams(location.search).has("framework")) writeUrl(event.newValue);
  });
})();
