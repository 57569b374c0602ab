/* An area to draw in, by pointer or by keys, in the few pixels of the data set. */
import { greyCanvas } from "./drawing.js";
import { button, make } from "./dom.js";

const RADIUS = 1.3;   // of the pen, in pixels of the picture
const SCALE = 10;     // pixels of the screen for each
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export class Sketch {
  /* `onChange` gets the picture whenever it has changed. */
  constructor(side, words, onChange) {
    this.side = side;
    this.onChange = onChange;
    this.pixels = new Uint8ClampedArray(side * side);
    this.place = [side >> 1, side >> 1];
    this.penDown = false;
    this.keys = false;
    this.canvas = make("canvas", {
      class: "live-sketch", width: side * SCALE, height: side * SCALE, tabindex: "0",
      role: "application", "aria-label": words.drawing,
    });
    this.element = make("div", { class: "live-drawing", hidden: "" },
      this.canvas, button(words.clear, () => this.clear()));
    this.listen();
    this.show();
  }

  listen() {
    const { canvas } = this;
    canvas.addEventListener("pointerdown", (event) => {
      canvas.setPointerCapture(event.pointerId);
      this.keys = false;
      this.place = this.placeOf(event);
      this.draw(this.place);
    });
    canvas.addEventListener("pointermove", (event) => {
      if (!canvas.hasPointerCapture(event.pointerId)) return;
      for (const part of event.getCoalescedEvents?.() ?? [event]) this.draw(this.placeOf(part));
    });
    canvas.addEventListener("keydown", (event) => {
      const step = STEPS[event.key];
      if (!step && event.key !== " ") return;
      event.preventDefault();
      this.keys = true;
      const to = this.place.map((at, axis) =>
        Math.max(0, Math.min(this.side - 1, at + (step?.[axis] ?? 0))));
      if (!step) this.penDown = !this.penDown;
      if (this.penDown) this.draw(to);
      this.place = to;
      this.show();
    });
    canvas.addEventListener("blur", () => { this.penDown = this.keys = false; this.show(); });
  }

  placeOf({ clientX, clientY }) {
    const box = this.canvas.getBoundingClientRect();
    return [(clientX - box.left) / box.width, (clientY - box.top) / box.height]
      .map((share) => share * this.side - 0.5);
  }

  /* Draws from where the pen is. */
  draw(to) {
    const from = this.place;
    const steps = Math.max(1, Math.ceil(Math.hypot(to[0] - from[0], to[1] - from[1]) * 2));
    for (let i = 0; i <= steps; i++) {
      this.dab(...from.map((at, axis) => at + ((to[axis] - at) * i) / steps));
    }
    this.place = to;
    this.show();
    this.onChange(this.pixels.slice());
  }

  dab(x, y) {
    const { side, pixels } = this;
    const reach = Math.ceil(RADIUS) + 1;
    for (let row = Math.max(0, Math.round(y) - reach); row <= Math.min(side - 1, y + reach); row++) {
      for (let at = Math.max(0, Math.round(x) - reach); at <= Math.min(side - 1, x + reach); at++) {
        const value = 255 * (RADIUS + 0.5 - Math.hypot(at - x, row - y));
        pixels[row * side + at] = Math.max(pixels[row * side + at], value);
      }
    }
  }

  clear() {
    this.pixels.fill(0);
    this.show();
    this.onChange(this.pixels.slice());
  }

  show() {
    const context = this.canvas.getContext("2d");
    const { width, height } = this.canvas;
    context.imageSmoothingEnabled = false;
    context.drawImage(greyCanvas(this.pixels, this.side), 0, 0, width, height);
    if (!this.keys) return;
    const [x, y] = this.place.map((at) => (at + 0.5) * SCALE);
    context.lineWidth = 2;
    context.strokeStyle = this.penDown ? "rgb(255, 140, 26)" : "rgb(160, 160, 160)";
    context.strokeRect(x - SCALE, y - SCALE, 2 * SCALE, 2 * SCALE);
  }
}
