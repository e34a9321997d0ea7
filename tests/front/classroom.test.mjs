// The parts of questions that need no page: the reader of numbers, and what a browser keeps of answers.
import assert from "node:assert/strict";
import { test } from "node:test";

const load = (name) => import(new URL(`../../src/isotretinoin/classroom/js/${name}.js`, import.meta.url));
const { fitsAnswer, readNumber } = await load("number");
const { isSame, openAnswers } = await load("storage");

/** What a browser's localStorage does; one that is full takes nothing more. */
const makeStore = (full = false) => {
  const kept = new Map();
  return {
    kept,
    getItem: (key) => kept.get(key) ?? null,
    setItem(key, text) {
      if (full) throw new Error("QuotaExceededError");
      kept.set(key, text);
    },
    removeItem: (key) => kept.delete(key),
    key: (n) => [...kept.keys()][n] ?? null,
    get length() {
      return kept.size;
    },
  };
};

const question = { id: "q03-row", lesson: "03", kind: "choice", revision: "11112222", plain: "What is a row?" };
const answered = (words) => ({ answer: [1], answer_text: words, result: "wrong", attempts: [{ answer: words, result: "wrong" }] });

test("numbers are read as people type them", () => {
  const known = [
    ["12", 12, ""], ["0.05", 0.05, ""], [" 0.05 ", 0.05, ""], ["0,05", 0.05, "Read as 0.05. "], ["5e-2", 0.05, ""],
    ["5×10^-2", 0.05, "Read as 0.05. "], ["5 x 10^-2", 0.05, "Read as 0.05. "], ["10^3", 1000, "Read as 1000. "],
    ["1/20", 0.05, "Read as 0.05. "], ["22 277", 22277, "Read as 22277. "], ["1,234,567", 1234567, "Read as 1234570. "],
    ["1,234.5", 1234.5, "Read as 1234.5. "], ["−3", -3, "Read as −3. "], [".5", 0.5, ""], ["20 ways", 20, "Read as 20. "],
  ];
  for (const [typed, value, read] of known) assert.deepEqual(readNumber(typed, "ways"), { value, read }, typed);
});

test("what can't be read, or can be read in two ways, is asked back", () => {
  const known = [
    ["", /Type a number/], ["many", /no number/], ["1,234", /1234 or 1\.234/], ["5 %", /percent/], ["1/0", /divided by zero/],
    ["1/2/3", /no number/], ["1.2.3", /no number/],
  ];
  for (const [typed, words] of known) assert.match(readNumber(typed).ask, words, typed);
});

test("the ends of a tolerance count, what lies beyond does not, and the answer for others fits all", () => {
  const answer = { number: 0.05, tolerance: 0.01 };
  assert.deepEqual([0.04, 0.06, 0.0399, 0.0601].map((value) => fitsAnswer(value, answer)), [true, true, false, false]);
  assert.ok(fitsAnswer(1 / 3, { number: 0.3333333333, tolerance: 0 }));
  assert.ok(fitsAnswer(-7, {}));
});

test("an answer comes back after a reload, with the question it belongs to", () => {
  const store = makeStore();
  openAnswers(store, new Map()).keep(question, answered("A gene"));
  const reloaded = openAnswers(store, new Map());
  const found = reloaded.kept(question);
  assert.equal(found.answer_text, "A gene");
  assert.equal(found.question, "What is a row?");
  assert.match(found.at, /^\d{4}-\d\d-\d\dT/);
  assert.equal(reloaded.kept({ ...question, id: "q03-other" }), null);
});

test("an answer from before revisions had their form of now comes back where wording and key are the same", () => {
  const store = makeStore();
  openAnswers(store, new Map()).keep({ ...question, revision: "old0old0" }, answered("A gene"));
  const now = openAnswers(store, new Map());
  assert.equal(now.kept(question), null);
  assert.equal(now.kept({ ...question, formerly: ["old0old0"] }).answer_text, "A gene");
  assert.deepEqual(now.older({ ...question, formerly: ["old0old0"] }), []);
});

test("an answer to an older wording is told apart and never lost", () => {
  const store = makeStore();
  openAnswers(store, new Map()).keep(question, answered("A gene"));
  const changed = { ...question, revision: "33334444" };
  const now = openAnswers(store, new Map());
  assert.equal(now.kept(changed), null);
  assert.deepEqual(now.older(changed).map((one) => one.answer_text), ["A gene"]);
  now.keep(changed, answered("A probe set"));
  now.keep(changed, answered("A patient"));
  assert.equal(now.kept(changed).answer_text, "A patient");
  assert.deepEqual(now.older(changed).map((one) => one.answer_text), ["A gene"]);
  assert.deepEqual(now.recordsOf("03").map((one) => [one.answer_text, one.revision]), [["A patient", "33334444"], ["A gene", "11112222"]]);
  now.clear("03");
  assert.deepEqual([now.recordsOf("03"), store.length], [[], 0]);
});

test("what nobody answered is not kept aside", () => {
  const store = makeStore();
  const now = openAnswers(store, new Map());
  now.keep(question, { answer: [], answer_text: "", result: "", attempts: [] });
  const changed = { ...question, revision: "33334444" };
  assert.deepEqual(now.older(changed), []);
  now.keep(changed, answered("A gene"));
  assert.equal(store.length, 1);
});

test("an exit ticket is known by its own questions", () => {
  const ticket = { id: "exit-03", lesson: "03", kind: "exit", asked: ["What next?", "What is unclear?"] };
  const record = { kind: "exit", question: [...ticket.asked], answer: ["Rows", ""] };
  assert.ok(isSame(ticket, record));
  assert.ok(!isSame({ ...ticket, asked: ["What next?"] }, record));
  const now = openAnswers(makeStore(), new Map());
  now.keep(ticket, record);
  assert.deepEqual(now.older({ ...ticket, asked: ["What next?"] }).map((one) => one.answer), [["Rows", ""]]);
});

test("lessons are kept apart, and the course is all of them", () => {
  const now = openAnswers(makeStore(), new Map());
  now.keep(question, answered("A gene"));
  now.keep({ ...question, lesson: "04", id: "q04-row" }, answered("A gene"));
  assert.equal(now.recordsOf("03").length, 1);
  assert.equal(now.recordsOf("").length, 2);
});

test("a store that is full, absent or broken stops nothing", () => {
  for (const store of [makeStore(true), null]) {
    const now = openAnswers(store, new Map());
    now.keep(question, answered("A gene"));
    assert.equal(now.kept(question).answer_text, "A gene");
    assert.equal(now.recordsOf("03").length, 1);
  }
  const store = makeStore();
  store.kept.set("isotretinoin/answers/1/03/q03-row", "{broken");
  const now = openAnswers(store, new Map());
  assert.equal(now.kept(question), null);
  assert.deepEqual(now.recordsOf("03"), []);
  assert.equal(openAnswers(null, new Map()).lasts, false);
});
