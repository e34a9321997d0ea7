// @ts-check
// What the figures show, in words and in fold changes; the same words as patients.py and cells.py, held by a test.
import { isClear, isHit } from "./numbers.js";

/** A log2 change in fold: 2.4, 13, 0.7. */
export const inFold = (/** @type {number} */ log2) => {
  const value = 2 ** log2;
  return value >= 10 ? value.toFixed(0) : value.toFixed(value < 0.2 ? 2 : 1);
};

export const moves = (/** @type {number} */ log2) => {
  const said = inFold(log2);
  if (said === "1.0") return "stays level";
  return log2 > 0 ? `rises ${said}-fold` : `drops to ${said}-fold`;
};

/** @typedef {import("./numbers.js").PatientState} PatientState */

const subject = (/** @type {PatientState} */ state) => {
  if (!state.silenced) return state.gene;
  return isHit(state) ? "With LCN2 silenced, it" : `With ${state.sirna}, ${state.gene}`;
};

/** @param {PatientState} state @param {import("./numbers.js").Study} study */
export const patientSentence = (state, study) => {
  const [now, other] = state.silenced ? [study.withSirna, study.without] : [study.without, study.withSirna];
  const [womenOnce, menOnce] = other.map(([middle]) => inFold(middle));
  const [women, men] = now.map(([middle]) => moves(middle));
  if (state.sex === "both") {
    const shared = women.startsWith("rises") && men.startsWith("rises");
    const [middle, low, high] = now[2];
    const end = isClear(now[2]) ? "so the sexes differ" : "so there may be no difference";
    const once = state.silenced ? ` (${womenOnce} and ${menOnce} without)` : "";
    return (
      `${subject(state)} ${women} in women and ${shared ? men.slice(6) : men} in men${once}. ` +
      `Men’s change is ${inFold(middle)} times women’s (95 % interval ${inFold(low)} to ${inFold(high)}), ${end}.`
    );
  }
  const [row, rest] = state.sex === "women" ? [0, "men"] : [1, "women"];
  const end = isClear(now[row]) ? "so the change is clear" : "so there may be no change";
  const once = state.silenced ? ` (${[womenOnce, menOnce][row]} without)` : "";
  return (
    `${subject(state)} ${[women, men][row]} in these three ${state.sex}${once}; 95 % interval ` +
    `${inFold(now[row][1])} to ${inFold(now[row][2])}, ${end}. Only the interval of men ÷ women tells whether ${rest} differ.`
  );
};

/**
 * One patient's numbers, for the tip and for a screen reader.
 * @param {PatientState} state
 * @param {string} name
 * @param {boolean} isWoman
 * @param {import("./numbers.js").Patient} one
 */
export const aboutPatient = (state, name, isWoman, one) => {
  const change = state.silenced ? one.withSirna : one.without;
  const other = state.silenced ? `; without, ${inFold(one.without)}-fold` : "";
  const given = state.silenced ? (isHit(state) ? ", LCN2 silenced" : `, ${state.sirna}`) : "";
  return {
    head: `${name}, ${isWoman ? "woman" : "man"}${given}`,
    body: `${one.baseline.toFixed(1)} → ${(one.baseline + change).toFixed(1)} log2: ${state.gene} ${moves(change)}${other}.`,
  };
};

/** @param {import("./numbers.js").Counts} counts @param {PatientState} state */
export const countSentence = (counts, state) =>
  `Of 100 new studies${state.silenced ? (isHit(state) ? " with LCN2 silenced" : ` with ${state.sirna}`) : ""}, one sex alone is significant in ` +
  `${counts.women + counts.men} (women ${counts.women}, men ${counts.men}), both in ${counts.both}, ` +
  `neither in ${counts.neither}; the difference itself in ${counts.difference}.`;
