/* Logits and probabilities, and how they are written and announced. */

export const QUIET = 400;   // milliseconds without a change before a result is announced
const language = document.documentElement.lang || "en";
const digits = (count) => ({ minimumFractionDigits: count, maximumFractionDigits: count });

export const decimal = new Intl.NumberFormat(language, digits(2));
export const percent = new Intl.NumberFormat(language, { style: "percent", ...digits(1) });
export const megabytes = (bytes) => (bytes / 1e6).toLocaleString(language, { maximumFractionDigits: 1 });
export const likeliest = (logits) => logits.indexOf(Math.max(...logits));

export function softmax(logits) {
  const greatest = Math.max(...logits);
  const powers = Array.from(logits, (logit) => Math.exp(logit - greatest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}
