/* The resource calculator: a network to be changed, what it needs, and others beside it. All sums
   are those of networks.js; networks come with the page, words in a file. ninbook.js starts it. */
(() => {
  "use strict";
  const { fill, make } = globalThis.ninbookDom;
  const { FIELDS, MOST_DENSE, parse, format, measure, totals } = globalThis.ninbookNetworks;
  const NEW_STAGE = {
    c: { kind: "c", channels: 64, window: 3, stride: 1, padding: 1, pointwise: 2 },
    m: { kind: "m", window: 2, stride: 2, padding: 0 },
    a: { kind: "a", window: 2, stride: 2, padding: 0 },
    d: { kind: "d", percent: 50 },
  };
  const CLASSES = 10;
  const QUIET = 700;   // milliseconds without a change before the sums are announced
  const language = document.documentElement.lang || "en";
  const whole = new Intl.NumberFormat(language);
  const compact = new Intl.NumberFormat(language, {
    notation: "compact", maximumSignificantDigits: 3,
  });

  function bytes(number) {
    const units = ["B", "KiB", "MiB", "GiB", "TiB"];
    let value = number;
    let unit = 0;
    while (value >= 1024 && unit < units.length - 1) {
      value /= 1024;
      unit++;
    }
    const digits = value < 100 && unit ? 1 : 0;
    const text = value.toLocaleString(language, {
      minimumFractionDigits: digits, maximumFractionDigits: digits,
    });
    return `${text} ${units[unit]}`;
  }

  const shapeText = (shape) => shape.map((number) => whole.format(number)).join(" × ");

  class Calculator {
    constructor(element, settings, number) {
      this.element = element;
      this.words = globalThis.ninbookWords.calculator;
      this.limits = settings.limits;
      this.key = number ? `-${number + 1}` : "";   // several calculators on a page
      this.id = `calculator${this.key}`;
      this.presets = settings.networks.map(({ title, code }) => ({
        title, network: parse(code, this.limits),
      }));
      this.first = { code: settings.networks[0].code, batch: settings.batch };
      this.network = structuredClone(this.presets[0].network);
      this.batch = settings.batch;
      this.readAddress();
      this.build();
    }

    /* ---- The address of the page ------------------------------------------------------ */

    readAddress() {
      const query = new URLSearchParams(location.search);
      try {
        this.network = parse(query.get(`network${this.key}`) || this.first.code, this.limits);
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;   // not a network: as if there was none
      }
      const batch = query.get(`batch${this.key}`) || "";
      const [least, most] = this.limits.batch;
      if (/^\d{1,6}$/.test(batch) && batch >= least && batch <= most) this.batch = Number(batch);
    }

    writeAddress() {
      try {
        const url = new URL(location.href);
        const code = format(this.network);
        for (const [name, value, usual] of [
          ["network", code, this.first.code], ["batch", this.batch, this.first.batch],
        ]) {
          if (value === usual) url.searchParams.delete(name + this.key);
          else url.searchParams.set(name + this.key, value);
        }
        history.replaceState(history.state, "", url);
      } catch { /* a page opened from a file may not change its address in every browser */ }
    }

    /* ---- Structure -------------------------------------------------------------------- */

    build() {
      const { words } = this;
      const heading = make("p", { class: "calc-title", id: `${this.id}-title` }, words.title);
      this.settings = make("div", { class: "calc-row" });
      this.stages = make("ol", { class: "calc-stages" });
      this.adders = make("div", { class: "calc-row calc-add" });
      this.head = make("div", { class: "calc-stage calc-head" });
      this.comparison = make("div", { class: "calc-scroll" });
      this.layers = make("div", { class: "calc-scroll" });
      this.error = make("p", { class: "calc-error", hidden: "" });
      this.status = make("p", { class: "calc-status", "aria-live": "polite" });
      const details = make("details", {}, make("summary", {}, words.every_layer), this.layers);
      const body = make(
        "div", { class: "calc", role: "group", "aria-labelledby": heading.id },
        heading, make("p", {}, words.hint), this.settings, this.stages, this.adders, this.head,
        this.error, this.comparison, details, this.status,
      );
      this.buildAdders();
      this.element.querySelectorAll(
        ":scope > .table-wrapper, :scope > table, :scope > .widget-start")
        .forEach((part) => { part.remove(); });
      this.element.prepend(body);
      this.rebuild();
    }

    /* Everything that depends on which stages there are. */
    rebuild() {
      this.buildSettings();
      this.stages.replaceChildren(...this.network.stages.map((_, i) => this.stageItem(i)));
      this.buildHead();
      this.update();
    }

    buildSettings() {
      const { words, network } = this;
      const start = make("select", { id: `${this.id}-start` });
      start.add(new Option("…", ""));
      for (const [i, { title }] of this.presets.entries()) start.add(new Option(title, String(i)));
      start.addEventListener("change", () => {
        if (start.value !== "") this.load(this.presets[Number(start.value)].network);
        document.getElementById(start.id).focus();
      });
      const reset = this.button(words.reset, words.reset, () => {
        this.batch = this.first.batch;
        this.load(this.presets[0].network);
        this.settings.querySelector("button").focus();
      });
      this.settings.replaceChildren(
        make("label", { class: "calc-field" }, make("span", {}, words.start), start),
        this.field("channels", words.channels, network, "channels", words.input),
        this.field("size", words.size, network, "size", words.input),
        this.field("batch", words.batch, this, "batch"),
        reset,
      );
    }

    load(network) {
      this.network = structuredClone(network);
      this.rebuild();
      this.writeAddress();
    }

    stageItem(i) {
      const { words, network } = this;
      const stage = network.stages[i];
      const kind = this.kindName(stage.kind);
      const name = fill(words.stage, { number: i + 1, kind });
      const fields = FIELDS[stage.kind].map((field) =>
        this.field(field, words[field], stage, field, name));
      const last = network.stages.length - 1;
      const full = network.stages.length >= this.limits.stages[1];
      const tools = make(
        "div", { class: "calc-tools" },
        this.button("↑", `${words.up}: ${name}`, () => this.move(i, i - 1), i === 0),
        this.button("↓", `${words.down}: ${name}`, () => this.move(i, i + 1), i === last),
        this.button("⧉", `${words.duplicate}: ${name}`, () => this.duplicate(i), full),
        this.button("✕", `${words.remove}: ${name}`, () => this.remove(i), last === 0),
      );
      return make(
        "li", { class: "calc-stage" },
        make("span", { class: "calc-name" }, `${i + 1}. ${kind}`), ...fields, tools,
        make("div", { class: "calc-sums" }),
      );
    }

    kindName(kind) {
      const { block, max_pooling, average_pooling, dropout } = this.words;
      return { c: block, m: max_pooling, a: average_pooling, d: dropout }[kind];
    }

    buildAdders() {
      const { words } = this;
      this.adders.append(...Object.keys(NEW_STAGE).map((kind) => {
        const name = `${words.add}: ${this.kindName(kind)}`;
        return this.button(`+ ${this.kindName(kind)}`, name, () => {
          if (this.network.stages.length >= this.limits.stages[1]) return;
          this.network.stages.push({ ...NEW_STAGE[kind] });
          this.changed();
          this.stages.lastElementChild.querySelector("input").focus();
        });
      }));
    }

    buildHead() {
      const { words, network } = this;
      const select = make("select");
      select.add(new Option(words.global_pooling, "g", false, !network.dense.length));
      select.add(new Option(words.dense, "f", false, network.dense.length > 0));
      select.addEventListener("change", () => {
        network.dense = select.value === "g" ? [] : [CLASSES];
        this.changed();
        this.head.querySelector("select").focus();
      });
      const fields = network.dense.map((_, i) => this.field(
        "units", fill(words.units, { number: i + 1 }), network.dense, i, words.head));
      const tools = make("div", { class: "calc-tools" });
      if (network.dense.length) {
        const resize = (dense) => {
          network.dense = dense;
          this.changed();
          this.head.querySelector("input").focus();
        };
        tools.append(
          this.button("+", words.add_dense, () => resize([4096, ...network.dense]),
            network.dense.length >= MOST_DENSE),
          this.button("−", words.remove_dense, () => resize(network.dense.slice(1)),
            network.dense.length === 1),
        );
      }
      this.head.replaceChildren(
        make("label", { class: "calc-field" }, make("span", {}, words.head), select),
        ...fields, tools, make("div", { class: "calc-sums" }),
      );
    }

    button(text, name, action, disabled = false) {
      const button = make("button", {
        type: "button", "aria-label": name === text ? null : name, title: name === text ? null : name,
      }, text);
      button.disabled = disabled;
      button.addEventListener("click", action);
      return button;
    }

    /* A number of an object; `limit` names its bounds, `of` what it belongs to. */
    field(limit, label, object, key, of = "") {
      const [least, most] = this.limits[limit];
      const input = make("input", {
        type: "number", inputmode: "numeric", min: least, max: most, step: 1, value: object[key],
        "aria-label": of ? `${of}, ${label}` : null,
      });
      const isGood = () => /^\d{1,6}$/.test(input.value)
        && input.value >= least && input.value <= most;
      input.addEventListener("input", () => {
        const good = isGood();
        input.toggleAttribute("aria-invalid", !good);
        if (!good) {
          this.say(fill(this.words.number_error, {
            least: whole.format(least), most: whole.format(most),
          }));
          return;
        }
        object[key] = Number(input.value);
        this.update();
        this.writeAddressSoon();
      });
      input.addEventListener("change", () => {
        if (isGood()) return;
        input.value = object[key];
        input.removeAttribute("aria-invalid");
        this.update();
      });
      return make("label", { class: "calc-field" }, make("span", {}, label), input);
    }

    /* ---- Changes ---------------------------------------------------------------------- */

    changed() {
      this.rebuild();
      this.writeAddress();
    }

    writeAddressSoon() {
      clearTimeout(this.writing);
      this.writing = setTimeout(() => this.writeAddress(), 300);
    }

    focusTool(stage, tool) {
      const buttons = this.stages.children[stage].querySelectorAll(".calc-tools button");
      const wanted = buttons[tool];
      (wanted.disabled ? [...buttons].find((button) => !button.disabled) : wanted)?.focus();
    }

    move(from, to) {
      const { stages } = this.network;
      stages.splice(to, 0, ...stages.splice(from, 1));
      this.changed();
      this.focusTool(to, to < from ? 0 : 1);
    }

    duplicate(i) {
      this.network.stages.splice(i + 1, 0, { ...this.network.stages[i] });
      this.changed();
      this.focusTool(i + 1, 2);
    }

    remove(i) {
      this.network.stages.splice(i, 1);
      this.changed();
      const left = this.network.stages.length;
      if (left > 1) this.focusTool(Math.min(i, left - 1), 3);
      else this.stages.querySelector("input").focus();
    }

    /* ---- Results ---------------------------------------------------------------------- */

    update() {
      const { words } = this;
      const found = measure(this.network);
      const { error } = found;
      this.error.hidden = !error;
      this.error.textContent = error
        ? fill(words[`${error.reason}_error`], { number: error.stage + 1 }) : "";
      const all = totals(found, this.batch);
      const rows = [...this.stages.children, this.head];
      rows.forEach((row, stage) => {
        const layers = found.layers.filter((layer) => layer.stage === stage);
        const wrong = error && stage >= error.stage;
        row.classList.toggle("calc-wrong", Boolean(error) && stage === error.stage);
        row.querySelector(".calc-sums").replaceChildren(
          ...(wrong || !layers.length ? [words.unfit] : this.sums(layers, all)));
      });
      this.showComparison(error ? null : all);
      this.showLayers(found);
      this.say(error ? this.error.textContent : fill(words.status, {
        parameters: whole.format(all.parameters), work: compact.format(all.work),
        prediction: bytes(all.prediction), training: bytes(all.training),
      }));
    }

    /* What the layers of a stage need together, each with its share of the network's. */
    sums(layers, all) {
      const { words } = this;
      const sum = (field) => layers.reduce((total, layer) => total + layer[field], 0);
      const parameters = sum("parameters");
      const work = sum("work");
      const kept = this.batch * sum("keptBytes");
      const part = (name, text, share) => {
        const cell = make("span", { class: "calc-sum" }, `${name} `, make("b", {}, text));
        if (share !== null) cell.append(this.bar(share));
        return cell;
      };
      return [
        part(words.output, shapeText(layers.at(-1).shape), null),
        part(words.parameters, whole.format(parameters), parameters / (all.parameters || 1)),
        part(words.short_work, compact.format(work), work / (all.work || 1)),
        part(words.kept, bytes(kept), kept / (all.training || 1)),
      ];
    }

    bar(share) {
      const inside = make("span");
      inside.style.width = share ? `max(1px, ${Math.min(1, share) * 100}%)` : "0";
      return make("span", { class: "calc-bar", "aria-hidden": "true" }, inside);
    }

    showComparison(own) {
      const { words, batch, network } = this;
      const others = this.presets.map(({ title, network: preset }) => {
        const found = measure({ ...preset, channels: network.channels, size: network.size });
        const fits = !found.error;
        const one = fits && { ...totals(found, batch), single: totals(found, 1).prediction };
        return { title, sums: one || null };
      });
      const single = own && totals(measure(network), 1).prediction;
      const columns = [{ title: words.yours, sums: own && { ...own, single } }, ...others];
      const rows = [
        [words.parameters, "parameters", (value) => whole.format(value)],
        [words.work, "work", (value) => whole.format(value)],
        [fill(words.prediction, { batch: 1 }), "single", bytes],
        [fill(words.prediction, { batch: whole.format(batch) }), "prediction", bytes],
        [fill(words.training, { batch: whole.format(batch) }), "training", bytes],
      ];
      const head = make("tr", {}, make("th", { scope: "col" }, words.quantity),
        ...columns.map(({ title }) => make("th", { scope: "col" }, title)));
      const body = rows.map(([name, field, text]) => {
        const most = Math.max(1, ...columns.map(({ sums }) => (sums ? sums[field] : 0)));
        return make("tr", {}, make("th", { scope: "row" }, name), ...columns.map(({ sums }) => (
          sums ? make("td", {}, text(sums[field]), this.bar(sums[field] / most))
            : make("td", {}, words.unfit))));
      });
      this.table(this.comparison, words.comparison, [head], body);
    }

    showLayers({ inputBytes, layers, error }) {
      const { words, batch } = this;
      const head = make("tr", {}, ...[
        words.layer, words.output, words.parameters, words.short_work, words.kept, words.pair,
      ].map((name) => make("th", { scope: "col" }, name)));
      const line = (name, ...values) => make("tr", {}, make("th", { scope: "row" }, name),
        ...values.map((value) => make("td", {}, value)));
      const { channels, size } = this.network;
      const body = [
        line(words.input, shapeText([channels, size, size]), "", "", bytes(batch * inputBytes), ""),
        ...layers.map((layer) => line(
          this.layerName(layer.layer), shapeText(layer.shape), whole.format(layer.parameters),
          compact.format(batch * layer.work), bytes(batch * layer.keptBytes),
          bytes(batch * layer.pairBytes))),
      ];
      if (!error) {
        const all = totals({ inputBytes, layers }, batch);
        const kept = inputBytes + layers.reduce((sum, layer) => sum + layer.keptBytes, 0);
        body.push(line(words.total, "", whole.format(all.parameters),
          compact.format(batch * all.work), bytes(batch * kept), ""));
      }
      this.table(this.layers, words.every_layer, [head], body, false);
    }

    layerName(layer) {
      const { words } = this;
      return {
        Convolution: () => fill(words.convolution, layer),
        Pooling: () => (layer.average ? words.average_pooling : words.max_pooling),
        Relu: () => words.relu,
        Dropout: () => words.dropout,
        GlobalAveragePooling: () => words.global_layer,
        Flattening: () => words.flattening,
        Dense: () => words.dense_layer,
      }[layer.name]();
    }

    table(place, name, head, body, titled = true) {
      const caption = titled ? [make("caption", {}, name)] : [];
      const parts = [make("thead", {}, ...head), make("tbody", {}, ...body)];
      place.replaceChildren(make("table", { "aria-label": titled ? null : name }, ...caption, ...parts));
      place.setAttribute("role", "region");
      place.setAttribute("aria-label", name);
      place.tabIndex = 0;   // so that the keyboard scrolls it
    }

    /* Announces a text when nothing has changed for a while. */
    say(text) {
      clearTimeout(this.speaking);
      this.speaking = setTimeout(() => { this.status.textContent = text; }, QUIET);
    }
  }

  globalThis.ninbookWidgets = {
    ...globalThis.ninbookWidgets,
    calculator: (element, settings, number) => new Calculator(element, settings, number),
  };
})();
