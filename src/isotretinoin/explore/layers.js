// @ts-check
// From a layer's columns to marks: a name, what it tells, and the numbers in pixels that place it.
import { makeSvg, setAll } from "../front/dom.js";
import { tellValue } from "./columns.js";
import { SHAPES, roleClass } from "./shapes.js";

/** @typedef {import("../front/scale.js").Scale} Scale */
/** @typedef {import("../front/axis.js").Box} Box */
/** @typedef {{ x: Scale, y: Scale, box: Box, axes: { x: any, y: any } }} Frame */
/**
 * @typedef {object} Layer what Python says about a layer, its columns read
 * @property {string} kind
 * @property {string} key
 * @property {number} panel
 * @property {number} count
 * @property {Record<string, any[]>} columns
 * @property {Record<string, any>} looks
 */
/**
 * @typedef {object} Mark
 * @property {string} key the same in two states for the same thing
 * @property {string} kind
 * @property {string} id
 * @property {number[]} at pixels that place it; what is between two states is drawn from numbers between
 * @property {string} role
 * @property {string} shape
 * @property {boolean} hollow
 * @property {string} label words beside it
 * @property {string} style more classes
 * @property {string[]} tells what it says of itself, its name first; nothing where it has nothing to say
 */

const point = (/** @type {number} */ x, /** @type {number} */ y) => `${x.toFixed(1)} ${y.toFixed(1)}`;

/**
 * @param {Layer} layer
 * @param {number} n
 * @param {Frame} frame
 */
const tells = ({ columns, looks, kind }, n, { axes }) => {
  const lines = [String(columns.ids[n])];
  const along = kind === "points" ? ["x", "y"] : [looks.along];
  for (const which of along) {
    const axis = axes[/** @type {"x" | "y"} */ (which)];
    const ends = columns[`${which}1`];
    const range = ends ? ` (${tellValue(axis, ends[n])} to ${tellValue(axis, columns[`${which}2`][n])})` : "";
    lines.push(`${axis.label ? `${axis.label}: ` : ""}${tellValue(axis, columns[which][n])}${range}`);
  }
  (looks.tell ?? []).forEach((/** @type {string} */ name, /** @type {number} */ k) => {
    const told = columns[`tell${k}`][n];
    if (told) lines.push(`${name}: ${told}`);
  });
  return lines;
};

/** @type {Record<string, (layer: Layer, n: number, frame: Frame) => number[]>} */
const PLACE = {
  points: ({ columns }, n, { x, y }) => [x.at(columns.x[n]), y.at(columns.y[n])],
  texts: ({ columns }, n, { x, y }) => [x.at(columns.x[n]), y.at(columns.y[n])],
  intervals({ columns, looks }, n, { x, y }) {
    const [mx, my] = [x.at(columns.x[n]), y.at(columns.y[n])];
    return looks.along === "x"
      ? [x.at(columns.x1[n]), my, x.at(columns.x2[n]), my, mx, my]
      : [mx, y.at(columns.y1[n]), mx, y.at(columns.y2[n]), mx, my];
  },
  bars({ columns, looks }, n, { x, y }) {
    if (looks.along === "x") {
      const [from, to] = [x.at(0), x.at(columns.x[n])].sort((a, b) => a - b);
      const thick = Math.min(40, y.step * 0.7);
      return [from, y.at(columns.y[n]) - thick / 2, to - from, thick];
    }
    const [from, to] = [y.at(0), y.at(columns.y[n])].sort((a, b) => a - b);
    const wide = Math.min(60, (x.step || 40) * 0.7);
    return [x.at(columns.x[n]) - wide / 2, from, wide, to - from];
  },
  rule({ looks }, _, { x, y, box, axes }) {
    if (looks.along === "x") return [x.at(looks.at), box.top, x.at(looks.at), box.bottom];
    if (looks.along === "y") return [box.left, y.at(looks.at), box.right, y.at(looks.at)];
    const [from, to] = axes.x.domain;
    const rise = (/** @type {number} */ value) => y.at(looks.slope * value + looks.intercept);
    return [box.left, rise(from), box.right, rise(to)];
  },
  band({ looks }, _, { x, y, box }) {
    const hold = (/** @type {number} */ value, /** @type {number} */ low, /** @type {number} */ high) => Math.min(high, Math.max(low, value));
    if (looks.along === "x") {
      const [from, to] = [hold(x.at(looks.low), box.left, box.right), hold(x.at(looks.high), box.left, box.right)];
      return [from, box.top, to - from, box.height];
    }
    const [from, to] = [hold(y.at(looks.high), box.top, box.bottom), hold(y.at(looks.low), box.top, box.bottom)];
    return [box.left, from, box.width, to - from];
  },
};

/**
 * The marks of a layer.
 * @param {Layer} layer
 * @param {Frame} frame
 * @returns {Mark[]}
 */
