// @ts-check
// Columns of tables of marks, as columns.py writes them.
import { spell } from "../front/scale.js";

/** @typedef {{ data: string, first: number, decimals: number }} Quantised */
/** @typedef {{ words: string[], codes: string }} Coded */
/** @typedef {{ like: number, at: number[], now: string[] }} Changed */
/** @typedef {any[] | Quantised | Coded | Changed | { lines: string }} Written */

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
 * Give a function that reads a column by its number, each once.
 * @param {Written[]} written
 * @returns {(number: number) => any[]}
 */
export const columnReader = (written) => {
  /** @type {Map<number, any[]>} */
  const known = new Map();
  /** @type {(number: number) => any[]} */
  const read = (number) => {
    const found = known.get(number);
    if (found) return found;
    const made = decode(written[number]);
    known.set(number, made);
    return made;
  };
  /** @type {(column: Written) => any[]} */
  const decode = (column) => {
    if (Array.isArray(column)) return column;
    if ("data" in column) return Array.from(halfWords(column.data), (whole) => (whole + column.first) / 10 ** column.decimals);
    if ("codes" in column) return Array.from(column.codes, (code) => column.words[Number(code)]);
    if ("lines" in column) return column.lines.split("\n");
    const values = [...read(column.like)];
    let at = 0;
    column.at.forEach((step, n) => {
      at += step;
      values[at] = column.now[n];
    });
    return values;
  };
  return read;
};

/**
 * How a coordinate is told: as many decimals as its axis shows, or the name that stands there.
 * @param {import("../front/scale.js").AxisSpec & { decimals?: number }} axis
 * @param {number} value
 */
export const tellValue = (axis, value) => (axis.names ? (axis.names[Math.round(value)] ?? "") : spell(value, axis.decimals));
