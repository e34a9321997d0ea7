// @ts-check
// Checks, predictions, exit tickets and tests. Needs no kernel: texts come from Python, answers stay in the browser.
import { renderTest } from "./before_after.js";
import { renderCheck } from "./check.js";
import { renderExit } from "./exit.js";
import { KINDS } from "./kinds.js";
import { renderPrediction } from "./predict.js";

/** @typedef {(model: import("./types.js").Model, el: Element) => () => void} Render */

/** @type {Record<string, Render>} */
const RENDER = { test: renderTest, predict: renderPrediction, exit: renderExit };

/** @param {{ model: import("./types.js").Model, el: Element }} place */
const render = ({ model, el }) => {
  const { kind } = model.get("_question");
  return (kind in KINDS ? renderCheck : RENDER[kind])(model, el);
};

export default { render };
