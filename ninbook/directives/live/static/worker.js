/* Runs networks by ONNX Runtime, out of the page's way. */
import * as ort from "./ort.wasm.bundle.js";

const sessions = new Map();

function start({ program }) {
  ort.env.wasm.numThreads = 1;   // more need a server that isolates the page
  ort.env.wasm.wasmBinary = program;
  ort.env.logLevel = "error";
}

async function add({ name, content }) {
  const options = { executionProviders: ["wasm"], logSeverityLevel: 3 };
  const session = await ort.InferenceSession.create(content, options);
  sessions.set(name, session);
  // The first pass takes several times as long as those after it.
  const shape = session.inputMetadata[0].shape;
  const size = shape.reduce((product, length) => product * length, 1);
  await session.run({ image: new ort.Tensor("float32", new Float32Array(size), shape) });
}

/* One pass over a square picture of one byte per pixel. */
async function run({ name, pixels, wanted }) {
  const side = Math.sqrt(pixels.length);
  const values = Float32Array.from(pixels, (pixel) => pixel / 255);
  const image = new ort.Tensor("float32", values, [1, 1, side, side]);
  const began = performance.now();
  const found = await sessions.get(name).run({ image }, wanted);
  const milliseconds = performance.now() - began;
  const outputs = {};
  for (const output of wanted) {
    outputs[output] = { shape: found[output].dims.slice(1), values: found[output].data.slice() };
    found[output].dispose();
  }
  return { outputs, milliseconds };
}

addEventListener("message", async ({ data: { id, task, ...rest } }) => {
  try {
    postMessage({ id, result: await { start, add, run }[task](rest) });
  } catch (error) {
    postMessage({ id, error: String(error?.message || error) });
  }
});
