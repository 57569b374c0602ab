/* Cards: what a reference leads to, shown beside it on hover and on focus. `ninbook.js` loads this
   file when a reader first comes to a reference. */
window.ninbookCard = (() => {
  "use strict";
  const DELAY = 200;
  const pages = new Map();   // address -> promise of a document
  const card = document.createElement("div");
  card.id = "reference-card";
  card.className = "reference-card";
  card.setAttribute("role", "tooltip");
  card.hidden = true;
  (document.querySelector("article") || document.body).append(card);   // for the article's styles
  let shown = null;
  let timer = 0;

  /* This page, or another one of the site; a page opened from a file may read no other. */
  function pageOf(url) {
    if (url.pathname === location.pathname) return document;
    if (!url.protocol.startsWith("http") || url.origin !== location.origin) return null;
    const address = url.origin + url.pathname;
    if (!pages.has(address)) {
      pages.set(address, fetch(address)
        .then((answer) => (answer.ok ? answer.text() : ""))
        .then((text) => new DOMParser().parseFromString(text, "text/html"), () => null));
    }
    return pages.get(address);
  }

  /* The parts of a target that a card shows: an entry, a figure, a table, an equation, or a
     heading with the first paragraph below it. */
  function partsOf(target) {
    const citation = target.closest(".citation");
    if (citation) return [...citation.querySelectorAll("p")];
    const whole = target.closest("figure, .table-wrapper, .math-wrapper, div.math");
    if (whole) return [whole];
    const section = target.closest("section");
    if (!section) return [];
    return ["h1, h2, h3, h4", "p"].map((name) =>
      [...section.children].find((child) => child.matches(name))).filter(Boolean);
  }

  function copyOf(part) {
    const isHeading = /^H\d$/.test(part.tagName);
    const copy = isHeading ? document.createElement("p") : document.importNode(part, true);
    if (isHeading) copy.append(...document.importNode(part, true).childNodes);
    copy.classList.toggle("card-title", isHeading);
    copy.querySelectorAll(".headerlink, .copy, script, style").forEach((child) => { child.remove(); });
    // What is copied must not take focus, nor the names of what it is copied from.
    copy.querySelectorAll("a, [tabindex]").forEach((child) => {
      child.removeAttribute("href");
      child.removeAttribute("tabindex");
    });
    [copy, ...copy.querySelectorAll("[id]")].forEach((child) => { child.removeAttribute("id"); });
    return copy;
  }

  async function contentOf(link) {
    const url = new URL(link.href);
    const page = await pageOf(url);
    const name = decodeURIComponent(url.hash.slice(1));
    const framework = document.documentElement.dataset.framework;
    const target = page?.getElementById(`${name}-${framework}`) || page?.getElementById(name);
    const parts = target ? partsOf(target).map(copyOf) : [];
    if (!parts.length && link.dataset.title) parts.push(link.dataset.title);
    return parts;
  }

  function place(link) {
    const { left, top, bottom } = link.getClientRects()[0] || link.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = card;
    const fits = bottom + height + 8 < innerHeight || top < height + 8;
    card.style.left = `${scrollX + Math.max(8, Math.min(left, document.body.clientWidth - width - 8))}px`;
    card.style.top = `${scrollY + (fits ? bottom + 2 : top - height - 2)}px`;
  }

  async function show(link) {
    if (shown === link) return;
    hide();
    shown = link;
    if (link.title) link.dataset.title = link.title;   // the browser's own would cover the card
    link.removeAttribute("title");
    const parts = await contentOf(link);
    if (shown !== link || !parts.length) return;
    card.replaceChildren(...parts);
    card.hidden = false;
    place(link);
    link.setAttribute("aria-describedby", card.id);
  }

  function hide() {
    clearTimeout(timer);
    card.hidden = true;
    if (!shown) return;
    shown.removeAttribute("aria-describedby");
    if (shown.dataset.title) shown.title = shown.dataset.title;
    shown = null;
  }

  const later = (action) => { clearTimeout(timer); timer = setTimeout(action, DELAY); };
  const isOver = () => card.matches(":hover") || shown?.matches(":hover, :focus-visible");
  card.addEventListener("pointerleave", () => later(() => { if (!isOver()) hide(); }));
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });

  /* Called when the pointer or the focus comes to a reference. */
  return (link, event) => {
    if (event.type === "focusin") show(link);
    else later(() => { if (link.matches(":hover")) show(link); });
    const leave = () => later(() => { if (!isOver()) hide(); });
    link.addEventListener("pointerleave", leave, { once: true });
    link.addEventListener("focusout", leave, { once: true });
  };
})();
