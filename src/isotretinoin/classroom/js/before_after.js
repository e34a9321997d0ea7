// @ts-check
// A test before or after the course: every question at once, scored when the reader asks for it.
import { make } from "../../front/dom.js";
import { actionRow, button, card, clearLesson, eyebrow, liveNote, put, setting, some, toldApart, verdict } from "./card.js";
import { KINDS } from "./kinds.js";
import { leadToPages } from "./links.js";
import { saveAnswers } from "./save.js";
import { answers } from "./storage.js";

/** @typedef {import("./types.js").Question & { teaches: { href: string, words: string } }} Item */

const scoreOf = (/** @type {string} */ test) => answers.recordsOf(test).find((record) => record.kind === "test" && record.score >= 0);

/** @param {import("./types.js").Model} model @param {Element} el */
export const renderTest = (model, el) => {
  /** @type {{ id: string, lesson: string, kind: string, title: string, revision: string, formerly?: string[], items: Item[], feedback: boolean }} */
  const test = model.get("_question");
  const { root, change, follow, onClear, done } = card(model, el, "test");
  const result = make("div", { class: "iso-feedback iso-score", role: "status", "aria-live": "polite", tabindex: "-1" });
  const note = liveNote();
  const total = test.items.length;

  const save = (/** @type {Record<string, any>} */ values) => {
    change(values);
    const items = parts.map(({ item, part }) => {
      const found = model.get("score") < 0 ? {} : part.judge();
      return {
        id: item.id, lesson: item.lesson, objective: item.objective, question: item.plain,
        answer: touched.has(item.id) ? part.words(part.read()) : "",
        result: touched.has(item.id) ? found.result || "" : "", misconceptions: found.misconceptions || [],
      };
    });
    answers.keep({ ...test, plain: test.title }, { answer: model.get("answers"), score: model.get("score"), of: total, items });
  };
  /** @type {Set<string>} */
  const touched = new Set(); // an order that nobody moved is no answer
  const parts = test.items.map((item, n) => {
    const verdictBox = make("div", { class: "iso-feedback" });
    const say = (/** @type {string} */ words) => note.replaceChildren(words);
    const changed = () => {
      touched.add(item.id);
      clearVerdicts();
      result.replaceChildren();
      save({ answers: { ...model.get("answers"), [item.id]: part.read() }, score: -1 });
    };
    const part = KINDS[item.kind](item, changed, say);
    const block = make("li", { class: "iso-item" }, eyebrow(`Question ${n + 1} of ${total}`), ...setting(item), part.element, verdictBox);
    return { item, part, verdictBox, block };
  });
  const clearVerdicts = () => parts.forEach(({ verdictBox }) => verdictBox.replaceChildren());

  /** @returns {((typeof parts)[number] & { found: import("./types.js").Found })[]} */
  const judged = () => parts.map((one) => ({ ...one, found: touched.has(one.item.id) ? one.part.judge() : { ask: "open" } }));
  const show = () => {
    const all = judged();
    const right = all.filter(({ found }) => found.result === "right").length;
    for (const { item, found, verdictBox } of all) {
      const good = found.result === "right";
      const link = make("a", { class: "iso-source", href: item.teaches.href }, item.teaches.words);
      const words = good ? "Right." : found.ask ? "Not answered." : "Not yet.";
      verdictBox.replaceChildren(
        verdict(good ? "right" : found.ask ? "hint" : "wrong", words),
        ...(test.feedback && !found.ask ? some(...(found.details ?? [])) : []),
        make("p", {}, good ? "It is taught in " : "Taught in ", link, "."),
      );
      leadToPages(verdictBox, model);
    }
    const earlier = test.id === "post-test" ? scoreOf("pre-test") : null;
    const compared = earlier ? ` Before the course it was ${earlier.score} of ${earlier.of}.` : "";
    result.replaceChildren(make("p", { class: "iso-verdict" }, `${right} of ${total} right.${compared}`));
    return right;
  };
  let asked = false;
  const form = make("form", { novalidate: true }, eyebrow(test.title), make("ol", { class: "iso-items" }, ...parts.map(({ block }) => block)));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const missing = judged().filter(({ found }) => found.ask);
    if (missing.length && !asked) {
      asked = true;
      const one = missing.length === 1;
      note.replaceChildren(`${missing.length} ${one ? "question has" : "questions have"} no answer that can be read. Press again to score the test as it is.`);
      return;
    }
    asked = false;
    note.replaceChildren();
    save({ score: show() });
    result.focus({ preventScroll: true });
    result.scrollIntoView?.({ block: "nearest" });
  });
  const saver = button("Save all my answers as a file", {}, () => {
    const count = saveAnswers("my-answers-to-the-course.json", null);
    if (!count) return note.replaceChildren("There is nothing to save yet.");
    note.replaceChildren(`Saved a file with ${count} ${count === 1 ? "record" : "records"}: tests, predictions, checks and exit tickets of the whole course. Nothing left your computer.`);
  });
  const clearer = button("Start this test again", {}, () => {
    clearLesson(test.lesson);
    note.replaceChildren("The answers to this test are cleared.");
  });
  const older = make("div", {}, ...toldApart(test, ({ score, of }) =>
    `You answered this test before its questions were changed${score < 0 ? "" : `: ${score} of ${of} right`}.`));
  form.append(
    older,
    actionRow(make("button", { type: "submit", class: "iso-main" }, "Score my test"), saver, clearer),
    result,
    note,
  );
  root.append(form);
  leadToPages(root, model);

  const draw = () => {
    const given = model.get("answers") || {};
    touched.clear();
    for (const { item, part } of parts) {
      if (item.id in given) touched.add(item.id);
      part.write(given[item.id] ?? null);
    }
    clearVerdicts();
    result.replaceChildren();
    if (model.get("score") >= 0) show();
  };
  const record = Object.keys(model.get("answers") || {}).length ? null : answers.kept(test);
  if (record) put(model, { answers: record.answer || {}, score: record.score ?? -1 });
  draw();
  follow(["answers", "score"], draw);
  onClear(test.lesson, () => {
    older.replaceChildren();
    put(model, { answers: {}, score: -1 });
    draw();
  });
  return done;
};
