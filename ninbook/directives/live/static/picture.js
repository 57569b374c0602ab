/* Pictures as the data set has them: square, grey, light on black, few pixels. */
import { centred } from "./motion.js";
import { resize } from "./pillow.js";

const LARGEST = 512;   // pixels of a reader's picture along an axis before it is reduced

/* The pictures of a sheet, one byte per pixel. */
export async function cut(url, { side, columns, indices }) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${answer.status} ${url.pathname}`);
  const sheet = await createImageBitmap(await answer.blob(), { colorSpaceConversion: "none" });
  const context = contextOf(sheet.width, sheet.height);
  context.drawImage(sheet, 0, 0);
  return indices.map((_, i) => {
    const [left, top] = [(i % columns) * side, Math.floor(i / columns) * side];
    return grey(context.getImageData(left, top, side, side));
  });
}

/* A reader's file as a small square picture. What was bright becomes dark if `invert` says so; by
   default if its edge is bright. */
export async function read(file, side, invert = null) {
  const bitmap = await createImageBitmap(file);
  const scale = Math.min(1, LARGEST / Math.max(bitmap.width, bitmap.height));
  const width = Math.max(1, Math.round(bitmap.width * scale));
  const height = Math.max(1, Math.round(bitmap.height * scale));
  const context = contextOf(width, height);
  context.fillStyle = "white";
  context.fillRect(0, 0, width, height);
  context.drawImage(bitmap, 0, 0, width, height);
  const pixels = grey(context.getImageData(0, 0, width, height));
  const ground = edge(pixels, width, height);
  const inverted = invert ?? ground > 127;
  const longest = Math.max(width, height);
  const square = centred(pixels, width, height, longest, ground);
  if (inverted) for (let i = 0; i < square.length; i++) square[i] = 255 - square[i];
  return { pixels: resize(square, longest, longest, side, side), inverted };
}

function contextOf(width, height) {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  return canvas.getContext("2d", { willReadFrequently: true });
}

/* Brightness, by the weights that Pillow has for it. */
function grey({ data }) {
  return Uint8ClampedArray.from({ length: data.length / 4 }, (_, i) => (
    (data[4 * i] * 19595 + data[4 * i + 1] * 38470 + data[4 * i + 2] * 7471 + 0x8000) >> 16));
}

/* The median along the edge. */
function edge(pixels, width, height) {
  const values = [];
  for (let x = 0; x < width; x++) values.push(pixels[x], pixels[(height - 1) * width + x]);
  for (let y = 0; y < height; y++) values.push(pixels[y * width], pixels[(y + 1) * width - 1]);
  return values.sort((one, other) => one - other)[values.length >> 1];
}
