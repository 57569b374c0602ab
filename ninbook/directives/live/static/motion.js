/* Places, moves and turns a picture of one byte per pixel. */

/* A picture in the middle of a square one. */
export function centred(pixels, width, height, side, ground = 0) {
  if (width === side && height === side) return pixels;
  const result = new Uint8ClampedArray(side * side).fill(ground);
  const [left, top] = [(side - width) >> 1, (side - height) >> 1];
  for (let row = 0; row < height; row++) {
    result.set(pixels.subarray(row * width, (row + 1) * width), (top + row) * side + left);
  }
  return result;
}

/* Turns a picture about its middle, then moves it; what comes in from outside is black. */
export function moved(pixels, side, { right, down, degrees }) {
  if (!right && !down && !degrees) return pixels;
  const angle = (degrees * Math.PI) / 180;
  const [sine, cosine] = [Math.sin(angle), Math.cos(angle)];
  const middle = (side - 1) / 2;
  const at = (x, y) => (x < 0 || y < 0 || x >= side || y >= side ? 0 : pixels[y * side + x]);
  const result = new Uint8ClampedArray(pixels.length);
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      const across = column - right - middle;
      const along = row - down - middle;
      const x = cosine * across + sine * along + middle;
      const y = cosine * along - sine * across + middle;
      const [left, top] = [Math.floor(x), Math.floor(y)];
      const [u, v] = [x - left, y - top];
      result[row * side + column] = (1 - v) * ((1 - u) * at(left, top) + u * at(left + 1, top))
        + v * ((1 - u) * at(left, top + 1) + u * at(left + 1, top + 1));
    }
  }
  return result;
}
