/* The live network: brings everything in, and lets the reader choose, move and turn a picture. */
import { Comparison } from "./comparison.js";
import { button, fill, load, make } from "./dom.js";
import { centred, moved } from "./motion.js";
import { Networks } from "./network.js";
import { likeliest } from "./numbers.js";
import { cut } from "./picture.js";
import { resize } from "./pillow.js";
import { Source } from "./source.js";
import { View } from "./view.js";

const RANGES = {
  right: [-64, 64, "pixels"], down: [-64, 64, "pixels"], turn: [-180, 180, "degrees"],
  percent: [40, 100, "percents"],
};
const STILL = { right: 0, down: 0, turn: 0 };
const START = { ...STILL, percent: 100 };
const STEP_PERCENT = 10;   // of the way at a time, so that the announcements can be followed

/* Puts the live network into an element; `say` shows a word of the page meanwhile. */
export async function start(element, url, say) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${answer.status} ${url.pathname}`);
  const settings = await answer.json();
  const networks = new Networks();
  const [first] = settings.networks;
  const all = settings.runtimeBytes + first.bytes;
  let bytes = 0;
  const onBytes = (count) => {
    bytes += count;
    const share = Math.min(1, bytes / all);
    if (share === 1) say("starting");
    else say("loading", { percent: Math.floor((100 * share) / STEP_PERCENT) * STEP_PERCENT });
  };
  try {
    onBytes(0);
    const [pictures] = await Promise.all([
      cut(new URL(settings.images.file, import.meta.url), settings.images),
      networks.load(settings.runtime, first, onBytes),
      load(new URL("panel.css", import.meta.url).href).catch(() => {}),   // plain is better than nothing
    ]);
    new Panel(element, settings, networks, pictures);
  } catch (error) {
    networks.end();
    throw error;
  }
}

class Panel {
  constructor(element, settings, networks, pictures) {
    this.settings = settings;
    this.networks = networks;
    this.motion = { ...START };
    const { words } = settings;
    this.source = new Source(element, pictures, settings, (pixels, name, motion) => {
      this.picture = pixels && { pixels, name, unmoved: new Map(), large: new Map() };
      this.view.chosen = null;
      this.place(motion);
    });
    const [first, ...others] = settings.networks;
    this.view = new View(first, words, () => this.update());
    this.samples = pictures.map((pixels) => ({ pixels, large: new Map() }));
    this.comparisons = others.map((other) => new Comparison(first, other, this));
    this.view.details.before(...this.comparisons.map(({ element }) => element));
    const { step, receptive_field: field } = first.places;
    const hint = first.averages ? [fill(words.hint, { step, field })] : [];
    this.body = make("div", { class: "live", role: "group", "aria-label": words.title },
      this.source.element, this.movers(), this.view.element,
      ...hint.map((text) => make("p", {}, text)));
    element.append(this.body);
    this.source.first();
    this.source.inputs.find(({ checked }) => checked).focus({ preventScroll: true });
  }

  movers() {
    const { words } = this.settings;
    this.fields = Object.entries(RANGES).map(([name, [least, most, unit]]) => {
      const input = make("input", {
        type: "range", min: least, max: most, step: 1, value: START[name], "aria-label": words[name],
      });
      const shown = make("b", {}, fill(words[unit], { value: START[name] }));   // an output would take the label
      const show = () => {
        const text = fill(words[unit], { value: input.value });
        shown.textContent = text;
        input.setAttribute("aria-valuetext", text);
        this.motion[name] = Number(input.value);
      };
      input.addEventListener("input", () => {
        show();
        this.move();
      });
      return { name, input, show, label: make("label", { class: "live-field" },
        make("span", {}, `${words[name]} `, shown), input) };
    });
    const reset = button(words.reset, () => this.place(STILL));
    return make("fieldset", { class: "live-motion" }, make("legend", {}, words.motion),
      ...this.fields.map(({ label }) => label), reset);
  }

  /* Sets some of how the picture stands; the rest stays. */
  place(motion) {
    for (const { name, input, show } of this.fields) {
      if (name in motion) input.value = motion[name];
      show();
    }
    this.move();
  }

  move() {
    for (const comparison of this.comparisons) comparison.forget();
    if (this.picture && this.picture.percent !== this.motion.percent) {
      this.picture.percent = this.motion.percent;
      for (const { large } of [this.picture, ...this.samples]) large.clear();
      this.picture.unmoved = new Map();
    }
    this.body.classList.toggle("live-empty", !this.picture);
    if (this.picture) this.update();
  }

  /* Computes what the present picture gives; of many changes in a row, the last one counts. */
  async update() {
    this.stale = true;
    if (this.busy) return;
    this.busy = true;
    this.body.setAttribute("aria-busy", "true");
    try {
      while (this.stale) {
        this.stale = false;
        await this.pass();
      }
    } catch (error) {
      this.source.message.textContent = fill(this.settings.words.failed, { reason: error.message });
    } finally {
      this.busy = false;
      this.body.removeAttribute("aria-busy");
    }
  }

  async pass() {
    const { picture, view } = this;
    if (!picture) return;
    const found = await this.predict(view.network, view.wanted);
    if (picture !== this.picture) return;
    view.show({ ...found, name: picture.name });
    for (const comparison of this.comparisons.filter(({ active }) => active)) {
      const other = await this.predict(comparison.other, ["logits"]);
      if (picture !== this.picture) return;
      comparison.show([found, other].map(({ outputs, unmoved }) => (
        { logits: outputs.logits.values, unmoved })), this.isMoved);
    }
  }

  get isMoved() {
    return Object.keys(STILL).some((name) => this.motion[name]);
  }

  /* What a network makes of the picture as it stands now, and its logits where it was before. */
  async predict({ name, size }, wanted) {
    const { picture, picture: { unmoved } } = this;
    const { large, pixels } = this.placed(picture, size);
    const found = await this.networks.run(name, pixels, wanted);
    if (!unmoved.has(name)) {
      const there = pixels === large ? found : await this.networks.run(name, large, ["logits"]);
      unmoved.set(name, there.outputs.logits.values);
    }
    return { ...found, pixels, unmoved: unmoved.get(name) };
  }

  /* A picture in the size of a network, and the same moved and turned. */
  placed(picture, size) {
    const { side } = this.settings.images;
    const { right, down, turn, percent } = this.motion;
    if (!picture.large.has(size)) {
      const inner = Math.round((size * percent) / 100);
      const shrunk = resize(picture.pixels, side, side, inner, inner);
      picture.large.set(size, centred(shrunk, inner, inner, size));
    }
    const large = picture.large.get(size);
    return { large, pixels: moved(large, size, { right, down, degrees: turn }) };
  }

  /* How many of the test images networks get right, all moved as the present picture is; `onStep`
     hears of each image, and ends it by returning false. */
  async count(networks, onStep) {
    const right = networks.map(() => 0);
    for (const [i, sample] of this.samples.entries()) {
      for (const [place, { name, size }] of networks.entries()) {
        if (!onStep(i)) return null;
        const { outputs } = await this.networks.run(name, this.placed(sample, size).pixels, ["logits"]);
        if (likeliest(outputs.logits.values) === this.settings.images.labels[i]) right[place]++;
      }
    }
    return right;
  }
}
