/* Names texts whose contrast with what is behind them is below that of WCAG AA: in the elements
   that a selector finds, or on the whole page. Axe leaves out texts that have anything in front of
   them, and of a long page that is most of it. */
(selector) => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const known = new Map();
  const rgba = (colour) => {
    if (!known.has(colour)) {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = colour;
      canvas.fillRect(0, 0, 1, 1);
      known.set(colour, [...canvas.getImageData(0, 0, 1, 1).data]);
    }
    return known.get(colour);
  };
  const over = ([red, green, blue, opacity], below) => [red, green, blue]
    .map((part, i) => (part * opacity + below[i] * (255 - opacity)) / 255);
  const luminance = (colour) => colour
    .map((part) => part / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    .reduce((sum, part, i) => sum + part * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (element) => {
    if (!element) return [255, 255, 255];
    const colour = rgba(getComputedStyle(element).backgroundColor);
    return over(colour, colour[3] === 255 ? colour : ground(element.parentElement));
  };
  const hasText = (element) => [...element.childNodes]
    .some((node) => node.nodeType === Node.TEXT_NODE && /[\p{L}\p{N}]/u.test(node.data));
  const shown = { checkOpacity: true, checkVisibilityCSS: true };
  const texts = `${selector || "body"} :not(svg, svg *, script, style, option)`;
  const found = new Set();
  for (const element of document.querySelectorAll(texts)) {
    if (!hasText(element) || !element.checkVisibility(shown)) continue;
    const style = getComputedStyle(element);
    const behind = ground(element);
    const levels = [luminance(over(rgba(style.color), behind)), luminance(behind)];
    const ratio = (Math.max(...levels) + 0.05) / (Math.min(...levels) + 0.05);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
    if (ratio < (large ? 3 : 4.5)) {
      found.add(`contrast ${ratio.toFixed(2)}: ${element.tagName}.${element.className}`);
    }
  }
  return [...found];
}
