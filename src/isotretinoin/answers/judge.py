"""What the bank says of an answer in words, so that a file that says otherwise is known to be changed."""

from __future__ import annotations

import re
from itertools import chain, combinations

from isotretinoin.questions.bank import Bank, Question
from isotretinoin.questions.markup import plain

from .form import FormError, Item, Saved

__all__ = ["Judge"]

_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?", re.IGNORECASE)
_MOST_OPTIONS = 12  # 4096 sets of options; no page asks about more


class Judge:
    """Holds answers against the questions as the bank has them now.

    Parameters
    ----------
    bank : Bank
    """

    def __init__(self, bank: Bank) -> None:
        self.bank = bank
        self._chosen: dict[str, dict[str, tuple[int, ...]]] = {}

    def current(self, question_id: str, revision: str) -> Question | None:
        """Return the question if the bank still has it in that wording and with that key."""
        found = self.bank.questions.get(question_id)
        return found if found is not None and found.revision == revision else None

    def chosen(self, question: Question, said: str) -> tuple[int, ...]:
        """Return the positions of the options that an answer in words names.

        Raises
        ------
        FormError
            If the question has no such answer.
        """
        if question.id not in self._chosen:
            self._chosen[question.id] = _sets(question)
        if said not in self._chosen[question.id]:
            raise FormError(f"It was changed: {question.id} has no answer {said[:60]!r}.")
        return self._chosen[question.id][said]

    def result(self, question: Question, said: str) -> str:
        """Return "right" or "wrong", or "" where only the page can tell, as for a number typed in an own way."""
        if question.kind == "choice":
            right = {at for at, option in enumerate(question.options) if option.correct}
            return "right" if set(self.chosen(question, said)) == right else "wrong"
        if question.kind == "order":
            return "right" if said == " → ".join(map(plain, question.lines)) else "wrong"
        value = _number(said)
        if value is None:
            return ""
        return "right" if _near(value, question.answer, question.tolerance) else "wrong"

    def misconceptions(self, question: Question, said: str, told: tuple[str, ...]) -> tuple[str, ...]:
        """Return the ideas that an answer shows: from the bank for options, else those told that the question has."""
        if question.options:
            options = [question.options[at] for at in self.chosen(question, said)]
            return tuple(dict.fromkeys(one.misconception for one in options if one.misconception))
        return tuple(one for one in dict.fromkeys(told) if one in question.misconceptions)

    def hold(self, saved: Saved) -> None:
        """Hold every answer of a file against the bank.

        Raises
        ------
        FormError
            If the file says of an answer what the bank denies.
        """
        for record in saved.records:
            for item in record.items:
                self._hold_item(item, record.score)
            question = self.current(record.id, record.revision)
            if question is None:
                continue
            if question.kind != record.kind:
                raise FormError(f"It was changed: {record.id} is no question of the kind {record.kind}.")
            for attempt in record.attempts:
                self._agree(question, attempt.said, attempt.result)

    def _hold_item(self, item: Item, score: int) -> None:
        question = self.current(item.id, item.revision)
        if question is not None and item.said and score >= 0 and item.result != "unsure":
            self._agree(question, item.said, item.result)

    def _agree(self, question: Question, said: str, told: str) -> None:
        if question.kind == "predict":
            self.chosen(question, said)
            return
        ours = self.result(question, said)
        if ours and ours != told:
            raise FormError(
                f"It was changed: it calls {said[:60]!r} {told or 'not answered'} for {question.id}, which is {ours}."
            )


def _sets(question: Question) -> dict[str, tuple[int, ...]]:
    shown = question.shown_order()
    if not question.multiple or len(shown) > _MOST_OPTIONS:
        sets = ((at,) for at in shown)
    else:
        sets = chain.from_iterable(combinations(shown, size) for size in range(1, len(shown) + 1))
    words = {at: plain(question.options[at].text) for at in shown}
    return {"; ".join(words[at] for at in one): one for one in sets}


def _number(said: str) -> float | None:
    text = said.strip()
    return float(text) if _NUMBER.fullmatch(text) else None


def _near(value: float, answer: float, tolerance: float) -> bool:
    # The same arithmetic as on the page.
    return abs(value - answer) <= tolerance + 1e-9 * abs(answer)
