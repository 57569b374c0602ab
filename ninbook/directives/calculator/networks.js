/* Arithmetic of convolutional networks: a port of the Python package ninbook/networks, where every
   quantity is explained. tests/networks/test_port.py compares the two on random networks. */
(() => {
  "use strict";
  const BYTES_PER_NUMBER = 4;
  const BYTES_PER_PLACE = 8;
  const DROPOUT_PERCENT = 50;
  const MOST_DENSE = 4;
  const FIELDS = {
    "": ["channels", "size"],
    c: ["channels", "window", "stride", "padding", "pointwise"],
    m: ["window", "stride", "padding"],
    a: ["window", "stride", "padding"],
    d: ["percent"],
    g: [],
  };
  const PART = /^([a-z]?)((?:\d{1,6}(?:-\d{1,6})*)?)$/;

  /* ---- Codes: a network as a short text ------------------------------------------------- */

  function numbersOf(part, letter, limits) {
    const match = PART.exec(part);
    if (!match || match[1] !== letter) throw new RangeError(`can't read ${part}`);
    const numbers = match[2].split("-").filter(Boolean).map(Number);
    const fields = FIELDS[letter] || numbers.map(() => "units");
    const many = letter === "f" && (numbers.length < 1 || numbers.length > MOST_DENSE);
    if (many || numbers.length !== fields.length) throw new RangeError(`can't read ${part}`);
    fields.forEach((field, i) => {
      const [least, most] = limits[field];
      if (numbers[i] < least || numbers[i] > most) throw new RangeError(`${field} in ${part}`);
    });
    return numbers;
  }

  function stageOf(part, limits) {
    const kind = "cma".includes(part[0] || "d") ? part[0] : "d";
    const numbers = numbersOf(part, kind, limits);
    return Object.assign({ kind }, ...FIELDS[kind].map((field, i) => ({ [field]: numbers[i] })));
  }

  /* Returns { channels, size, stages: [{ kind, ... }], dense: [units] }; throws a RangeError. */
  function parse(code, limits) {
    const [first, ...parts] = code.split("_");
    if (!parts.length) throw new RangeError(`no head in ${code}`);
    const [channels, size] = numbersOf(first, "", limits);
    const head = parts.pop();
    const [least, most] = limits.stages;
    if (parts.length < least || parts.length > most) throw new RangeError(`stages in ${code}`);
    const stages = parts.map((part) => stageOf(part, limits));
    const dense = numbersOf(head, head[0] === "f" ? "f" : "g", limits);
    return { channels, size, stages, dense };
  }

  const formatStage = (stage) =>
    stage.kind + FIELDS[stage.kind].map((field) => stage[field]).join("-");

  function format({ channels, size, stages, dense }) {
    const head = dense.length ? `f${dense.join("-")}` : "g";
    return [`${channels}-${size}`, ...stages.map(formatStage), head].join("_");
  }

  /* ---- Layers --------------------------------------------------------------------------- */

  const product = (numbers) => numbers.reduce((all, one) => all * one, 1);

  class LayerError extends RangeError {
    constructor(reason) {
      super(reason);
      this.reason = reason;
    }
  }

  function slide(size, { window, stride, padding }) {
    const room = size + 2 * padding - window;
    if (room < 0) throw new LayerError("window");
    return Math.floor(room / stride) + 1;
  }

  const none = () => 0;
  const LAYERS = {
    Convolution: {
      learns: true,
      needsInput: () => true,
      output: (layer, [, height, width]) =>
        [layer.channels, slide(height, layer), slide(width, layer)],
      parameters: ({ window, channels }, [inputs]) => (window * window * inputs + 1) * channels,
      work: ({ window }, [inputs], output) => window * window * inputs * product(output),
    },
    Pooling: {
      needsInput: ({ average }) => !average,
      output: (layer, [channels, height, width]) => {
        if (2 * layer.padding > layer.window) throw new LayerError("padding");
        return [channels, slide(height, layer), slide(width, layer)];
      },
      extra: ({ average }, shape, output) => (average ? 0 : BYTES_PER_PLACE * product(output)),
    },
    Relu: { needsOutput: true },
    Dropout: { unpaired: true, extra: (layer, shape) => BYTES_PER_NUMBER * product(shape) },
    GlobalAveragePooling: { output: (layer, [channels]) => [channels] },
    Flattening: { view: true, unpaired: true, output: (layer, shape) => [product(shape)] },
    Dense: {
      learns: true,
      needsInput: () => true,
      output: ({ units }) => [units],
      parameters: ({ units }, [inputs]) => (inputs + 1) * units,
      work: ({ units }, [inputs]) => inputs * units,
    },
  };
  for (const [name, layer] of Object.entries(LAYERS)) {
    LAYERS[name] = {
      learns: false, needsInput: () => false, needsOutput: false, view: false, unpaired: false,
      output: (_, shape) => shape, parameters: none, work: none, extra: none, ...layer,
    };
  }

  function layersOfStage(stage) {
    const { kind, channels, window, stride, padding, percent } = stage;
    if (kind === "d") return [{ name: "Dropout", percent }];
    if (kind !== "c") return [{ name: "Pooling", average: kind === "a", window, stride, padding }];
    const layers = [{ name: "Convolution", channels, window, stride, padding }, { name: "Relu" }];
    for (let i = 0; i < stage.pointwise; i++) {
      layers.push({ name: "Convolution", channels, window: 1, stride: 1, padding: 0 });
      layers.push({ name: "Relu" });
    }
    return layers;
  }

  function headOf(dense) {
    if (!dense.length) return [{ name: "GlobalAveragePooling" }];
    const layers = [{ name: "Flattening" }];
    dense.forEach((units, i) => {
      layers.push({ name: "Dense", units });
      if (i < dense.length - 1) {
        layers.push({ name: "Relu" }, { name: "Dropout", percent: DROPOUT_PERCENT });
      }
    });
    return layers;
  }

  /* ---- Resources ------------------------------------------------------------------------ */

  /* Whether the layer that gets an array, be it under another shape, needs it. No gradient goes
     back beyond the first layer with parameters, so those before it need nothing. */
  function isNeeded(layers, place) {
    let reader = place;
    while (reader < layers.length && LAYERS[layers[reader].name].view) reader++;
    const next = layers[reader];
    return next !== undefined && LAYERS[next.name].needsInput(next) && learn(layers, reader);
  }

  const learn = (layers, place) =>
    layers.slice(0, place + 1).some(({ name }) => LAYERS[name].learns);

  /* Returns { inputBytes, layers: [{ layer, stage, shape, parameters, work, keptBytes, pairBytes }],
     error: null or { stage, reason } }; after an error there are the layers before it. */
  function measure({ channels, size, stages, dense }) {
    const groups = [...stages.map(layersOfStage), headOf(dense)];
    const flat = groups.flatMap((group, stage) => group.map((layer) => ({ layer, stage })));
    const layers = flat.map(({ layer }) => layer);
    const found = [];
    let shape = [channels, size, size];
    let error = null;
    const image = BYTES_PER_NUMBER * product(shape);
    for (const [place, { layer, stage }] of flat.entries()) {
      const rules = LAYERS[layer.name];
      let output;
      try {
        output = rules.output(layer, shape);
      } catch (problem) {
        if (!(problem instanceof LayerError)) throw problem;
        error = { stage, reason: problem.reason };
        break;
      }
      const learns = learn(layers, place);
      const needed = (learns && rules.needsOutput) || isNeeded(layers, place + 1);
      const kept = needed && !rules.view ? BYTES_PER_NUMBER * product(output) : 0;
      found.push({
        layer,
        stage,
        shape: output,
        parameters: rules.parameters(layer, shape),
        work: rules.work(layer, shape, output),
        keptBytes: kept + (learns ? rules.extra(layer, shape, output) : 0),
        pairBytes: rules.unpaired ? 0 : BYTES_PER_NUMBER * (product(shape) + product(output)),
      });
      shape = output;
    }
    return { inputBytes: isNeeded(layers, 0) ? image : 0, layers: found, error };
  }

  const sum = (layers, field) => layers.reduce((all, layer) => all + layer[field], 0);

  /* The totals that are shown, in bytes and numbers. */
  function totals({ inputBytes, layers }, batch) {
    const parameters = sum(layers, "parameters");
    const bytes = BYTES_PER_NUMBER * parameters;
    const pair = Math.max(0, ...layers.map((layer) => layer.pairBytes));
    return {
      parameters,
      work: sum(layers, "work"),
      prediction: bytes + batch * pair,
      training: 2 * bytes + batch * (inputBytes + sum(layers, "keptBytes")),
    };
  }

  globalThis.ninbookNetworks = { FIELDS, MOST_DENSE, parse, format, measure, totals };
})();
