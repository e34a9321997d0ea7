// @ts-check
// Columns of tables of marks, as columns.py writes them.
import { spell } from "../front/scale.js";

/** @typedef {{ data: string, first: number, decimals: number }} Quantised */
/** @typedef {{ words: string[], runs: number[] }} Coded */
/** @typedef {any[] | Quantised | Coded | { lines: string }} Written */

/**
 * Numbers of 16 bits, least byte first.
 * @param {string} data in base 64
 */
export const halfWords = (data) => {
  const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  return Uint16Array.from({ length: bytes.length / 2 }, (_, n) => view.getUint16(2 * n, true));
};

/**
 * Read a column.
 * @param {Written} column
 * @returns {any[]}
 */
export const readColumn = (column) => {
  if (Array.isArray(column)) return column;
  if ("data" in column) return Array.from(halfWords(column.data), (whole) => (whole + column.first) / 10 ** column.decimals);
  if ("lines" in column) return column.lines.split("\n");
  const values = [];
  for (let n = 0; n < column.runs.length; n += 2) {
    for (let k = 0; k < column.runs[n + 1]; k += 1) values.push(column.words[column.runs[n]]);
  }
  return values;
};

/**
 * Give a function that reads columns by their numbers, each once.
 * @param {Written[]} written
 * @returns {(number: number) => any[]}
 */
export const columnReader = (written) => {
  /** @type {Map<number, any[]>} */
  const known = new Map();
  return (number) => {
    const found = known.get(number) ?? readColumn(written[number]);
    known.set(number, found);
    return found;
  };
};

/**
 * How a coordinate is told: as many decimals as its axis shows, or the name that stands there.
 * @param {import("../front/scale.js").AxisSpec & { decimals?: number }} axis
 * @param {number} value
 */
export const tellValue = (axis, value) => (axis.names ? (axis.names[Math.round(value)] ?? "") : spell(value, axis.decimals));
