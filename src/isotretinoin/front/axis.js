// @ts-check
// Axes drawn in the pixels at hand: letters keep their size, there are fewer ticks where there is less room.
import { makeSvg } from "./dom.js";
import { scaleOf } from "./scale.js";

/** @typedef {import("./scale.js").AxisSpec} AxisSpec */
/** @typedef {import("./scale.js").Scale} Scale */
/** @typedef {{ left: number, top: number, right: number, bottom: number, width: number, height: number }} Box */

/** Size of a figure's letters, in px of the screen. */
export const LETTERS = 12;

/** @type {CanvasRenderingContext2D | null} */
let ruler = null;

/**
 * Width of a text in pixels.
 * @param {string} text
 * @param {string} family
 * @param {number} [size]
 */
export const textWidth = (text, family, size = LETTERS) => {
  ruler ??= document.createElement("canvas").getContext("2d");
  if (!ruler) return text.length * size * 0.6;
  ruler.font = `${size}px ${family}`;
  return ruler.measureText(text).width;
};

/**
 * Words in lines no wider than the room; a single word may stick out.
 * @param {string} text
 * @param {number} room pixels
 * @param {(text: string) => number} width
 */
export const fold = (text, room, width) => {
  /** @type {string[]} */
  const lines = [];
  for (const word of text.split(" ")) {
    const longer = lines.length ? `${lines[lines.length - 1]} ${word}` : "";
    if (longer && width(longer) <= room) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
};

/**
 * Names below an axis, in lines; where a word is wider than its step, every second name stands one storey lower.
 * @param {readonly string[]} names
 * @param {number} step pixels from one name to the next
 * @param {(text: string) => number} size
 */
export const stackNames = (names, step, size) => {
  const tight = names.some((name) => name.split(" ").some((word) => size(word) > step - 4));
  const lines = names.map((name) => fold(name, (tight ? 2 : 1) * step - 6, size));
  const deep = Math.max(1, ...lines.map((one) => one.length));
  return { lines, lower: tight ? deep : 0, deep: tight ? 2 * deep : deep };
};

const rooms = (/** @type {number} */ width, /** @type {number} */ height) => ({ across: Math.max(2, width / 90), up: Math.max(2, height / 55) });

/**
 * Find the stretch of a panel that is left for marks.
 * @param {{ width: number, height: number, x: AxisSpec, y: AxisSpec, title?: string, family: string }} panel
 * @returns {Box}
 */
export const plotBox = ({ width, height, x, y, title, family }) => {
  const size = (/** @type {string} */ text) => textWidth(text, family);
  const labels = y.hidden ? [] : scaleOf(y, [height, 0]).ticks(rooms(width, height).up).map(([, text]) => text);
  const left = y.hidden ? 4 : Math.min(width * 0.4, Math.max(...labels.map(size), 0) + 12);
  const right = width - 10;
  const names = x.names ?? [];
  const { deep } = stackNames(names, (right - left) / Math.max(1, names.length), size);
  const bottom = height - (x.hidden ? 6 : 12 + deep * 15 + (x.label ? 18 : 0));
  const top = 8 + (title ? 22 : 0) + (y.label && !y.hidden ? 20 : 0);
  return { left, top, right, bottom, width: right - left, height: bottom - top };
};

/**
 * Draw the axes of a panel and return its scales.
 * @param {SVGElement} group is emptied first
 * @param {{ box: Box, x: AxisSpec, y: AxisSpec, title?: string, family: string }} panel
 * @returns {{ x: Scale, y: Scale }}
 */
export const drawAxes = (group, { box, x, y, title, family }) => {
  const scales = { x: scaleOf(x, [box.left, box.right]), y: scaleOf(y, y.names ? [box.top, box.bottom] : [box.bottom, box.top]) };
  const room = rooms(box.width, box.height);
  const size = (/** @type {string} */ text) => textWidth(text, family);
  /** @type {SVGElement[]} */
  const parts = [];
  const text = (/** @type {string} */ words, /** @type {Record<string, any>} */ where) => parts.push(makeSvg("text", where, words));
  const line = (/** @type {number} */ x1, /** @type {number} */ y1, /** @type {number} */ x2, /** @type {number} */ y2) =>
    parts.push(makeSvg("line", { x1, y1, x2, y2 }));
  if (title) text(title, { x: 4, y: 16, class: "iso-panel" });
  if (!x.hidden) {
    line(box.left, box.bottom, box.right, box.bottom);
    const { lines: named, lower, deep } = stackNames(x.names ?? [], scales.x.step, size);
    scales.x.ticks(room.across).forEach(([at, words], nth) => {
      const down = nth % 2 ? lower : 0;
      line(at, box.bottom, at, box.bottom + 4 + 15 * down);
      (named[nth] ?? [words]).forEach((one, n) => text(one, { x: at, y: box.bottom + 18 + 15 * (n + down), "text-anchor": "middle" }));
    });
    if (x.label) text(x.label, { x: box.right, y: box.bottom + 20 + 15 * deep, "text-anchor": "end", class: "iso-axis-title" });
  }
  if (!y.hidden) {
    if (!y.names) line(box.left, box.top, box.left, box.bottom);
    for (const [at, words] of scales.y.ticks(room.up)) {
      if (!y.names) line(box.left - 4, at, box.left, at);
      text(words, { x: box.left - 8, y: at, dy: "0.35em", "text-anchor": "end" });
    }
    // Beside the top of the axis and level: letters on their side are read by nobody.
    if (y.label) text(y.label, { x: 4, y: box.top - 10, class: "iso-axis-title" });
  }
  group.replaceChildren(...parts);
  return scales;
};
