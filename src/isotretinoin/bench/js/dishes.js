// @ts-check
// The numbers of the bench with cells: looks the model's shares up as cells.py computed them.

/**
 * @typedef {object} CellState What is chosen; see CellState in cells.py.
 * @property {boolean} silenced
 * @property {"men"|"women"|"both"} sex
 * @property {boolean} imagined
 * @property {number} line
 * @property {number} dose
 * @property {number} day
 * @property {number} left
 * @property {number} need
 * @typedef {{dying: number, gone: number}} Dish Shares of the cells at the start.
 * @typedef {Record<"doses" | "days" | "needs" | "lines" | "lefts", number[]> & { shares: Record<string, number[]>, step: number }} CellTables
 */

export const DISHES = [
  ["vehicle", "control siRNA"],
  ["vehicle", "LCN2 siRNA"],
  ["drug", "control siRNA"],
  ["drug", "LCN2 siRNA"],
];

/**
 * @param {CellTables} tables
 * @param {string} treatment
 * @param {string} sirna
 * @param {CellState} state
 * @param {number} line
 * @returns {Dish}
 */
const dishOf = (tables, treatment, sirna, state, line) => {
  /** @type {[number[], number][]} */
  const axes = [
    treatment === "drug" ? [tables.doses, state.dose] : [[0], 0],
    [tables.days, state.day],
    [tables.needs, state.need],
    [tables.lines, line],
    sirna === "LCN2 siRNA" ? [tables.lefts, state.left] : [[0], 0],
  ];
  const at = axes.reduce((number, [options, value]) => number * options.length + options.indexOf(value), 0);
  const [dying, gone] = tables.shares[`${treatment}, ${sirna}`].slice(2 * at, 2 * at + 2);
  return { dying: dying * tables.step, gone: gone * tables.step };
};

/**
 * Each dish as it is in this position of the switch.
 * @param {CellTables} tables
 * @param {CellState} state
 * @param {number} line
 */
export const platesOf = (tables, state, line) =>
  DISHES.map(([treatment, sirna]) => dishOf(tables, treatment, state.silenced ? sirna : "control siRNA", state, line));

/** Dying cells in a hundred of those that are still in the dish. */
export const dyingIn = (/** @type {Dish} */ { dying, gone }) => (100 * dying) / (1 - gone);

/**
 * What the drug adds to them, under control and under LCN2 siRNA.
 * @param {CellTables} tables
 * @param {CellState} state
 * @param {number} line
 */
export const effectsOf = (tables, state, line) => {
  const [vehicleControl, vehicleSirna, drugControl, drugSirna] = platesOf(tables, state, line).map(dyingIn);
  return [drugControl - vehicleControl, drugSirna - vehicleSirna];
};

/** @param {CellState} state @returns {number[]} */
export const linesOf = (state) =>
  ({ men: [1], women: state.imagined ? [state.line] : [], both: state.imagined ? [1, state.line] : [] })[state.sex];

/** @param {CellTables} tables @param {CellState} state */
export const cellSentence = (tables, state) => {
  if (state.sex !== "men" && !state.imagined) {
    return (
      "No dish of a woman’s cells is in the record: its line, SEB-1, comes from one man. " +
      "What silencing does in women’s cells, this experiment can’t tell."
    );
  }
  const [man, woman] = ["the man’s line", "the imagined woman’s line"];
  const owners = { men: [man], women: [woman], both: [man, woman] };
  const said = linesOf(state).map((line, n) => {
    const [control, silenced] = effectsOf(tables, state, line);
    const begin = `${control.toFixed(1)} dying cells in a hundred in ${owners[state.sex][n]}`;
    return state.silenced
      ? `${begin}, and once LCN2 is silenced ${((100 * silenced) / control).toFixed(0)} % of it is left`
      : begin;
  });
  return `In this model the drug adds ${said.join("; ")}.${state.silenced ? "" : " Silence LCN2 to see how many it saves."}`;
};
