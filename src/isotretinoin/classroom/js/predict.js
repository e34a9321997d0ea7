// @ts-check
// A prediction: what came out shows only after the reader has committed to an option.
import { freshId, make } from "../../front/dom.js";
import { actionRow, advice, button, card, eyebrow, idea, liveNote, put, rich, setting, some, toldApart } from "./card.js";
import { leadToPages } from "../../front/links.js";
import { answers } from "./storage.js";

/**
 * @typedef {object} Outcome What came out, as HTML.
 * @property {string} reveal
 * @property {string[]} [reveals] For each option what it leads to.
 * @property {string} [figure]
 */

/** @typedef {import("./types.js").Question & Outcome & { final?: boolean, sealed?: string }} Predicted */

// A final prediction travels sealed, so that its outcome is not read by accident in the source of the page.
/** @param {Predicted} question @returns {Outcome} */
const unseal = (question) =>
  question.sealed ? JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(question.sealed), (letter) => letter.charCodeAt(0)))) : question;

const PREDICTING = { eyebrow: "Predict before you look", commit: "Commit my prediction", chosen: "You predicted", first: "Choose one first; a guess is welcome." };
const SEALING = { eyebrow: "Choose once, before you look", commit: "Commit for good", chosen: "You committed", first: "Choose one first; it can't be changed afterwards." };

/** @param {import("./types.js").Model} model @param {Element} el */
export const renderPrediction = (model, el) => {
  /** @type {Predicted} */
  const question = model.get("_question");
  const says = question.final ? SEALING : PREDICTING;
  const { root, change, follow, onClear, done } = card(model, el, "prediction");
  const [name, told] = [freshId(), freshId()];
  const note = liveNote();

  const rows = question.order.map((at) => {
    const input = make("input", { type: "radio", name, value: String(at) });
    input.addEventListener("change", () => {
      note.replaceChildren();
      save({ choice: at });
    });
    return { at, input, label: make("label", { class: "iso-row" }, input, rich("span", { class: "iso-text" }, question.shown[at].html)) };
  });
  const fieldset = make(
    "fieldset",
    {},
    rich("legend", { class: "iso-stem" }, question.stem),
    make("div", { class: "iso-rows" }, ...rows.map((row) => row.label)),
  );
  const commit = make("button", { type: "submit", class: "iso-main" }, says.commit);
  const actions = actionRow(commit);
  const outcome = make("div", { class: "iso-outcome", role: "group", "aria-labelledby": told, tabindex: "-1", hidden: true });

  const save = (/** @type {Record<string, any>} */ values) => {
    change(values);
    const at = model.get("choice");
    answers.keep(question, {
      answer: at,
      answer_text: at < 0 ? "" : question.shown[at].plain,
      committed: model.get("committed"),
      attempts: model.get("attempts"),
    });
  };
  const again = () => {
    save({ committed: false });
    draw();
    (rows.find((row) => row.input.checked) || rows[0]).input.focus();
  };
  const draw = () => {
    const [at, committed] = [model.get("choice"), model.get("committed") && model.get("choice") >= 0];
    rows.forEach((row) => (row.input.checked = row.at === at));
    fieldset.disabled = committed;
    actions.hidden = committed;
    outcome.hidden = !committed;
    note.replaceChildren();
    outcome.replaceChildren();
    if (!committed) return;
    const option = { ...question.shown[at], ...question.answers[at] };
    const out = unseal(question);
    const own = out.reveals?.[at];
    outcome.append(
      make(
        "div",
        { class: "iso-beside" },
        make("div", {}, make("p", { class: "iso-label", id: told }, says.chosen), rich("p", {}, option.html)),
        make("div", { class: "iso-came-out" }, make("p", { class: "iso-label" }, "What came out"), rich("p", {}, own || out.reveal)),
      ),
    );
    if (own) outcome.append(rich("div", { class: "iso-told" }, out.reveal));
    if (out.figure) outcome.append(rich("div", {}, out.figure));
    const said = some(advice(option.feedback), idea(option.idea));
    if (said.length) outcome.append(make("div", { class: "iso-said" }, ...said));
    if (!question.final) outcome.append(actionRow(button("Predict again", {}, again)));
    leadToPages(outcome, model);
  };

  const older = make("div", {}, ...toldApart(question, ({ answer_text, attempts }) =>
    `You answered this before it was changed: “${answer_text || attempts.at(-1).answer}”.`));
  const form = make("form", { novalidate: true }, eyebrow(says.eyebrow), ...setting(question), fieldset, older, actions, note, outcome);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const at = model.get("choice");
    if (at < 0) return note.replaceChildren(says.first);
    const attempt = { answer: question.shown[at].plain, at: new Date().toISOString() };
    save({ committed: true, attempts: [...model.get("attempts"), attempt].slice(-50) });
    draw();
    outcome.focus({ preventScroll: true });
  });
  root.append(form);
  leadToPages(form, model);

  const record = model.get("choice") < 0 && !model.get("attempts").length ? answers.kept(question) : null;
  if (record) put(model, { choice: record.answer ?? -1, committed: Boolean(record.committed), attempts: record.attempts || [] });
  draw();
  follow(["choice", "committed"], draw);
  onClear(question.lesson, () => {
    older.replaceChildren();
    put(model, { choice: -1, committed: false, attempts: [] });
    draw();
  });
  return done;
};
