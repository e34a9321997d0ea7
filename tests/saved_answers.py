"""Files of answers as a page saves them, made without a browser; a browser test holds this writer to the real page."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from isotretinoin.questions.markup import plain
from isotretinoin.questions.question import Question

START = datetime(2026, 3, 2, 9, tzinfo=UTC)


class Browser:
    """One browser: what is answered in it, by question id, and what it would save.

    Parameters
    ----------
    questions : mapping
        The bank's questions by id.
    number : int
        Sets its clock, so that no two browsers press a button at one time.
    """

    def __init__(self, questions: Mapping[str, Question], number: int) -> None:
        self.questions = questions
        self.kept: dict[tuple[str, str], dict[str, Any]] = {}
        self._ticks = count(number * 10_000_019)

    def _now(self) -> str:
        now = START + timedelta(milliseconds=next(self._ticks))
        return now.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def _words(self, question: Question, answer: Any) -> str:
        if not question.shown:
            return answer
        return {"choices": "; ", "order": " → "}[question.form].join(plain(question.shown[at]) for at in answer)

    def _judged(self, question: Question, answer: Any) -> tuple[str, list[str]]:
        if question.kind == "numeric":
            if answer == "1/20" or answer == "0.05":
                return "right", []
            return "wrong", ["m-order-matters"] if answer == "1/120" else []
        if question.kind == "order":
            return ("right" if answer == sorted(answer) else "wrong"), []
        right = [at for at, one in enumerate(question.answers()) if one.right]
        wrong = [question.answers()[at].misconception for at in answer if at not in right]
        return ("right" if sorted(answer) == right else "wrong"), wrong

    def _head(self, question: Question) -> dict[str, Any]:
        names = ("id", "lesson", "objective", "kind", "revision")
        return {name: getattr(question, name) for name in names} | {"question": plain(question.stem)}

    def check(self, question_id: str, *answers: Any) -> Browser:
        """Check one answer after another: positions of options or lines, or what is typed."""
        question = self.questions[question_id]
        attempts = []
        for answer in answers:
            result, ideas = self._judged(question, answer)
            words = self._words(question, answer)
            attempts.append({"answer": words, "result": result, "misconceptions": ideas, "at": self._now()})
        last = attempts[-1]
        self.kept[question.lesson, question.id] = {
            **self._head(question),
            "answer": answers[-1],
            "answer_text": last["answer"],
            "result": last["result"],
            "attempts": attempts,
            "at": self._now(),
        }
        return self

    def predict(self, question_id: str, at: int) -> Browser:
        """Commit to an option."""
        question = self.questions[question_id]
        words = plain(question.shown[at])
        self.kept[question.lesson, question.id] = {
            **self._head(question),
            "answer": at,
            "answer_text": words,
            "committed": True,
            "attempts": [{"answer": words, "at": self._now()}],
            "at": self._now(),
        }
        return self

    def exit(self, lesson: str, asked: Sequence[str], texts: Sequence[str]) -> Browser:
        """Write an exit ticket."""
        name = f"exit-{lesson}"
        record = {"id": name, "lesson": lesson, "kind": "exit", "question": [*asked], "answer": [*texts]}
        self.kept[lesson, name] = {**record, "at": self._now()}
        return self

    def test(self, use: str, answers: Mapping[str, Any], scored: bool = True, form: str = "a") -> Browser:
        """Take a form of a test; a question without an answer stays open, and ``"?"`` is “I don't know yet”."""
        # The bank of the tests has them in the order of the page.
        asked = [one for one in self.questions.values() if one.use == f"form-{form}"]
        items = []
        for question in asked:
            answer = answers.get(question.id)
            result, ideas = ("unsure" if scored and answer == "?" else "", [])
            if scored and answer not in (None, "?"):
                result, ideas = self._judged(question, answer)
            items.append(
                {
                    **{name: getattr(question, name) for name in ("id", "lesson", "objective")},
                    "question": plain(question.stem),
                    "answer": "I don't know yet" if answer == "?" else self._words(question, answer) if answer else "",
                    "result": result,
                    "misconceptions": ideas,
                }
            )
        self.kept[use, use] = {
            "id": use,
            "lesson": use,
            "kind": "test",
            "revision": "-".join(question.revision for question in asked),
            "question": {"pre-test": "The pre-test", "post-test": "The post-test"}[use],
            "form": form,
            "answer": dict(answers),
            "score": sum(item["result"] == "right" for item in items) if scored else -1,
            "of": len(items),
            "items": items,
            "at": self._now(),
        }
        return self

    def content(self, lesson: str = "", title: str = "") -> dict[str, Any]:
        """Return what is saved by a lesson's exit ticket, or by a test where no lesson is named."""
        return {
            "format": "isotretinoin-answers",
            "version": 1,
            "lesson": {"id": lesson, "title": title} if lesson else None,
            "saved": self._now(),
            "answers": [self.kept[key] for key in sorted(self.kept) if key[0] == lesson or not lesson],
        }

    def file(self, lesson: str = "", title: str = "") -> bytes:
        """Return the file of these."""
        return json.dumps(self.content(lesson, title), indent=2, ensure_ascii=False).encode()
