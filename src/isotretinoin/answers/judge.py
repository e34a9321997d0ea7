"""What the bank says of an answer in words, so that a file that says otherwise is known to be changed."""

from __future__ import annotations

from dataclasses import replace

from isotretinoin.questions.bank import Bank
from isotretinoin.questions.question import Question

from .form import FormError, Item, Record, Saved

__all__ = ["Judge"]


class Judge:
    """Holds answers against the questions as the bank has them now.

    Parameters
    ----------
    bank : Bank
    """

    def __init__(self, bank: Bank) -> None:
        self.bank = bank

    def current(self, question_id: str, revision: str) -> Question | None:
        """Return the question if the bank still has it in that wording and with that key."""
        found = self.bank.questions.get(question_id)
        return found if found is not None and revision in (found.revision, *found.formerly) else None

    def renewed(self, saved: Saved) -> Saved:
        """Return a file whose answers to wordings and keys of now all name the revision of now.

        A page of an earlier version had another fingerprint for the same question.
        """
        return replace(saved, records=tuple(map(self._renewed, saved.records)))

    def _renewed(self, record: Record) -> Record:
        if record.items:
            items = tuple(replace(one, revision=self._revision(one.id, one.revision)) for one in record.items)
            return replace(record, items=items, revision="-".join(one.revision for one in items))
        return replace(record, revision=self._revision(record.id, record.revision))

    def _revision(self, question_id: str, revision: str) -> str:
        current = self.current(question_id, revision)
        return current.revision if current else revision

    def chosen(self, question: Question, said: str) -> tuple[int, ...]:
        """Return the positions of the options that an answer in words names.

        Raises
        ------
        FormError
            If the question has no such answer.
        """
        found = question.chosen(said)
        if found is None:
            raise FormError(f"It was changed: {question.id} has no answer {said[:60]!r}.")
        return found

    def misconceptions(self, question: Question, said: str, told: tuple[str, ...]) -> tuple[str, ...]:
        """Return the ideas that an answer shows: from the bank for options, else those told that the question has."""
        if question.form == "choices":
            answers = question.answers()
            named = [answers[at].misconception for at in self.chosen(question, said)]
            return tuple(dict.fromkeys(filter(None, named)))
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
        if question.form == "choices":
            self.chosen(question, said)
        ours = question.result(said)
        if ours and ours != told:
            raise FormError(
                f"It was changed: it calls {said[:60]!r} {told or 'not answered'} for {question.id}, which is {ours}."
            )
