/* Pillow's resampling with the bilinear filter, to the last bit: the chapter's images pass through
   it before the network sees them, in 8 bits, rows first. */

const BITS = 22;   // of the fixed-point weights

/* For each place of the result, the first pixel that counts and the weights from there on. */
function windows(from, to) {
  const scale = from / to;
  const support = Math.max(scale, 1);
  const inverse = 1 / support;
  return Array.from({ length: to }, (_, place) => {
    const centre = (place + 0.5) * scale;
    const first = Math.max(Math.trunc(centre - support + 0.5), 0);
    const end = Math.min(Math.trunc(centre + support + 0.5), from);
    const weights = [];
    for (let pixel = first; pixel < end; pixel++) {
      weights.push(Math.max(0, 1 - Math.abs((pixel - centre + 0.5) * inverse)));
    }
    const sum = weights.reduce((total, weight) => total + weight, 0);
    return { first, weights: weights.map((w) => Math.trunc(0.5 + (w / sum) * 2 ** BITS)) };
  });
}

/* Resamples the rows of a picture and returns it turned over, columns for rows. */
function rows(pixels, width, height, to) {
  const result = new Uint8ClampedArray(to * height);
  for (const [place, { first, weights }] of windows(width, to).entries()) {
    for (let row = 0; row < height; row++) {
      let sum = 2 ** (BITS - 1);
      for (const [i, weight] of weights.entries()) sum += pixels[row * width + first + i] * weight;
      result[place * height + row] = sum >> BITS;
    }
  }
  return result;
}

/* Resizes a picture of one byte per pixel. */
export function resize(pixels, width, height, toWidth, toHeight) {
  const turned = rows(pixels, width, height, toWidth);
  return rows(turned, height, toWidth, toHeight);
}
