/* The live network: brings everything in, and lets the reader choose, move and turn a picture. */
import { Comparison } from "./comparison.js";
import { button, fill, make } from "./dom.js";
import { moved } from "./motion.js";
import { Networks } from "./network.js";
import { likeliest } from "./numbers.js";
import { cut } from "./picture.js";
import { resize } from "./pillow.js";
import { Source } from "./source.js";
import { View } from "./view.js";

const RANGES = { right: [-64, 64, "pixels"], down: [-64, 64, "pixels"], turn: [-180, 180, "degrees"] };
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
      networks.load(settings.runtime, first, onBytes), styled(),
    ]);
    new Panel(element, settings, networks, pictures);
  } catch (error) {
    networks.end();
    throw error;
  }
}

/* The style sheet, which is there before what it styles. */
function styled() {
  const href = new URL("panel.css", import.meta.url).href;
  if ([...document.styleSheets].some((sheet) => sheet.href === href)) return undefined;
  return new Promise((resolve) => {
    const link = make("link", { rel: "stylesheet", href });
    link.addEventListener("load", resolve);
    link.addEventListener("error", resolve);   // plain is better than nothing
    document.head.append(link);
  });
}

class Panel {
  constructor(element, settings, networks, pictures) {
    this.settings = settings;
    this.networks = networks;
    this.motion = { right: 0, down: 0, turn: 0 };
    const { words } = settings;
    this.source = new Source(element, pictures, settings, (pixels, name) => {
      this.picture = { pixels, name, unmoved: new Map(), large: new Map() };
      this.view.chosen = null;
      this.update();
    });
    const [first, ...others] = settings.networks;
    this.view = new View(first, words, () => this.update());
    this.samples = pictures.map((pixels) => ({ pixels, large: new Map() }));
    this.comparisons = others.map((other) => new Comparison(first, other, this));
    this.view.details.before(...this.comparisons.map(({ element }) => element));
    const hint = first.averages ? [fill(words.hint, { step: first.places.step })] : [];
    this.body = make("div", { class: "live", role: "group", "aria-label": words.title },
      this.source.element, this.movers(), this.view.element,
      ...hint.map((text) => make("p", {}, text)));
    element.append(this.body);
    this.source.inputs[0].focus({ preventScroll: true });
    this.source.first();
  }

  movers() {
    const { words } = this.settings;
    const fields = Object.entries(RANGES).map(([name, [least, most, unit]]) => {
      const input = make("input", {
        type: "range", min: least, max: most, step: 1, value: 0, "aria-label": words[name],
      });
      const shown = make("b", {}, fill(words[unit], { value: 0 }));   // an output would take the label
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
      return { input, show, label: make("label", { class: "live-field" },
        make("span", {}, `${words[name]} `, shown), input) };
    });
    const reset = button(words.reset, () => {
      for (const { input, show } of fields) {
        input.value = 0;
        show();
      }
      this.move();
    });
    return make("fieldset", { class: "live-motion" }, make("legend", {}, words.motion),
      ...fields.map(({ label }) => label), reset);
  }

  move() {
    for (const comparison of this.comparisons) comparison.forget();
    this.update();
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
    return Object.values(this.motion).some((value) => value);
  }

  /* What a network makes of the picture as it stands now, and its logits where it was before. */
  async predict({ name, size }, wanted) {
    const { picture } = this;
    const { large, pixels } = this.placed(picture, size);
    const found = await this.networks.run(name, pixels, wanted);
    if (!picture.unmoved.has(name)) {
      const there = pixels === large ? found : await this.networks.run(name, large, ["logits"]);
      picture.unmoved.set(name, there.outputs.logits.values);
    }
    return { ...found, pixels, unmoved: picture.unmoved.get(name) };
  }

  /* A picture in the size of a network, and the same moved and turned. */
  placed(picture, size) {
    const { side } = this.settings.images;
    const { right, down, turn } = this.motion;
    if (!picture.large.has(size)) {
      picture.large.set(size, resize(picture.pixels, side, side, size, size));
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