export const marksOfLayer = (layer, frame) => {
  const { columns, kind, key, looks } = layer;
  let start = 0;
  return columns.ids.map((id, n) => {
    let at;
    if (kind === "lines") {
      const length = columns.lengths[n];
      at = [];
      for (let k = start; k < start + length; k += 1) at.push(frame.x.at(columns.x[k]), frame.y.at(columns.y[k]));
      start += length;
    } else at = PLACE[kind](layer, n, frame);
    const hollow = Boolean(columns.hollow?.[n]);
    const label = kind === "lines" ? (looks.labelled ? String(id) : "") : (columns.labels?.[n] ?? looks.label ?? "");
    return {
      key: `${key}/${id}`,
      kind,
      id: String(id),
      at,
      role: columns.roles?.[n] ?? "",
      shape: columns.shapes?.[n] ?? "o",
      hollow,
      label,
      style: [looks.dashed && "iso-dashed", looks.align && `iso-${looks.align}`].filter(Boolean).join(" "),
      tells: looks.tell ? tells(layer, n, frame) : [],
    };
  });
};

/** @type {Record<string, (node: SVGElement, at: number[], mark: Mark) => void>} */
const PUT = {
  points(node, [x, y]) {
    node.setAttribute("transform", `translate(${point(x, y)})`);
  },
  texts(node, [x, y]) {
    node.setAttribute("transform", `translate(${point(x, y)})`);
  },
  lines(node, at) {
    let d = "";
    for (let n = 0; n < at.length; n += 2) d += `${n ? "L" : "M"}${point(at[n], at[n + 1])}`;
    node.children[0].setAttribute("d", d);
    node.children[1]?.setAttribute("transform", `translate(${point(at[at.length - 2] + 6, at[at.length - 1])})`);
  },
  intervals(node, [x1, y1, x2, y2, x, y]) {
    node.children[0].setAttribute("d", `M${point(x1, y1)}L${point(x2, y2)}`);
    for (const child of [...node.children].slice(1)) child.setAttribute("transform", `translate(${point(x, y)})`);
  },
  bars(node, [x, y, width, height], { label }) {
    setAll(node.children[0], { x: x.toFixed(1), y: y.toFixed(1), width: Math.max(0, width).toFixed(1), height: Math.max(0, height).toFixed(1) });
    if (label) node.children[1].setAttribute("transform", `translate(${point(x + width / 2, y - 8)})`);
  },
  rule(node, [x1, y1, x2, y2]) {
    node.children[0].setAttribute("d", `M${point(x1, y1)}L${point(x2, y2)}`);
    const upright = Math.abs(x1 - x2) < 0.5;
    node.children[1]?.setAttribute("transform", upright ? `translate(${point(x1 + 5, y1 + 7)})` : `translate(${point(x2 - 4, y2 - 9)})`);
  },
  band(node, [x, y, width, height]) {
    setAll(node.children[0], { x: x.toFixed(1), y: y.toFixed(1), width: width.toFixed(1), height: height.toFixed(1) });
    node.children[1]?.setAttribute("transform", `translate(${point(x + width / 2, y + 10)})`);
  },
};

/**
 * Put a mark's element to a place.
 * @param {SVGElement} node
 * @param {Mark} mark
 * @param {number[]} [at]
 */
export const placeMark = (node, mark, at = mark.at) => PUT[mark.kind](node, at, mark);

/**
 * @param {string} words
 * @param {string} [anchor]
 */
const label = (words, anchor = "") => makeSvg("text", { dy: "0.35em", class: anchor && `iso-${anchor}` }, words);

/** @type {Record<string, (mark: Mark) => SVGElement[]>} */
const PARTS = {
  points: ({ shape, label: words }) => [
    makeSvg("path", { d: SHAPES[shape] }),
    ...(words ? [makeSvg("text", { x: 9, dy: "0.35em" }, words)] : []),
  ],
  texts: ({ label: words }) => [label(words)],
  lines: ({ label: words }) => [makeSvg("path", {}), ...(words ? [label(words)] : [])],
  intervals: ({ shape, label: words }) => [
    makeSvg("path", {}),
    makeSvg("path", { d: SHAPES[shape], class: "iso-estimate" }),
    ...(words ? [makeSvg("text", { y: -13, class: "iso-middle" }, words)] : []),
  ],
  bars: ({ label: words }) => [makeSvg("rect", {}), ...(words ? [label(words, "middle")] : [])],
  rule: ({ label: words, at }) => [makeSvg("path", {}), ...(words ? [label(words, Math.abs(at[0] - at[2]) < 0.5 ? "start" : "end")] : [])],
  band: ({ label: words }) => [makeSvg("rect", {}), ...(words ? [label(words, "middle")] : [])],
};

/**
 * Bring an element in line with its mark: class, words, label for those who can't see it. Its place stays.
 * @param {SVGElement} node
 * @param {Mark} mark
 */
export const dressMark = (node, mark) => {
  node.setAttribute("class", `iso-m iso-${mark.kind} ${mark.role && roleClass(mark.role)} ${mark.hollow ? "iso-hollow" : ""} ${mark.style}`);
  const text = [...node.children].find((child) => child.tagName === "text");
  if (text && text.textContent !== mark.label) text.textContent = mark.label;
  if (mark.kind === "points") node.children[0].setAttribute("d", SHAPES[mark.shape]);
  if (mark.kind === "intervals") node.children[1].setAttribute("d", SHAPES[mark.shape]);
  if (mark.tells.length) setAll(node, { role: "img", "aria-label": `${mark.tells[0]}: ${mark.tells.slice(1).join(", ")}` });
};

/**
 * Make a mark's element, in its place.
 * @param {Mark} mark
 */
export const drawMark = (mark) => {
  const node = makeSvg("g", {}, ...PARTS[mark.kind](mark));
  dressMark(node, mark);
  placeMark(node, mark);
  return node;
};
