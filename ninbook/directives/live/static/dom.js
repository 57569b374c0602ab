/* Small helpers for building a page. */

export const { fill, load, make } = globalThis.ninbookDom;

export function button(text, action) {
  const element = make("button", { type: "button" }, text);
  element.addEventListener("click", action);
  return element;
}
