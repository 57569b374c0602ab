/* Lets readers move the pixel or the object of the figure above, by buttons, arrow keys or pointer. */
(() => {
  "use strict";
  const STEPS = { up: [-1, 0, "↑"], down: [1, 0, "↓"], left: [0, -1, "←"], right: [0, 1, "→"] };
  const SIDE = 5;
  const { fill, make } = globalThis.ninbookDom;
  const signed = (value) => String(value).replace("-", "\u2212");

  /* A figure: its maps, and the texts that show its numbers. */
  class Figure {
    constructor(svg, words) {
      this.words = words;
      this.example = JSON.parse(svg.dataset.example);
      this.maps = [...svg.querySelectorAll("[data-cells]")].map((map) => {
        const [left, top, size] = map.dataset.cells.split(" ").map(Number);
        const cells = Array.from({ length: SIDE * SIDE }, (_, i) => {
          const cell = document.createElementNS("http://www.w3.org/2000/svg", "path");
          const [x, y] = [left + (i % SIDE) * size, top + Math.floor(i / SIDE) * size];
          cell.setAttribute("d", `M${x} ${y}h${size}v${size}h-${size}z`);
          return cell;
        });
        map.replaceChildren(...cells);
        return cells;
      });
      this.values = [...svg.querySelectorAll("[data-value]")];
    }
    paint(cells, values, strength) {
      for (const [i, cell] of cells.entries()) {
        cell.setAttribute("fill-opacity", (strength * values[i]) / this.example.most);
      }
    }
  }

  class Pixel extends Figure {
    constructor(svg, words) {
      super(svg, words);
      this.name = words.pixel;
      this.range = [0, SIDE - 1];
      this.place = [1, 3];
      this.marks = [...svg.querySelectorAll("[data-pixel]")];
      this.links = [...svg.querySelectorAll("[data-link]")];
    }
    placeAt(map, cell) { return [Math.floor(cell / SIDE), cell % SIDE]; }
    show() {
      const { input, added, w, b } = this.example;
      const at = this.place[0] * SIDE + this.place[1];
      const x = input.map((map, c) => map.flat().map((value, i) => value + (i === at ? added[c] : 0)));
      const sums = w.map((row, d) => x[0].map((_, i) => row.reduce((sum, each, c) => sum + each * x[c][i], b[d])));
      const h = sums.map((map) => map.map((value) => Math.max(0, value)));
      [...x, ...h].forEach((map, n) => {
        const cell = this.maps[n][at];
        const { x: left, y: top, width } = cell.getBBox();
        this.paint(this.maps[n], map, 0.8);
        this.marks[n].setAttribute("x", left);
        this.marks[n].setAttribute("y", top);
        const end = this.links[n].getAttribute("d").split("L")[1];
        this.links[n].setAttribute("d", `M${left + width / 2} ${top + width / 2}L${end}`);
      });
      [...x, ...sums, ...h].forEach((map, n) => { this.values[n].textContent = signed(map[at]); });
      const column = (maps) => maps.map((map) => map[at]).join(", ");
      return fill(this.words.column, { x: column(x), h: column(h) });
    }
  }

  class Moved extends Figure {
    constructor(svg, words) {
      super(svg, words);
      this.name = words.object;
      this.range = [-1, SIDE - 2];
      this.place = this.example.place;
      this.numbers = [...svg.querySelectorAll("[data-numbers]")[1].children];
    }
    placeAt(map, cell) { return map === 1 ? [Math.floor(cell / SIDE) - 1, (cell % SIDE) - 1] : null; }
    show() {
      const [top, left] = this.place;
      const values = this.numbers.map((_, i) => (
        this.example.object[Math.floor(i / SIDE) - top]?.[(i % SIDE) - left] ?? 0));
      this.paint(this.maps[1], values, 0.55);
      this.numbers.forEach((number, i) => { number.textContent = values[i]; });
      const sum = (list) => list.reduce((total, value) => total + value, 0);
      const average = (sum(values) / values.length).toFixed(2);
      this.values[1].textContent = average;
      const whole = sum(values) === sum(this.example.object.flat());
      return fill(whole ? this.words.average : this.words.outside, { average });
    }
  }

  function explore(place) {
    /** @type {NodeListOf<SVGSVGElement>} */
    const examples = document.querySelectorAll("svg[data-example]");
    const svg = [...examples].findLast((each) => (
      each.compareDocumentPosition(place) & Node.DOCUMENT_POSITION_FOLLOWING));
    if (!svg) return;
    const words = globalThis.ninbookWords.explore;
    const figure = new ("added" in JSON.parse(svg.dataset.example) ? Pixel : Moved)(svg, words);
    const said = make("p", { role: "status" });
    const go = (to) => {
      const [least, most] = figure.range;
      figure.place = to.map((value) => Math.max(least, Math.min(most, value)));
      said.textContent = figure.show();
    };
    figure.show();
    const step = ([down, right]) => go([figure.place[0] + down, figure.place[1] + right]);
    const buttons = Object.entries(STEPS).map(([name, [down, right, arrow]]) => {
      const button = make("button", { type: "button", "aria-label": words[name] }, arrow);
      button.addEventListener("click", () => step([down, right]));
      return button;
    });
    const controls = make("div", { class: "explore", role: "group", "aria-label": figure.name },
      make("span", { "aria-hidden": "true" }, figure.name), ...buttons, said);
    controls.addEventListener("keydown", (event) => {
      const found = STEPS[event.key.replace("Arrow", "").toLowerCase()];
      if (!found || !event.key.startsWith("Arrow")) return;
      event.preventDefault();
      step(found);
    });
    for (const event of ["pointerdown", "pointermove"]) {
      svg.addEventListener(event, (moved) => {
        const target = /** @type {SVGPathElement} */ (moved.target);
        const map = figure.maps.findIndex((cells) => cells.includes(target));
        const to = map < 0 ? null : figure.placeAt(map, figure.maps[map].indexOf(target));
        if (to && String(to) !== String(figure.place)) go(to);
      });
    }
    place.replaceChildren(controls);
  }

  globalThis.ninbookWidgets = { ...globalThis.ninbookWidgets, explore };
})();
