// @ts-check
// The shapes of points, as Matplotlib calls them, in a square of 16 units around (0, 0).

/** @type {Record<string, string>} */
export const SHAPES = {
  o: "M5 0A5 5 0 1 1-5 0A5 5 0 1 1 5 0Z",
  s: "M-4.5-4.5H4.5V4.5H-4.5Z",
  D: "M0-6L6 0L0 6L-6 0Z",
  "^": "M0-6L6 4.8H-6Z",
  v: "M0 6L6-4.8H-6Z",
  P: "M-2-6H2V-2H6V2H2V6H-2V2H-6V-2H-2Z",
};

/**
 * The class of a role; its colour is a variable of the style sheet.
 * @param {string} role
 */
export const roleClass = (role) => `iso-role-${role.replace(/\W+/g, "-").toLowerCase()}`;
