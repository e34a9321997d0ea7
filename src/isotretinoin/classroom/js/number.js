// @ts-check
// Reads what people type: 0.05, 0,05, 5e-2, 5×10^-2, 1/20, 22 277. What could mean two numbers is asked back.

export const spellShort = (/** @type {number} */ value) => String(Number(value.toPrecision(6))).replace("-", "−");

const PLAIN = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;

/**
 * Take the commas out of a number, or say which two numbers it may mean.
 * @param {string} text
 * @param {string} original
 * @returns {{ text: string } | { ask: string }}
 */
const withoutCommas = (text, original) => {
  if (/^[-+]?[1-9]\d{0,2}(,\d{3})+$/.test(text)) {
    const [point, whole] = [text.replace(",", "."), text.replaceAll(",", "")];
    if ((text.match(/,/g) || []).length > 1) return { text: whole };
    return { ask: `${original} can be read in two ways. Write ${whole} or ${point}.` };
  }
  if (/^[-+]?[1-9]\d{0,2}(,\d{3})+\.\d+$/.test(text)) return { text: text.replaceAll(",", "") };
  if (/^[-+]?\d*,\d+([eE][-+]?\d+)?$/.test(text)) return { text: text.replace(",", ".") };
  return { text };
};

/**
 * @param {string} typed
 * @param {string} [unit]
 * @returns {{ ask: string } | { value: number, read: string }} `read` says how it was read, where that may surprise
 */
export const readNumber = (typed, unit) => {
  const original = typed.trim();
  let text = original.replace(/[−–]/g, "-").replace(/(\d)[\s\u00a0\u202f](?=\d{3}(?!\d))/g, "$1");
  if (!text) return { ask: "Type a number first." };
  if (unit && text.toLowerCase().endsWith(unit.toLowerCase())) text = text.slice(0, -unit.length).trim();
  if (text.endsWith("%")) return { ask: "Write the number without a percent sign: 5 % as a share is 0.05." };
  const bare = withoutCommas(text, original);
  if ("ask" in bare) return bare;
  text = bare.text.replace(/^([-+]?[\d.]+)\s*[×x*·]\s*10\s*\^?\s*([-+]?\d+)$/, "$1e$2").replace(/^10\s*\^\s*([-+]?\d+)$/, "1e$1");
  const parts = text.split("/").map((part) => part.trim());
  if (parts.length > 2 || !parts.every((part) => PLAIN.test(part))) {
    return { ask: `${original} is no number that can be read here. Write it like 12, 0.05, 1e-3 or 1/20.` };
  }
  const value = parts.length === 2 ? Number(parts[0]) / Number(parts[1]) : Number(parts[0]);
  if (!Number.isFinite(value)) return { ask: "A number can't be divided by zero. Check what you typed." };
  return { value, read: text === original && parts.length === 1 ? "" : `Read as ${spellShort(value)}. ` };
};

/**
 * Whether a number is an answer's, ends of the tolerance included. The answer for all others has none and fits all.
 * @param {number} value
 * @param {Pick<import("./types.js").Answer, "number" | "tolerance">} answer
 */
export const fitsAnswer = (value, { number, tolerance = 0 }) =>
  number === undefined || Math.abs(value - number) <= tolerance + 1e-9 * Math.abs(number);
