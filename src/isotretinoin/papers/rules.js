// @ts-check
// From what a reader typed to what follows. The same rules as rules.py, which a test compares with this file.

/** @typedef {{ id: string, words: string }} Finding */
/** @typedef {(key: string, numbers?: Record<string, string>) => void} Say */

const PLATES = ["vehicle_control", "drug_control", "vehicle_silenced", "drug_silenced"];
const WEAKEST = 10;
const SLACK = 0.05;

const percent = (/** @type {number} */ share) => String(Math.floor(100 * share + 0.5));
const spellNumber = (/** @type {number} */ value) => String(Number(value.toPrecision(6)));

/** @param {Record<string, number>} values @param {Say} say */
const leftOf = (values, say) => {
  if (PLATES.some((name) => !(name in values))) return null;
  const whole = values.drug_control - values.vehicle_control;
  const silenced = values.drug_silenced - values.vehicle_silenced;
  if (whole <= 0) {
    say("left_none");
    return null;
  }
  const left = silenced / whole;
  say("left", { whole: spellNumber(whole), silenced: spellNumber(silenced), left: percent(left) });
  say(left >= 0.9 ? "verb_little" : left > 0.1 ? "verb_inhibits" : "verb_ended");
  return left;
};

/** @param {any} model @param {number} efficiency @returns {number[]} */
const leavesAt = (model, efficiency) => {
  /** @type {number[]} */
  const grid = model.efficiencies;
  const at = grid.findIndex((end, n) => n > 0 && efficiency <= end);
  const part = (efficiency - grid[at - 1]) / (grid[at] - grid[at - 1]);
  return model.left.map((/** @type {number[]} */ row) => row[at - 1] + part * (row[at] - row[at - 1]));
};

/** @param {number[]} needs @param {number[]} byNeed @param {number} left */
const needOf = (needs, byNeed, left) => {
  if (left >= byNeed[0]) return needs[0];
  for (let n = 1; n < needs.length; n++) {
    const [low, high, more, less] = [needs[n - 1], needs[n], byNeed[n - 1], byNeed[n]];
    if (left >= less) return low + ((high - low) * (more - left)) / (more - less);
  }
  return needs[needs.length - 1];
};

/** @param {any} model @param {number | undefined} efficiency @param {number | null} left @param {Say} say */
const tellModel = (model, efficiency, left, say) => {
  if (efficiency === undefined) return;
  const known = { efficiency: spellNumber(efficiency) };
  const byNeed = leavesAt(model, efficiency);
  const last = byNeed[byNeed.length - 1];
  if (left === null) say("range", { low: percent(last), ...known });
  else if (efficiency < WEAKEST) say("need_weak", known);
  else if (left > byNeed[0] + SLACK) say("need_above", known);
  else if (left < last - SLACK) say("need_below", known);
  else say("need", { need: percent(needOf(model.needs, byNeed, left)), ...known });
};

const ways = (/** @type {number} */ all, /** @type {number} */ chosen) => {
  let found = 1;
  for (let n = 1; n <= chosen; n++) found = (found * (all - chosen + n)) / n;
  return found;
};

/** @param {any} ledger @param {Record<string, number>} values @param {Say} say */
const tellPatients = (ledger, values, say) => {
  const { women, men, skin_up: up, skin_down: down } = values;
  if (women !== undefined && men !== undefined) {
    if (Math.min(women, men) === 0) say("sexes_one");
    else {
      const floor = Math.min(2 / ways(women + men, women), 1);
      say("sexes", { women: String(women), men: String(men), p: String(Number(floor.toPrecision(2))) });
    }
  }
  if (up !== undefined && down !== undefined) {
    const same = up === ledger.up && down === ledger.down;
    say(same ? "skin_same" : "skin_other", { up: spellNumber(ledger.up), down: spellNumber(ledger.down) });
  }
};

/** @param {any} ledger @param {number | undefined} dose @param {Say} say */
const tellDose = (ledger, dose, say) => {
  if (dose === undefined) return;
  const [low, high] = [ledger.plasma_low, ledger.plasma_high];
  const where = dose < low ? "below" : dose > high ? "above" : "within";
  say("dose", { dose: spellNumber(dose), where, low: spellNumber(low), high: spellNumber(high) });
};

/** @param {any[]} graded @param {Record<string, number>} values */
const gradesOf = (graded, values) =>
  graded
    .filter((one) => one.field in values)
    .map((one) => ({
      claim: one.claim,
      before: one.before,
      after: one.by_number.filter((/** @type {[number, string]} */ [least]) => least <= values[one.field]).at(-1)[1],
    }));

/**
 * What follows from the typed values; arguments and result as in rules.py.
 * @param {any} specification
 * @param {Record<string, number>} values
 */
export const recompute = (specification, values) => {
  /** @type {Finding[]} */
  const findings = [];
  /** @type {Say} */
  const say = (key, numbers = {}) => {
    const words = specification.words[key].replace(/\{(\w+)\}/g, (/** @type {string} */ _, /** @type {string} */ name) => numbers[name]);
    findings.push({ id: key, words });
  };
  const left = leftOf(values, say);
  tellModel(specification.model, values.efficiency, left, say);
  tellPatients(specification.ledger, values, say);
  tellDose(specification.ledger, values.lowest_dose, say);
  return { left, findings, grades: gradesOf(specification.grades, values) };
};
