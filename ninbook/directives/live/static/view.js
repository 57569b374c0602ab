/* What one network makes of a picture: maps over it, averages, probabilities, maps inside. */
import { fill, make } from "./dom.js";
import { greyCanvas, showEvidence, showMaps } from "./drawing.js";
import { QUIET, decimal, likeliest, percent, softmax } from "./numbers.js";

const SMALL = 112;   // pixels of a small picture: more than are shown, for sharp screens

export class View {
  /* `onNeed` is called when the reader wants to see maps that were not asked for. */
  constructor(network, words, onNeed) {
    this.network = network;
    this.words = words;
    this.id = `live-${Math.random().toString(36).slice(2)}`;
    this.chosen = null;   // the class whose map the reader wants; by default the likeliest
    this.times = [];
    const { size } = network;
    this.canvas = make("canvas", { class: "live-evidence", width: size, height: size, role: "img" });
    this.smooth = make("input", { type: "checkbox" });
    this.smooth.addEventListener("change", () => this.showEvidence());
    this.said = make("p", { class: "live-said", role: "status" });
    this.time = make("p", { class: "live-note" });
    this.rows = words.classes.map((label, i) => this.row(label, i));
    const signed = network.blocks.at(-1).signed ? [make("p", { class: "live-note" }, words.signed)] : [];
    this.element = make("div", { class: "live-view" },
      make("div", { class: "live-picture" }, this.canvas,
        make("label", { class: "live-check" }, this.smooth, ` ${words.smooth}`), ...signed),
      make("div", { class: "live-table" }, this.said, this.table(), this.time),
      this.inside(onNeed));
  }

  row(label, i) {
    const { words } = this;
    const radio = make("input", {
      type: "radio", name: this.id, "aria-label": fill(words.show_map, { label }),
    });
    radio.addEventListener("change", () => {
      this.chosen = i;
      this.showEvidence();
    });
    const map = make("canvas", {
      class: "live-map", width: SMALL, height: SMALL, "aria-hidden": "true",
    });
    const bar = make("span", { class: "live-bar", "aria-hidden": "true" }, make("span"));
    const cells = {
      logit: make("td"), unmoved: make("td"), probability: make("td", {}, make("span"), bar),
    };
    const element = make("tr", {}, make("td", {}, make("label", {}, radio, map)),
      make("th", { scope: "row" }, label), cells.logit, cells.unmoved, cells.probability);
    element.addEventListener("click", ({ target }) => { if (!target.closest("label")) radio.click(); });
    return { element, radio, map, bar: bar.firstChild, ...cells };
  }

  table() {
    const { words } = this;
    const names = [words.map, words.label, words.logit, words.unmoved, words.probability];
    return make("table", {}, make("caption", {}, words.result),
      make("thead", {}, make("tr", {}, ...names.map((name) => make("th", { scope: "col" }, name)))),
      make("tbody", {}, ...this.rows.map(({ element }) => element)));
  }

  /* The maps after each block, which are fetched from the worker only while they are in sight. */
  inside(onNeed) {
    const { words, network } = this;
    this.block = make("select");
    for (const [i, { name, shape: [count, height, width] }] of network.blocks.entries()) {
      const text = fill(words.block_name, { number: i + 1, count, height, width });
      this.block.add(new Option(text, name));
    }
    this.maps = make("canvas", { role: "img", hidden: "" });
    this.silent = make("p", { class: "live-note" });
    this.details = make("details", {}, make("summary", {}, words.maps),
      make("label", { class: "live-field" }, make("span", {}, words.block), this.block),
      make("div", { class: "live-maps" }, this.maps), this.silent);
    for (const [element, event] of [[this.block, "change"], [this.details, "toggle"]]) {
      element.addEventListener(event, () => { if (this.details.open) onNeed(); });
    }
    return this.details;
  }

  get last() {
    return this.network.blocks.at(-1).name;
  }

  /* The outputs that are to be shown. */
  get wanted() {
    return [...new Set(["logits", this.last, ...(this.details.open ? [this.block.value] : [])])];
  }

  /* Shows the outputs for a picture; `unmoved` are the logits where it was before. */
  show({ name, pixels, outputs, unmoved, milliseconds }) {
    this.name = name;
    this.picture = greyCanvas(pixels, this.network.size);
    this.lastMaps = outputs[this.last];
    this.logits = outputs.logits.values;
    this.showTable(unmoved);
    this.showEvidence();
    if (this.details.open && outputs[this.block.value]) this.showInside(outputs[this.block.value]);
    this.times = [milliseconds, ...this.times].slice(0, 9);
    const median = [...this.times].sort((one, other) => one - other)[this.times.length >> 1];
    this.time.textContent = fill(this.words.time, { milliseconds: Math.round(median) });
    if (this.network.accuracy === null) return;
    const accuracy = percent.format(this.network.accuracy);
    this.time.prepend(`${fill(this.words.accuracy, { accuracy })} `);
  }

  mapOf(label) {
    const [, height, width] = this.lastMaps.shape;
    return this.lastMaps.values.subarray(label * height * width, (label + 1) * height * width);
  }

  get greatest() {
    return this.lastMaps.values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  }

  get likeliest() {
    return likeliest(this.logits);
  }

  showTable(unmoved) {
    const probabilities = softmax(this.logits);
    const { greatest, words } = this;
    for (const [i, row] of this.rows.entries()) {
      row.logit.textContent = decimal.format(this.logits[i]);
      row.unmoved.textContent = decimal.format(unmoved[i]);
      row.probability.firstChild.textContent = percent.format(probabilities[i]);
      row.bar.style.width = `${100 * probabilities[i]}%`;
      row.element.classList.toggle("live-likeliest", i === this.likeliest);
    }
    clearTimeout(this.speaking);
    this.speaking = setTimeout(() => {
      const label = words.classes[this.likeliest];
      const share = percent.format(probabilities[this.likeliest]);
      this.said.textContent = greatest > 0
        ? fill(words.likeliest, { label, percent: share }) : words.no_evidence;
    }, QUIET);
  }

  showEvidence() {
    const label = this.chosen ?? this.likeliest;
    const { words } = this;
    for (const [i, { radio, map }] of this.rows.entries()) {
      radio.checked = i === label;
      this.showOver(map, i);
    }
    this.showOver(this.canvas, label);
    const name = words.classes[label];
    this.canvas.setAttribute("aria-label", fill(words.over, { picture: this.name, label: name }));
  }

  showOver(canvas, label) {
    const { picture, greatest, network, smooth } = this;
    showEvidence(canvas, picture, this.mapOf(label), greatest, network.places, smooth.checked);
  }

  showInside(maps) {
    const { silent, scale } = showMaps(this.maps, maps);
    this.maps.hidden = false;
    this.maps.style.width = `${this.maps.width * scale}px`;
    const [count] = maps.shape;
    const number = this.block.selectedIndex + 1;
    this.maps.setAttribute("aria-label", fill(this.words.maps_drawn, { count, number }));
    const { signed } = this.network.blocks[this.block.selectedIndex];
    this.silent.textContent = fill(this.words[signed ? "no_positive" : "silent"], { silent, count });
  }
}
