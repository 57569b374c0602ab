/* Where pictures come from: test images, a drawing, a reader's file. */
import { button, fill, make } from "./dom.js";
import { greyCanvas } from "./drawing.js";
import { read } from "./picture.js";
import { Sketch } from "./sketch.js";

export class Source {
  /* `onPicture` gets the pixels of each chosen picture, null while there is none, what it is
     called, and how it stands at first. */
  constructor(element, pictures, { words, images }, onPicture) {
    this.words = words;
    this.side = images.side;
    this.onPicture = onPicture;
    this.sketch = new Sketch(this.side, words, (pixels) => this.chooseDrawn(pixels));
    this.message = make("p", { class: "live-message", role: "status" });
    this.element = make("div", { class: "live-source" },
      this.gallery(pictures, images), this.tools(), this.sketch.element, this.message);
    this.acceptDrops(element);
    const { index, percent } = images.first ?? { index: images.indices[0], percent: 100 };
    const first = images.indices.indexOf(index);
    this.first = () => {
      this.inputs[first].checked = true;
      this.choose(pictures[first], this.nameOf(images, first), { percent });
    };
  }

  nameOf({ indices, labels }, i) {
    const label = this.words.classes[labels[i]];
    return fill(this.words.image_name, { index: indices[i], label });
  }

  /** @param {object} [motion] what of the motion is set anew */
  choose(pixels, name, motion = { percent: 100 }) {
    this.message.textContent = "";
    this.onPicture(pixels, name, motion);
  }

  /* Shows a drawing where it was drawn, and of an empty one nothing but what to do. */
  chooseDrawn(pixels) {
    const empty = pixels.every((value) => !value);
    const start = { right: 0, down: 0, turn: 0, percent: 100 };
    this.choose(empty ? null : pixels, this.words.own, this.drawn ? {} : start);
    this.drawn = !empty;
    if (empty) this.message.textContent = this.words.draw_hint;
  }

  gallery(pictures, images) {
    const group = `live-${Math.random().toString(36).slice(2)}`;
    const items = pictures.map((pixels, i) => {
      const name = this.nameOf(images, i);
      const input = make("input", { type: "radio", name: group, "aria-label": name });
      input.addEventListener("change", () => {
        this.leaveOwn();
        this.choose(pixels, name);
      });
      const face = greyCanvas(pixels, this.side);
      face.setAttribute("aria-hidden", "true");
      return make("label", { title: name }, input, face);
    });
    this.inputs = items.map((item) => item.firstChild);
    return make("fieldset", {}, make("legend", {}, this.words.images),
      make("div", { class: "live-gallery" }, ...items));
  }

  tools() {
    const { words } = this;
    this.draw = button(words.draw, () => this.openSketch());
    this.draw.setAttribute("aria-expanded", "false");
    this.file = make("input", { type: "file", accept: "image/*", hidden: "", tabindex: "-1" });
    this.file.addEventListener("change", () => {
      if (this.file.files.length) this.take(this.file.files[0]);
      this.file.value = "";   // so that the same file can be opened again
    });
    const invert = make("input", { type: "checkbox" });
    invert.addEventListener("change", () => this.take(this.own, invert.checked));
    this.invert = make("label", { class: "live-check", hidden: "" }, invert, ` ${words.invert}`);
    return make("div", { class: "live-row" }, this.draw,
      button(words.open, () => this.file.click()), this.file,
      make("span", { class: "live-note" }, words.drop), this.invert);
  }

  openSketch() {
    const opens = this.sketch.element.hidden;
    this.leaveOwn();
    this.sketch.element.hidden = !opens;
    this.draw.setAttribute("aria-expanded", String(opens));
    if (!opens) {
      if (!this.drawn) this.first();
      return;
    }
    this.uncheck();
    this.sketch.clear();
    this.sketch.canvas.focus();
  }

  leaveOwn() {
    this.own = null;
    this.invert.hidden = true;
    this.sketch.element.hidden = true;
    this.draw.setAttribute("aria-expanded", "false");
  }

  uncheck() {
    for (const input of this.inputs) input.checked = false;
  }

  /* Reads a file; if several come one after the other, the last one counts. */
  async take(file, invert = null) {
    const reading = {};
    this.reading = reading;
    this.element.setAttribute("aria-busy", "true");
    try {
      const { pixels, inverted } = await read(file, this.side, invert);
      if (this.reading !== reading) return;
      this.leaveOwn();
      this.own = file;
      this.invert.hidden = false;
      this.invert.firstChild.checked = inverted;
      this.uncheck();
      this.choose(pixels, this.words.own);
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      this.message.textContent = this.words.no_picture;
    } finally {
      if (this.reading === reading) this.element.removeAttribute("aria-busy");
    }
  }

  acceptDrops(element) {
    element.addEventListener("dragover", (event) => {
      if (![...event.dataTransfer.items].some(({ kind }) => kind === "file")) return;
      event.preventDefault();
      element.classList.add("live-target");
    });
    element.addEventListener("dragleave", () => element.classList.remove("live-target"));
    element.addEventListener("drop", (event) => {
      element.classList.remove("live-target");
      if (!event.dataTransfer.files.length) return;
      event.preventDefault();
      this.take(event.dataTransfer.files[0]);
    });
  }
}
