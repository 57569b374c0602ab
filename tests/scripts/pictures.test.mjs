import assert from "node:assert/strict";
import { test } from "node:test";

const LIVE = new URL("../../ninbook/directives/live/static/", import.meta.url);
globalThis.document = /** @type {any} */ ({ documentElement: { lang: "en" } });
const { moved } = await import(new URL("motion.js", LIVE).href);
const { resize } = await import(new URL("pillow.js", LIVE).href);
const { likeliest, percent, softmax } = await import(new URL("numbers.js", LIVE).href);

const DOT = Uint8ClampedArray.from([0, 0, 0, 0, 200, 0, 0, 0, 0]);

test("a picture that stays is the same picture", () => {
  assert.equal(moved(DOT, 3, { right: 0, down: 0, degrees: 0 }), DOT);
});

test("a picture moves by whole and half pixels, and black comes in", () => {
  assert.deepEqual([...moved(DOT, 3, { right: 1, down: 0, degrees: 0 })], [0, 0, 0, 0, 0, 200, 0, 0, 0]);
  assert.deepEqual([...moved(DOT, 3, { right: 0, down: 0.5, degrees: 0 })], [0, 0, 0, 0, 100, 0, 0, 100, 0]);
  assert.deepEqual([...moved(DOT, 3, { right: 0, down: -2, degrees: 0 })], Array(9).fill(0));
});

test("a quarter turn brings the top to the right", () => {
  const top = Uint8ClampedArray.from([0, 9, 0, 0, 0, 0, 0, 0, 0]);
  const turned = moved(top, 3, { right: 0, down: 0, degrees: 90 });
  assert.deepEqual([...turned], [0, 0, 0, 0, 0, 9, 0, 0, 0]);
});

test("resizing keeps a flat picture flat and averages halves", () => {
  assert.deepEqual([...resize(new Uint8ClampedArray(6).fill(77), 3, 2, 7, 5)], Array(35).fill(77));
  assert.deepEqual([...resize(Uint8ClampedArray.from([0, 100]), 2, 1, 1, 1)], [50]);
});

test("probabilities sum to one, however large the logits", () => {
  const shares = softmax([1000, 1000, -1000]);
  assert.deepEqual(shares, [0.5, 0.5, 0]);
  assert.equal(likeliest([0, 3, 2]), 1);
  assert.equal(percent.format(shares[0]), "50.0%");
});
