// @ts-check
// A question that is checked when the reader asks for it, as often as she likes.
import { make } from "../../front/dom.js";
import { actionRow, card, eyebrow, liveRegion, put, setting, some, toldApart, verdict } from "./card.js";
import { KINDS } from "./kinds.js";
import { leadToPages } from "../../front/links.js";
import { answers } from "./storage.js";

/** @typedef {import("./types.js").Found} Found */

/** @param {import("./types.js").Model} model @param {Element} el */
export const renderCheck = (model, el) => {
  /** @type {import("./types.js").Question} */
  const question = model.get("_question");
  const { root, change, follow, onClear, done } = card(model, el, "check");
  const region = liveRegion();
  const after = make("div", { class: "iso-after" });

  const clearFeedback = () => {
    region.replaceChildren();
    after.replaceChildren();
  };
  const say = (/** @type {string} */ words) => region.replaceChildren(make("p", { class: "iso-note" }, words));
  const changed = () => {
    clearFeedback();
    save({ answer: part.read(), result: "" });
  };
  const part = KINDS[question.kind](question, changed, say);

  const save = (/** @type {Record<string, any>} */ values) => {
    change(values);
    const answer = model.get("answer");
    answers.keep(question, { answer, answer_text: part.words(answer), result: model.get("result"), attempts: model.get("attempts") });
  };
  const show = (/** @type {Found} */ found) => {
    region.replaceChildren(verdict(found.sign || found.result || "", found.words || ""), ...some(...(found.details ?? [])));
    after.replaceChildren(...some(found.after));
    part.mark(found.result || "", model.get("attempts"));
    leadToPages(region, model);
    leadToPages(after, model);
  };
  const judge = () => {
    const found = part.judge();
    if (found.ask) {
      region.replaceChildren(verdict("hint", found.ask));
      part.field?.focus();
      return;
    }
    const answer = part.read();
    const attempt = { answer: part.words(answer), result: found.result, misconceptions: found.misconceptions || [], at: new Date().toISOString() };
    save({ answer, result: found.result, attempts: [...model.get("attempts"), attempt].slice(-50) });
    show(found);
  };
  const draw = () => {
    part.write(model.get("answer"));
    clearFeedback();
    part.mark(model.get("result"), model.get("attempts"));
    if (!model.get("result")) return;
    const found = part.judge();
    if (!found.ask) show(found);
  };

  const older = make("div", {}, ...toldApart(question, ({ answer_text, attempts }) =>
    `You answered this before it was changed: “${answer_text || attempts.at(-1).answer}”.`));
  const form = make("form", { novalidate: true }, eyebrow("Question"), ...setting(question), part.element);
  form.append(older, actionRow(make("button", { type: "submit", class: "iso-main" }, "Check")), region, after);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    judge();
  });
  root.append(form);
  leadToPages(root, model);

  const record = model.get("answer") === null && !model.get("attempts").length ? answers.kept(question) : null;
  if (record) put(model, { answer: record.answer, result: record.result || "", attempts: record.attempts || [] });
  draw();
  follow(["answer", "result"], draw);
  onClear(question.lesson, () => {
    older.replaceChildren();
    put(model, { answer: null, result: "", attempts: [] });
    draw();
  });
  return done;
};
