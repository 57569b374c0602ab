/* The search page: looks for the words of the query anywhere in the texts of the index. */
(() => {
  "use strict";
  const BATCH = 20;
  const SNIPPET = 180;
  const root = document.getElementById("search");
  const form = document.querySelector(".search-form");
  /** @type {HTMLInputElement} */
  const field = form.querySelector("[name=q]");

  const make = (tag, className, ...children) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    element.append(...children);
    return element;
  };

  /* ---- Query ----------------------------------------------------------------------------- */

  const HANGUL = "\\p{Script=Hangul}";
  /* What a reader may have typed behind a noun, as in a text. Longer ones first. */
  const PARTICLE = new RegExp(`^(${HANGUL}{2,}?)(?:에서는|으로서|으로써|에서|에게|으로|까지|부터|처럼|보다|하고`
    + "|은|는|이|가|을|를|의|에|로|와|과|도|만)$", "u");
  const SUFFIX = /^([a-z]{3,}?)(?:ies|es|s|ing|ed)$/i;

  /* Ends of words that are spelt differently in Britain and America. */
  const SPELLINGS = [
    [/(?<=[a-z]{2}[iy])[sz](?=(?:e|ed|es|er|ing|ation|ations)?$)/i, "[sz]"],
    [/(?<=[a-z]{2})ou?r(?=(?:s|ed|ing|al|hood|hoods)?$)/i, "ou?r"],
    [/(?<=[a-z]{2}t)(?:re|er)(?=s?$)/i, "(?:re|er)"],
    [/(?<=[a-z]{2}t)(?:re|ere)(?=d$)/i, "(?:re|ere)"],
    [/(?<=[a-z]{2})ll?(?=(?:ed|er|ing)$)/i, "ll?"],
    [/(?<=[a-z]{2}en)[cs](?=es?$)/i, "[cs]"],
    [/^gr[ae]y/i, "gr[ae]y"],
  ];

  const literally = (text) => text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");

  /* Compounds are written with and without spaces, in Korean above all; × stands for x. */
  function patternOf(word) {
    const letters = [...word].map((letter) => {
      if (/\s/.test(letter)) return "\\s+";
      if (/[x×]/i.test(letter)) return "[x×]";
      if (/[-\u2010-\u2013]/.test(letter)) return "[-\\s\u2010-\u2013]?";
      if (/['’]/.test(letter)) return "['’]";
      return literally(letter);
    });
    const gap = new RegExp(HANGUL, "u").test(word) || /\d\s*[x×]\s*\d/i.test(word) ? "\\s?" : "";
    // A number is found whole: 1×1 isn't a part of 11×11.
    const before = /^\d/.test(word) ? "(?<!\\d)" : "";
    const after = /\d$/.test(word) ? "(?!\\d)" : "";
    const written = SPELLINGS.reduce(
      (text, [ending, both]) => text.replace(ending, String(both)), letters.join(gap));
    return before + written + after;
  }

  /* A word of the query: how it is found, and how its stem is, which counts for less. */
  function termOf(word) {
    const stem = (PARTICLE.exec(word) || SUFFIX.exec(word) || [])[1];
    const patterns = [patternOf(word)];
    if (stem && stem !== word) patterns.push(patternOf(stem));
    return patterns.map((pattern) => new RegExp(pattern, "giu"));
  }

  /* The words of a query, and all of it as it stands, which counts for more. */
  function parse(query) {
    const quoted = query.normalize("NFKC").match(/"[^"]+"|[^\s"]+/g) || [];
    const words = quoted.map((word) => word.replaceAll('"', "").trim()).filter(Boolean);
    const phrase = words.length > 1 ? [new RegExp(patternOf(words.join(" ")), "giu")] : null;
    return { terms: words.map(termOf), phrase };
  }

  /* ---- Sections -------------------------------------------------------------------------- */

  const sections = [];
  for (const [address, parts] of globalThis.ninbookPages || []) {
    for (const [anchor, title, texts] of parts) {
      sections.push({ address, anchor, title, texts, page: parts[0][1] });
    }
  }

  const isLetter = (letter) => letter !== undefined && /[\p{L}\p{N}_]/u.test(letter);

  /* How well a text matches a term: most where whole words do, and a little more if often. */
  function scoreOf(text, patterns) {
    for (const [rank, pattern] of patterns.entries()) {
      let best = 0;
      let count = 0;
      for (const { 0: found, index } of text.matchAll(pattern)) {
        const starts = !isLetter(text[index - 1]);
        const ends = !isLetter(text[index + found.length]);
        best = Math.max(best, 1 + 2 * Number(starts) + Number(starts && ends));
        count += 1;
      }
      if (count) return (best + Math.log2(count) / 2) / (1 + rank);
    }
    return 0;
  }

  const TITLE = 6;
  const weightOf = (kind) => (kind === 1 ? 0.4 : 1);   // readers look for text before code

  function look(section, { terms, phrase }) {
    let score = 0;
    let found = 0;
    const ofTexts = section.texts.map(() => ({ found: 0, score: 0 }));
    for (const patterns of terms) {
      const inTitle = scoreOf(section.title, patterns);
      let best = inTitle * TITLE;
      section.texts.forEach(([kind, , text], i) => {
        const here = scoreOf(text, patterns) * weightOf(kind);
        if (!here) return;
        ofTexts[i].found += 1;
        ofTexts[i].score += here;
        best = Math.max(best, here + inTitle * TITLE);
      });
      if (best) found += 1;
      score += best;
    }
    if (phrase) {
      score += scoreOf(section.title, phrase) * 2 * TITLE;
      section.texts.forEach(([kind, , text], i) => {
        const here = scoreOf(text, phrase) * weightOf(kind);
        if (here) ofTexts[i].found += 1;
        score += here * 2;
      });
    }
    /* The text that holds most of the words stands for the section; rather one that the reader
       sees than one in another framework's tab. */
    const isShown = ofTexts.map((_, i) => Number(
      ["", document.documentElement.dataset.framework].includes(section.texts[i][1])));
    const order = ofTexts.map((_, i) => i).filter((i) => ofTexts[i].found).sort(
      (a, b) => ofTexts[b].found - ofTexts[a].found || isShown[b] - isShown[a]
        || ofTexts[b].score - ofTexts[a].score || a - b);
    return { section, score, found, text: section.texts[order[0] ?? 0] };
  }

  function find(query) {
    const seen = sections.map((section) => look(section, query)).filter(({ found }) => found);
    const whole = seen.filter(({ found }) => found === query.terms.length);
    const results = whole.length ? whole : seen;
    results.sort((a, b) => b.found - a.found || b.score - a.score);
    return { results, isPartial: !whole.length };
  }

  /* ---- Results --------------------------------------------------------------------------- */

  function rangesIn(text, { terms, phrase }) {
    const ranges = [];
    for (const patterns of phrase ? [phrase, ...terms] : terms) {
      for (const pattern of patterns) {
        const found = [...text.matchAll(pattern)].map((m) => [m.index, m.index + m[0].length]);
        ranges.push(...found);
        if (found.length) break;
      }
    }
    ranges.sort((a, b) => a[0] - b[0] || b[1] - a[1]);
    return ranges.filter(([start], i) => !ranges.slice(0, i).some(([, end]) => start < end));
  }

  /* The text with its hits marked. */
  function marked(text, query) {
    const parts = [];
    let end = 0;
    for (const [from, to] of rangesIn(text, query)) {
      parts.push(text.slice(end, from), make("mark", "", text.slice(from, to)));
      end = to;
    }
    return [...parts, text.slice(end)];
  }

  /* What stands around the first hit: a line of code, or some words of prose. */
  function snippet([kind, , text], query) {
    const whole = query.phrase ? text.search(query.phrase[0]) : -1;
    const from = whole >= 0 ? whole : (rangesIn(text, query)[0] || [0])[0];
    if (kind === 1) {
      const start = text.lastIndexOf("\n", from - 1) + 1;
      const end = text.indexOf("\n", from);
      return make("code", "", ...marked(text.slice(start, end < 0 ? text.length : end).trim(), query));
    }
    let start = Math.max(0, from - SNIPPET / 3);
    let end = Math.min(text.length, start + SNIPPET);
    if (start) start = text.indexOf(" ", start) + 1 || start;
    if (start > from) start = from;
    if (end < text.length) end = Math.max(text.lastIndexOf(" ", end), from + 1);
    const cut = text.slice(start, end);
    return make("span", "", start ? "… " : "", ...marked(cut, query), end < text.length ? " …" : "");
  }

  const titles = JSON.parse(root.dataset.titles);

  function entry({ section, text }, query) {
    const link = make("a", "", ...marked(section.title || section.page, query));
    const [kind, framework] = text || [0, ""];
    const choice = framework ? `?framework=${encodeURIComponent(framework)}` : "";
    link.href = section.address + choice + (section.anchor ? `#${section.anchor}` : "");
    const where = [section.title === section.page ? "" : section.page,
      titles[framework] || framework, kind === 1 ? root.dataset.code : ""];
    const item = make("li", "", link);
    if (where.some(Boolean)) item.append(make("p", "where", where.filter(Boolean).join(" · ")));
    if (text) item.append(make("p", "", snippet(text, query)));
    return item;
  }

  const status = make("p", "search-status");
  status.setAttribute("role", "status");
  const list = make("ol", "search-results");
  list.setAttribute("role", "list");
  const more = make("button", "search-more");
  more.type = "button";
  root.append(status, list, more);

  function say(template, query, count) {
    status.textContent = template.replace(/\{(count|query)\}/g,
      (_, name) => (name === "count" ? count : query));
  }

  function append(results, query, focus) {
    const shown = list.children.length;
    list.append(...results.slice(shown, shown + BATCH).map((result) => entry(result, query)));
    const left = results.length - list.children.length;
    more.hidden = !left;
    more.textContent = root.dataset.more.replace("{count}", String(left));
    more.onclick = () => append(results, query, true);
    if (focus) list.children[shown].querySelector("a").focus();
  }

  function show() {
    const typed = field.value.trim();
    const query = parse(typed);
    list.replaceChildren();
    more.hidden = true;
    status.textContent = "";
    if (!query.terms.length) return;
    const { results, isPartial } = find(query);
    const { none, partial, found, foundOne } = root.dataset;
    const template = !results.length ? none : isPartial ? partial : results.length > 1 ? found : foundOne;
    say(template, typed, results.length);
    append(results, query, false);
  }

  /* ---- Start ----------------------------------------------------------------------------- */

  function writeUrl() {
    try {
      const url = new URL(location.href);
      url.searchParams.set("q", field.value.trim());
      history.replaceState(history.state, "", url);
    } catch { /* a page opened from a file may not change its address */ }
  }

  let timer = 0;
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => { show(); writeUrl(); }, 150);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(timer);
    show();
    writeUrl();
    list.querySelector("a")?.focus();
  });
  /** @type {NodeListOf<HTMLAnchorElement>} */
  const switches = document.querySelectorAll("a[data-language-switch]");
  for (const link of switches) {
    const bare = link.getAttribute("href");
    link.addEventListener("click", () => {
      link.href = `${bare}?${new URLSearchParams({ q: field.value.trim() })}`;
    });
  }
  field.value = new URLSearchParams(location.search).get("q") || "";
  show();
})();
