/* Compares a frozen notebook with its published checksum, and its outputs with those on the page. */
window.ninbookVerify = (() => {
  "use strict";
  const WORDS = {
    en: {
      checking: "Checking …",
      same: "Verified: the frozen notebook has the published SHA-256 digest {digest}, and its output is what this page shows.",
      uncompared: "The frozen notebook has the published SHA-256 digest {digest}. Its output is of a kind that this check cannot compare.",
      differs: "The frozen notebook has the published digest, but its output is not what this page shows.",
      tampered: "This is not the published notebook: SHA256SUMS says {expected}, and the notebook has {digest}.",
      unlisted: "SHA256SUMS does not list {file}, so nothing vouches for it.",
      broken: "{file} has the published digest but cannot be read as a notebook.",
      missing: "{file} cannot be fetched, so nothing was checked.",
      file: "A page opened from a file cannot read other files, so nothing was checked. Open the site from a server, or run sha256sum -c --ignore-missing SHA256SUMS in its folder outputs.",
      insecure: "Browsers compute digests on secure pages only (https, or a server on this computer), so nothing was checked.",
    },
    ko: {
      checking: "확인하는 중…",
      same: "확인했습니다. 실행 결과 노트북의 SHA-256 다이제스트가 공개된 값({digest})과 일치하고, 노트북의 출력도 이 페이지의 출력과 일치합니다.",
      uncompared: "실행 결과 노트북의 SHA-256 다이제스트가 공개된 값({digest})과 일치합니다. 다만 출력은 여기에서 비교할 수 없는 형식입니다.",
      differs: "실행 결과 노트북의 다이제스트는 공개된 값과 일치하지만, 노트북의 출력이 이 페이지의 출력과 다릅니다.",
      tampered: "공개된 노트북이 아닙니다. SHA256SUMS에 적힌 다이제스트는 {expected}인데, 이 노트북의 다이제스트는 {digest}입니다.",
      unlisted: "SHA256SUMS에 {file} 파일의 다이제스트가 없어 공개된 파일인지 확인할 수 없습니다.",
      broken: "{file} 파일의 다이제스트는 공개된 값과 일치하지만, 파일을 노트북으로 읽을 수 없습니다.",
      missing: "{file} 파일을 가져올 수 없어 아무것도 확인하지 못했습니다.",
      file: "파일로 연 페이지는 다른 파일을 읽을 수 없어 아무것도 확인하지 못했습니다. 서버에 올린 사이트를 열거나, 사이트의 outputs 폴더에서 sha256sum -c --ignore-missing SHA256SUMS를 실행하십시오.",
      insecure: "브라우저는 안전한 페이지(https 또는 이 컴퓨터의 서버)에서만 다이제스트를 계산하므로 아무것도 확인하지 못했습니다.",
    },
  };
  const words = WORDS[document.documentElement.lang.slice(0, 2).toLowerCase()] || WORDS.en;

  class Unreachable extends Error {}

  async function verify(button) {
    const line = button.closest(".provenance");
    let verdict = line.querySelector(".verdict");
    if (!verdict) {
      verdict = document.createElement("span");
      verdict.className = "verdict";
      verdict.setAttribute("role", "status");
      line.append(verdict);
    }
    const say = (kind, word, values = {}) => {
      verdict.dataset.kind = kind;
      verdict.textContent = words[word].replace(/\{(\w+)\}/g, (_, name) => values[name]);
    };
    say("busy", "checking");
    try {
      say(...await judge(button, line));
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      say("open", "missing", { file: error.message });
    }
  }

  /* Returns the kind of verdict, its words, and what stands in them. */
  async function judge(button, line) {
    if (location.protocol === "file:") return ["open", "file"];
    if (!window.isSecureContext || !crypto.subtle) return ["open", "insecure"];
    const { name, cells } = button.dataset;
    const address = button.parentElement.querySelector("a").href;
    const list = new URL(`${"../".repeat(name.split("/").length - 1)}SHA256SUMS`, address).href;
    const [content, sums] = await Promise.all([read(address), read(list)]);
    const expected = digestOf(name, new TextDecoder().decode(sums));
    if (!expected) return ["bad", "unlisted", { file: name }];
    const digest = hex(await crypto.subtle.digest("SHA-256", content));
    if (digest !== expected) return ["bad", "tampered", { expected, digest }];
    let outputs;
    try {
      outputs = outputsOf(JSON.parse(new TextDecoder().decode(content)), cells.split(" ").map(Number));
    } catch {
      return ["bad", "broken", { file: name }];
    }
    const results = await Promise.all(pairs(outputs, line).map(([output, shown]) => same(output, shown)));
    if (results.includes(false)) return ["bad", "differs"];
    return results.includes(null) ? ["open", "uncompared", { digest }] : ["good", "same", { digest }];
  }

  async function read(address) {
    let answer;
    try {
      answer = await fetch(address, { cache: "no-store" });
    } catch {
      throw new Unreachable(address);
    }
    if (!answer.ok) throw new Unreachable(address);
    return answer.arrayBuffer();
  }

  const hex = (bytes) => [...new Uint8Array(bytes)]
    .map((byte) => byte.toString(16).padStart(2, "0")).join("");

  const digestOf = (name, sums) => sums.split("\n")
    .filter((line) => line.slice(66) === name).map((line) => line.slice(0, 64))[0];

  function outputsOf(notebook, cells) {
    const code = notebook.cells.filter((cell) => cell.cell_type === "code");
    return cells.flatMap((number) => code[number].outputs);
  }

  /* ---- Comparing --------------------------------------------------------------------------- */

  /* What a cell printed below a table, in the same output. */
  const REST = ".output-table + .output pre";

  /* A line speaks for all outputs of its framework. */
  function pairs(outputs, line) {
    const framework = line.closest(".tab-panel")?.dataset.framework;
    const isOwn = (element) => {
      const panel = element.closest(".tab-panel");
      return !panel || !framework || panel.dataset.framework === framework;
    };
    let shown = [...document.querySelectorAll(
      "article :is(.output pre, .html-output, table.output-table, .cell-output .plot, img[src*=output_]):not(.html-output *)",
    )].filter(isOwn);
    if (shown.length > outputs.length) shown = shown.filter((element) => !element.matches(REST));
    return outputs.map((output, i) => [output, shown.length === outputs.length ? shown[i] : null]);
  }

  /* True or false, or null for what can't be told. */
  async function same(output, shown) {
    const data = output.data || {};
    const of = (type) => [data[type] ?? []].flat().join("");
    if (!shown || shown.matches(".html-output")) return null;
    if (shown.matches("table")) {
      const html = of("text/html");
      return html ? sameFrame(html, shown) : sameColumns([output.text].flat().join(""), shown);
    }
    if (shown.matches("pre")) {
      const text = output.output_type === "stream" ? [output.text].flat().join("") : of("text/plain");
      return text ? plain(text) === plain(shown.textContent) : null;
    }
    if (shown.matches("svg")) return data["image/svg+xml"] ? samePlot(of("image/svg+xml"), shown) : null;
    const kind = ["image/png", "image/jpeg"].find((type) => data[type]);
    return kind ? base64(await read(shown.src)) === of(kind).replace(/\s/g, "") : null;
  }

  /* Text without colours, tabs and blanks at the ends, which the page sets in its own way. */
  const plain = (text) => text.replace(/\p{Cc}\[[\d;]*m/gu, "").split("\n")
    .map((line) => line.replace(/\s+/g, " ").trim()).join("\n").trim();

  const wordsOf = (text) => text.trim().split(/\s+/);
  const rowsOf = (table) => [...table.rows].map((row) => [...row.cells].map((cell) => cell.textContent));
  const lineOf = (cells) => wordsOf(cells.join(" ")).join(" ");

  /* The same words in the same order; an index that only counts may be left out. */
  function sameFrame(source, shown) {
    const rows = rowsOf(new DOMParser().parseFromString(source, "text/html").querySelector("table"));
    const all = rowsOf(shown).map(lineOf).join("\n");
    return [0, 1].some((from) => rows.map((row) => lineOf(row.slice(from))).join("\n") === all);
  }

  /* The same words in the same order, but for two lines of names, which are joined by columns. */
  function sameColumns(source, shown) {
    const [names, ...body] = rowsOf(shown).map(lineOf);
    const rest = shown.parentElement.nextElementSibling?.matches(".output")
      ? plain(shown.parentElement.nextElementSibling.textContent).split("\n") : [];
    const lines = plain(source).split("\n").filter(Boolean);
    const below = [...body, ...rest.filter(Boolean)];
    const head = lines.splice(0, lines.length - below.length);
    const sorted = (text) => [...new Set(wordsOf(text.replaceAll(",", "")))].sort().join(" ");
    return lines.join("\n") === below.join("\n")
      && (head.length === 2 ? sorted(head.join(" ")) === sorted(names) : head.join("\n") === names);
  }

  const base64 = (bytes) => btoa([...new Uint8Array(bytes)].map((b) => String.fromCharCode(b)).join(""));

  /* The page leaves out curves that a later one covers, rounds to hundredths of a point, and takes
     colours and letters of its own. */
  function samePlot(source, shown) {
    // Styles don't enter the comparison, and the page's policy would complain of each.
    const bare = source.replace(/<style[\s\S]*?<\/style>|\sstyle="[^"]*"/g, "");
    const frozen = new DOMParser().parseFromString(bare, "image/svg+xml").documentElement;
    const paths = (svg) => [...svg.querySelectorAll("path")].map((path) => steps(path, "d"));
    const parts = (svg) => [svg, ...svg.querySelectorAll("text, use")];
    const samePart = (one, other) => one.tagName === other.tagName
      && (one.tagName === "svg" || one.textContent.trim() === other.textContent.trim())
      && ["viewBox", "x", "y"].every((name) => sameSteps(steps(one, name), steps(other, name)));
    const [all, kept] = [paths(frozen), paths(shown)];
    const [theirs, ours] = [parts(frozen), parts(shown)];
    return theirs.length === ours.length
      && theirs.every((part, i) => samePart(part, ours[i]))
      && kept.every((path) => all.some((other) => sameSteps(path, other)))
      && all.every((path) => kept.some((other) => sameSteps(path, other.slice(0, path.length))));
  }

  const steps = (element, name) =>
    (element.getAttribute(name) || "").match(/[a-z]|-?\d+(?:\.\d+)?/gi) || [];

  const sameSteps = (one, other) => one.length === other.length
    && one.every((step, i) => step === other[i] || Math.abs(step - other[i]) < 0.0051);

  return verify;
})();
