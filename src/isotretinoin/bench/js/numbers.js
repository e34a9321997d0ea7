// @ts-check
// The numbers of the bench with patients: combines the tables as patients.py does, and is compared with it by a test.

/**
 * @typedef {object} PatientState What is chosen; see PatientState in patients.py.
 * @property {boolean} silenced
 * @property {"both"|"women"|"men"} sex
 * @property {string} gene
 * @property {number} dose
 * @property {number} day
 * @property {number} left
 * @property {"LCN2 siRNA"|"control siRNA"} sirna
 * @property {"the rise"|"all message"} takes
 * @property {number} women
 * @property {number} men
 * @property {number} differ
 * @property {number} noise
 * @property {number} study
 * @typedef {[number, number, number]} Estimate Middle, lower and upper end of the 95 % interval, log2.
 * @typedef {{ baseline: number, without: number, withSirna: number }} Patient One patient, log2.
 * @typedef {{ patients: Patient[], without: Estimate[], withSirna: Estimate[] }} Study
 */

/**
 * @typedef {object} Tables What tables.py writes, opened.
 * @property {number[]} doses
 * @property {number[]} days
 * @property {number[][]} reach Share of the change that is reached, by dose and day.
 * @property {Record<string, { level: number, women: number, men: number }>} genes
 * @property {number} floor
 * @property {{ sex: number, difference: number }} quantiles
 * @property {Record<string, string[]>} names
 * @property {(gene: string) => Record<string, number[]>} draws
 */

/**
 * Six numbers of study 0; for the others whole numbers from −128 to 127, written as base64, times their unit.
 * @param {[number[], number, string]} part
 */
const unpack = ([first, unit, text]) => [...first, ...Array.from(atob(text), (byte) => ((byte.charCodeAt(0) << 24) >> 24) * unit)];

/**
 * Open the tables: each gene's draws on demand.
 * @param {any} tables as they stand in the widget's state
 * @returns {Tables}
 */
export const openTables = (tables) => {
  /** @type {Record<string, Record<string, number[]>>} */
  const opened = {};
  const draws = (/** @type {string} */ gene) => {
    /** @type {[string, [number[], number, string]][]} */
    const parts = Object.entries(tables.draws[gene]);
    return (opened[gene] ??= Object.fromEntries(parts.map(([name, part]) => [name, unpack(part)])));
  };
  return { ...tables, draws };
};

/** @param {Pick<PatientState, "sirna" | "gene">} state */
export const isHit = (state) => state.sirna === "LCN2 siRNA" && state.gene === "LCN2";

/**
 * Log2 changes of the six patients of a study, without and with the siRNA.
 * @param {Tables} tables
 * @param {PatientState} state
 * @param {number} study
 * @returns {Patient[]}
 */
export const changesOf = (tables, state, study) => {
  const { b, z, e, e2, u } = tables.draws(state.gene);
  const reached = tables.reach[tables.doses.indexOf(state.dose)][tables.days.indexOf(state.day)];
  const level = tables.genes[state.gene].level;
  return Array.from({ length: 6 }, (_, place) => {
    const at = 6 * study + place;
    const rise = place < 3 ? state.women : state.men;
    const truth = rise * (1 + state.differ * z[at]) * reached;
    const kept = isHit(state) ? state.left ** Math.exp(2 * state.differ * u[at]) : 1;
    const silenced = state.takes === "the rise" ? truth * kept : truth + Math.log2(Math.max(kept, tables.floor));
    return {
      baseline: level + b[at],
      without: truth + state.noise * e[at],
      withSirna: silenced + state.noise * e2[at],
    };
  });
};

const mean = (/** @type {number[]} */ values) => values.reduce((sum, value) => sum + value, 0) / values.length;
const variance = (/** @type {number[]} */ values) => {
  const middle = mean(values);
  return values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1);
};

/**
 * Women, men, men − women, each with its interval.
 * @param {number[]} changes
 * @param {Tables["quantiles"]} quantiles
 * @returns {Estimate[]}
 */
export const estimatesOf = (changes, quantiles) => {
  const [women, men] = [changes.slice(0, 3), changes.slice(3)];
  /** @param {number} middle @param {number} half @returns {Estimate} */
  const interval = (middle, half) => [middle, middle - half, middle + half];
  const [spreadWomen, spreadMen] = [variance(women), variance(men)];
  return [
    interval(mean(women), quantiles.sex * Math.sqrt(spreadWomen / 3)),
    interval(mean(men), quantiles.sex * Math.sqrt(spreadMen / 3)),
    interval(mean(men) - mean(women), quantiles.difference * Math.sqrt(((spreadWomen + spreadMen) / 2) * (2 / 3))),
  ];
};

export const isClear = (/** @type {Estimate} */ [, low, high]) => low > 0 || high < 0;

/**
 * Both positions of the switch for one study: six patients, three estimates each.
 * @param {Tables} tables
 * @param {PatientState} state
 * @param {number} study
 * @returns {Study}
 */
export const studyOf = (tables, state, study) => {
  const patients = changesOf(tables, state, study);
  return {
    patients,
    without: estimatesOf(patients.map((one) => one.without), tables.quantiles),
    withSirna: estimatesOf(patients.map((one) => one.withSirna), tables.quantiles),
  };
};

/**
 * The hundred new studies in the position shown.
 * @param {Tables} tables
 * @param {PatientState} state
 */
export const hundredOf = (tables, state) =>
  Array.from({ length: 100 }, (_, n) => studyOf(tables, state, n + 1)[state.silenced ? "withSirna" : "without"]);

/** @typedef {ReturnType<typeof countsOf>} Counts */

export const countsOf = (/** @type {Estimate[][]} */ studies) => {
  const counts = { women: 0, men: 0, both: 0, neither: 0, difference: 0 };
  for (const [women, men, difference] of studies) {
    const kind = isClear(women) ? (isClear(men) ? "both" : "women") : isClear(men) ? "men" : "neither";
    counts[kind] += 1;
    counts.difference += Number(isClear(difference));
  }
  return counts;
};

/**
 * Invented names of a study's six patients.
 * @param {Tables} tables
 * @param {number} study
 */
export const namesOf = (tables, study) =>
  ["female", "male"].flatMap((sex) =>
    [0, 1, 2].map((place) => tables.names[sex][(3 * study + place) % tables.names[sex].length]),
  );
