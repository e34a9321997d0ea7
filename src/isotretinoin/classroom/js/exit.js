// @ts-check
// The exit ticket: open questions at the end, and the buttons that save or clear the answers of the whole lesson.
import { freshId, make } from "../../front/dom.js";
import { actionRow, button, card, clearLesson, eyebrow, liveNote, put, rich, toldApart } from "./card.js";
import { leadToPages } from "../../front/links.js";
import { saveAnswers } from "./save.js";
import { answers } from "./storage.js";

/** @param {import("./types.js").Model} model @param {Element} el */
export const renderExit = (model, el) => {
  /** @type {{ id: string, lesson: string, title: string, kind: string, questions: import("./types.js").Text[] }} */
  const ticket = model.get("_question");
  const asked = ticket.questions.map((one) => one.plain);
  const question = { id: ticket.id, lesson: ticket.lesson, kind: ticket.kind, asked };
  const { root, change, follow, onClear, done } = card(model, el, "exit");
  const note = liveNote();
  const say = (/** @type {string} */ words) => note.replaceChildren(words);

  const fields = ticket.questions.map((one) => {
    const id = freshId();
    const area = make("textarea", { id, rows: "3" });
    area.addEventListener("input", () => save());
    area.addEventListener("change", () => say(answers.lasts ? "Kept in this browser." : "Kept until you leave the page."));
    return { area, block: make("div", { class: "iso-open" }, rich("label", { for: id }, one.html), area) };
  });
  const texts = () => fields.map(({ area }) => area.value);
  const save = () => {
    change({ answers: texts() });
    answers.keep(question, { question: asked, answer: texts() });
  };
  const draw = () => fields.forEach(({ area }, n) => area.value === (model.get("answers")[n] ?? "") || (area.value = model.get("answers")[n] ?? ""));

  const saver = button("Save my answers as a file", { class: "iso-main" }, () => {
    const count = saveAnswers(`lesson-${ticket.lesson}-my-answers.json`, { id: ticket.lesson, title: ticket.title });
    if (!count) return say("There is nothing to save yet.");
    say(`Saved a file with ${count} ${count === 1 ? "answer" : "answers"} of this lesson. Nothing left your computer.`);
  });
  const clearer = button("Clear my answers", {}, () => {
    sureness.hidden = false;
    clearer.hidden = true;
    note.replaceChildren();
    leave.focus();
  });
  const close = () => {
    sureness.hidden = true;
    clearer.hidden = false;
    clearer.focus();
  };
  const leave = button("Keep them", {}, close);
  const sure = freshId();
  const sureness = make(
    "div",
    { class: "iso-confirm", role: "group", "aria-labelledby": sure, hidden: true },
    make("p", { id: sure }, "Clear all your answers to this lesson, in this page and in this browser?"),
    actionRow(
      leave,
      button("Yes, clear them", {}, () => {
        clearLesson(ticket.lesson);
        close();
        say("All answers of this lesson are cleared.");
      }),
    ),
  );

  const older = make("div", {}, ...toldApart(question, (record) =>
    `You answered other questions here before they were changed: ${record.answer.filter(Boolean).map((/** @type {string} */ text) => `“${text}”`).join(", ")}.`));
  const where = answers.lasts
    ? "Your answers stay in this browser. Save them as a file to hand them in or to keep them."
    : "This browser keeps nothing for this page: save your answers as a file before you leave it.";
  root.append(
    eyebrow("Exit ticket"),
    ...fields.map((field) => field.block),
    older,
    make("p", { class: "iso-hint" }, where),
    actionRow(saver, clearer),
    sureness,
    note,
  );
  leadToPages(root, model);

  const record = model.get("answers").every((/** @type {string} */ text) => !text) ? answers.kept(question) : null;
  if (Array.isArray(record?.answer)) put(model, { answers: fields.map((_, n) => String(record.answer[n] ?? "")) });
  draw();
  follow(["answers"], draw);
  onClear(ticket.lesson, () => {
    older.replaceChildren();
    put(model, { answers: fields.map(() => "") });
    draw();
  });
  return done;
};
