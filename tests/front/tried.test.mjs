// What is said to the output of a cell that is tried in its page: numbers in a text, and the bank's known answers.
import assert from "node:assert/strict";
import { test } from "node:test";

const { chooseAnswer, judge, numbersIn } = await import(new URL("../../src/isotretinoin/classroom/js/tried.js", import.meta.url));

const right = { right: true, number: 6, tolerance: 0.05, feedback: "Yes." };
const proportional = { right: false, number: 1.5, tolerance: 0.01, feedback: "Half is bound at the constant." };
const range = { right: false, number: 2, tolerance: 1, feedback: "Too low." };
const share = { right: true, number: 0.59, tolerance: 0.006, feedback: "Both differences." };
const answers = [right, proportional, range];

test("numbers are found as people and numpy print them", () => {
  const known = [
    ["6.0 0.75", [6, 0.75]], ["(np.float64(6.0), 2)", [6, 2]], ["t −8.17, d -0.667", [-8.17, -0.667]], ["1,089 nM", [1089]],
    ["1e-05 and 2.5e3", [0.00001, 2500]], ["l13 x2 P1_baseline", []], ["mean=6.", [6]],
  ];
  for (const [text, values] of known) assert.deepEqual(numbersIn(text).map(({ value }) => value), values, text);
});

test("a known wrong number gets its own feedback", () => {
  assert.deepEqual(chooseAnswer("1.5 0.42857142857142855", answers), { answer: proportional, said: "1.5" });
  assert.deepEqual(chooseAnswer("free 1.509", answers)?.answer, proportional, "the end of the tolerance counts");
  assert.deepEqual(chooseAnswer("free 2.9", answers)?.answer, range);
  assert.equal(chooseAnswer("free 3.2, of 20", answers), null);
  assert.equal(chooseAnswer("no number", answers), null);
  assert.equal(chooseAnswer("6", []), null);
});

test("the first wrong one of the bank stands before the range around it", () => {
  assert.equal(chooseAnswer("2 and then 1.5", answers)?.answer, proportional);
});

test("the right number counts though others stand beside it, wherever the bank has it", () => {
  assert.equal(chooseAnswer("constant 2, free 6.0, occupied 0.75", [proportional, range, right])?.answer, right);
});

test("a share may be printed in per cent, and only a share with its sign", () => {
  assert.deepEqual(chooseAnswer("left: 59%", [share]), { answer: share, said: "59 %" });
  assert.equal(chooseAnswer("left: 59", [share]), null);
  assert.equal(chooseAnswer("left: 0.594", [share])?.answer, share);
});

test("the reader is told of the solution's numbers, and of the bank's where it knows one", () => {
  const solution = "6 nM free binds 75%";
  assert.deepEqual(judge("6.0 0.75", solution, answers), { text: "Your output has every number that the solution prints.", feedback: "Yes." });
  assert.deepEqual(judge("6.0", solution, answers), { text: "Your output has 6, the number that is asked for.", feedback: "Yes." });
  const slip = judge("1.5 0.43", solution, answers);
  assert.deepEqual(slip, { text: "Your output has 1.5, to which a known slip leads.", feedback: proportional.feedback });
  assert.match(judge("4.4 0.75", solution, answers).text, /not all of the numbers/);
  assert.match(judge("4.4", solution, answers).text, /none of the numbers/);
  assert.deepEqual(judge("4.4", "a drawing", []), { text: "", feedback: "" });
});
