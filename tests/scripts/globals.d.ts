/* What scripts find that other parts of a page or deck have put there. */
interface Window {
  _JUPYTERLAB: Record<string, object>;
  ninbookCard: (link: Element, event: Event) => void;
  ninbookVerify: (button: Element) => Promise<void>;
}
declare const Reveal: { initialize(options: object): void };
declare const WIDTH: number;
declare const HEIGHT: number;
declare module "*/ort.wasm.bundle.js";
