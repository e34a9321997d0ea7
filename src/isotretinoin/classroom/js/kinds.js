// @ts-check
// The kinds of questions with a right answer; a further one is a module and a line here.
import { choice } from "./choice.js";
import { numeric } from "./numeric.js";
import { order } from "./order.js";

/** @type {Record<string, import("./types.js").Kind>} */
export const KINDS = { choice, numeric, order };
