/* Another network beside the first one, once the reader asks: what does its head say? */
import { button, fill, make } from "./dom.js";
import { QUIET, decimal, likeliest, megabytes, percent, softmax } from "./numbers.js";

export class Comparison {
  /* `panel` brings the other network in and asks both. */
  constructor(first, other, panel) {
    this.other = other;
    this.networks = [first, other];
    this.panel = panel;
    this.words = panel.settings.words;
    this.heads = this.networks.map(({ averages }) => this.words[averages ? "averaging" : "dense"]);
    const { words } = this;
    this.box = make("input", { type: "checkbox" });
    this.box.addEventListener("change", () => this.toggle());
    this.message = make("p", { class: "live-message", role: "status" });
    this.said = [make("p"), make("p", { role: "status" })];   // of the first one, its view speaks
    this.body = make("div", { hidden: "" }, make("div", { class: "live-said" }, ...this.said),
      this.table(), make("p", { class: "live-note" }, words.mark), ...this.counts(), ...this.hint());
    const name = words[other.averages ? "compare_averaging" : "compare_dense"];
    this.element = make("div", { class: "live-comparison" },
      make("label", { class: "live-check" }, this.box,
        ` ${fill(name, { megabytes: megabytes(other.bytes) })}`),
      this.message, this.body);
  }

  get active() {
    return !this.body.hidden;
  }

  hint() {
    if (this.other.averages) return [];
    const [maps, height, width] = this.other.blocks.at(-1).shape;
    return [make("p", {}, fill(this.words.dense_hint, { maps, cells: height * width }))];
  }

  /* Brings the network in when it is first asked for; hides and shows it from then on. */
  async toggle() {
    this.message.textContent = "";
    if (!this.box.checked) {
      this.body.hidden = true;
      return;
    }
    try {
      await this.brought();
      if (!this.box.checked) return;
      this.body.hidden = false;
      this.panel.update();
    } catch (error) {
      this.box.checked = false;
      this.message.textContent = fill(this.words.failed, { reason: error.message });
    }
  }

  brought() {
    let bytes = 0;
    this.coming ??= this.panel.networks.add(this.other, (count) => {
      bytes += count;
      const share = Math.min(1, bytes / this.other.bytes);
      this.message.textContent = fill(this.words.loading, { percent: Math.floor(10 * share) * 10 });
    }).then(() => { this.message.textContent = ""; }, (error) => {
      this.coming = null;   // so that it can be tried again
      throw error;
    });
    return this.coming;
  }

  table() {
    const { words } = this;
    this.rows = words.classes.map((label) => {
      const cells = this.networks.map(() => {
        const [bar, mark] = [make("span"), make("i")];
        const text = make("span");
        const probability = make("td", {}, text,
          make("span", { class: "live-bar", "aria-hidden": "true" }, bar, mark));
        return { logit: make("td"), probability, text, bar, mark };
      });
      const element = make("tr", {}, make("th", { scope: "row" }, label),
        ...cells.flatMap(({ logit, probability }) => [logit, probability]));
      return { element, cells };
    });
    const heads = this.heads.map((head) => make("th", { scope: "colgroup", colspan: 2 }, head));
    const columns = this.heads.flatMap(() => [words.score, words.probability]);
    return make("table", {}, make("caption", {}, words.compared), make("colgroup", {}, make("col", { class: "live-class" })),
      ...this.heads.map(() => make("colgroup", {}, make("col", { class: "live-logit" }), make("col"))),
      make("thead", {}, make("tr", {}, make("th", { scope: "col", rowspan: 2 }, words.label), ...heads),
        make("tr", {}, ...columns.map((name) => make("th", { scope: "col" }, name)))),
      make("tbody", {}, ...this.rows.map(({ element }) => element)),
      make("tfoot", {}, ...this.accuracies()));
  }

  accuracies() {
    if (this.networks.some(({ accuracy }) => accuracy === null)) return [];
    return [make("tr", {}, make("th", { scope: "row" }, this.words.validation),
      ...this.networks.map(({ accuracy }) => make("td", { colspan: 2 }, percent.format(accuracy))))];
  }

  /* The test images, all moved alike: how many does each network get right? */
  counts() {
    const text = fill(this.words.count, { count: this.panel.samples.length });
    this.counter = button(text, () => this.count());
    this.progress = make("span", { class: "live-note", "aria-hidden": "true" });
    this.right = make("p", { class: "live-right", role: "status" });
    return [make("div", { class: "live-row" }, this.counter, this.progress), this.right];
  }

  async count() {
    if (this.counting) return;
    const counting = {};
    this.forget();
    this.counting = counting;
    this.counter.setAttribute("aria-disabled", "true");   // and keeps the focus
    const count = this.panel.samples.length;
    try {
      const found = await this.panel.count(this.networks, (done) => {
        if (this.counting === counting) this.progress.textContent = `${done}/${count}`;
        return this.counting === counting;
      });
      if (this.counting !== counting) return;
      this.forget();
      this.right.textContent = this.heads.map((head, i) =>
        fill(this.words.right_of, { head, right: found[i], count })).join(" ");
    } catch (error) {
      this.forget();
      this.message.textContent = fill(this.words.failed, { reason: error.message });
    }
  }

  /* Ends the count and takes back its result, which is that of another position. */
  forget() {
    this.counting = null;
    this.counter.removeAttribute("aria-disabled");
    this.progress.textContent = "";
    this.right.textContent = "";
  }

  /* Shows what both networks say: logits, and those where the picture was before. */
  show(found, isMoved) {
    const results = found.map(({ logits, unmoved }) => {
      const [now, before] = [softmax(logits), softmax(unmoved)];
      return { logits, now, before, best: likeliest(now), bestBefore: likeliest(before) };
    });
    for (const [label, { cells }] of this.rows.entries()) {
      for (const [i, { logit, probability, text, bar, mark }] of cells.entries()) {
        const { logits, now, before, best } = results[i];
        logit.textContent = decimal.format(logits[label]);
        text.textContent = percent.format(now[label]);
        bar.style.width = `${100 * now[label]}%`;
        mark.style.left = `${100 * before[label]}%`;
        mark.hidden = !isMoved;
        for (const cell of [logit, probability]) cell.classList.toggle("live-likeliest", label === best);
      }
    }
    clearTimeout(this.speaking);
    this.speaking = setTimeout(() => {
      for (const [i, result] of results.entries()) {
        this.said[i].textContent = this.sentences(this.heads[i], result, isMoved).join(" ");
      }
    }, QUIET);
  }

  sentences(head, { now, before, best, bestBefore }, isMoved) {
    const { words } = this;
    const values = (label, shares) => (
      { head, label: words.classes[label], percent: percent.format(shares[label]) });
    const found = [fill(words.head_likeliest, values(best, now))];
    return isMoved ? [...found, fill(words.head_unmoved, values(bestBefore, before))] : found;
  }
}
