/* Pictures and maps on canvases. */

const [HEAT, COLD] = [[255, 140, 26], [64, 156, 255]];   // over black and grey pictures, in both colour schemes

/* A canvas with a picture of one byte per pixel. */
export function greyCanvas(pixels, width, height = width) {
  const data = new ImageData(width, height);
  for (let i = 0; i < pixels.length; i++) data.data.set([pixels[i], pixels[i], pixels[i], 255], 4 * i);
  return canvasOf(data);
}

/* A canvas with a map: the farther a value is from 0, the less of what is below shows through. */
function heatCanvas(values, width, greatest, strength = 1) {
  const data = new ImageData(width, values.length / width);
  for (let i = 0; i < values.length; i++) {
    const share = greatest > 0 ? Math.min(1, Math.abs(values[i]) / greatest) : 0;
    data.data.set([...(values[i] < 0 ? COLD : HEAT), Math.round(255 * strength * share)], 4 * i);
  }
  return canvasOf(data);
}

function canvasOf(data) {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [data.width, data.height];
  canvas.getContext("2d").putImageData(data, 0, 0);
  return canvas;
}

/* Shows a picture with a map over it, each cell where the middle of its window is. */
export function showEvidence(target, picture, values, greatest, { first, step }, smooth) {
  const context = target.getContext("2d");
  context.setTransform(target.width / picture.width, 0, 0, target.height / picture.height, 0, 0);
  context.drawImage(picture, 0, 0);
  const cells = Math.sqrt(values.length);
  const start = first - step / 2;
  context.imageSmoothingEnabled = smooth;
  context.drawImage(heatCanvas(values, cells, greatest, 0.85), start, start, cells * step, cells * step);
}

/* Shows many maps side by side, each from black, 0 or less, to white, its greatest value. */
export function showMaps(target, { shape: [count, height, width], values }) {
  const columns = Math.ceil(Math.sqrt(count * 1.5));
  const gap = width > 8 ? 2 : 1;
  const across = columns * (width + gap) - gap;
  const data = new ImageData(across, Math.ceil(count / columns) * (height + gap) - gap);
  let silent = 0;
  for (let map = 0; map < count; map++) {
    const start = map * height * width;
    let greatest = 0;
    for (let i = start; i < start + height * width; i++) greatest = Math.max(greatest, values[i]);
    if (!greatest) silent++;
    const left = (map % columns) * (width + gap);
    const top = Math.floor(map / columns) * (height + gap);
    for (let i = 0; i < height * width; i++) {
      const grey = greatest ? (255 * values[start + i]) / greatest : 0;
      const place = (top + Math.floor(i / width)) * across + left + (i % width);
      data.data.set([grey, grey, grey, 255], 4 * place);
    }
  }
  [target.width, target.height] = [data.width, data.height];
  target.getContext("2d").putImageData(data, 0, 0);
  return { silent, scale: Math.max(1, Math.floor(720 / across)) };
}
