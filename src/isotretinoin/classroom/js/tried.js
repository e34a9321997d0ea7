// @ts-check
// What a reader's cell has printed, held against what the solution printed and against the bank's known answers.
import { fitsAnswer, spellShort } from "./number.js";

/**
 * @typedef {object} Printed A number as it stands in a text.
 * @property {number} value
 * @property {number} far How far from it the number may lie that was rounded to it.
 * @property {boolean} percent
 */

/** @typedef {{ right: boolean, number: number, tolerance: number, feedback: string }} Known */

/**
 * @param {string} text
 * @returns {Printed[]}
 */
export const numbersIn = (text) => {
  const found = text.replace(/(\d),(?=\d{3}\b)/g, "$1").matchAll(/(?<![\w.])[-−]?\d+(?:\.(\d+))?(?:e[-+]?\d+)?(\s?%)?/gi);
  return [...found].map(([token, decimals = "", percent]) => {
    const written = token.replace("−", "-").replace(/\s?%$/, "");
    const power = Number(/e(.*)$/i.exec(written)?.[1] ?? 0);
    return { value: Number(written), far: 0.501 * 10 ** (power - decimals.length), percent: Boolean(percent) };
  });
};

/**
 * The known answer that stands in a text, and the number as it stands there: the right one where it does, or else the
 * first known wrong one in the order of the bank.
 * @param {string} text
 * @param {Known[]} answers
 * @returns {{ answer: Known, said: string } | null}
 */
export const chooseAnswer = (text, answers) => {
  const printed = numbersIn(text);
  for (const answer of [...answers].sort((one, other) => Number(other.right) - Number(one.right))) {
    const means = (/** @type {Printed} */ { value, percent }) => fitsAnswer(value, answer) || (percent && fitsAnswer(value / 100, answer));
    const one = printed.find(means);
    if (one) return { answer, said: `${spellShort(one.value)}${one.percent ? " %" : ""}` };
  }
  return null;
};

/**
 * Whether a text has every number of another one, none, or some; "" where there is none to have.
 * @param {string} own
 * @param {string} solution
 * @returns {"" | "all" | "some" | "none"}
 */
const shareOf = (own, solution) => {
  const [printed, wanted] = [numbersIn(own), numbersIn(solution)];
  if (!wanted.length) return "";
  const has = (/** @type {Printed} */ { value, far, percent }) =>
    printed.some((one) => Math.abs(one.value - value) <= far || (percent && Math.abs(100 * one.value - value) <= far));
  const lacking = wanted.filter((one) => !has(one)).length;
  if (!lacking) return "all";
  return lacking === wanted.length ? "none" : "some";
};

const SHARES = {
  "": "",
  all: "Your output has every number that the solution prints.",
  some: "Your output has not all of the numbers that the solution prints. It may be right in another way: open the solution below and compare.",
  none: "Your output has none of the numbers that the solution prints. It may be right in another way: open the solution below and compare.",
};

/**
 * What the reader is told about a text that was printed.
 * @param {string} own
 * @param {string} solution what the solution printed when the page was made
 * @param {Known[]} answers of the bank, where a question asks for what this solution computes
 * @returns {{ text: string, feedback: string }} plain text, and HTML of the bank
 */
export const judge = (own, solution, answers) => {
  const known = chooseAnswer(own, answers);
  const share = shareOf(own, solution);
  if (!known) return { text: SHARES[share], feedback: "" };
  const { answer, said } = known;
  if (!answer.right) return { text: `Your output has ${said}, to which a known slip leads.`, feedback: answer.feedback };
  return { text: share === "all" ? SHARES.all : `Your output has ${said}, the number that is asked for.`, feedback: answer.feedback };
};

export default { judge };
