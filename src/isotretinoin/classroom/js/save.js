// @ts-check
// Answers as a file, which the reader keeps or hands in.
import { make } from "../../front/dom.js";
import { answers } from "./storage.js";

/** @param {string} name @param {string} content */
const download = (name, content) => {
  const address = URL.createObjectURL(new Blob([content], { type: "application/json" }));
  const link = make("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
};

/**
 * Save the answers to a lesson, or to the whole course, and return how many records the file has.
 * @param {string} name
 * @param {{ id: string, title: string } | null} lesson
 */
export const saveAnswers = (name, lesson) => {
  const records = answers.recordsOf(lesson ? lesson.id : "");
  if (!records.length) return 0;
  const content = { format: "isotretinoin-answers", version: 1, lesson, saved: new Date().toISOString(), answers: records };
  download(name, JSON.stringify(content, null, 2));
  return records.length;
};
