"""The blueprint of the course's test: themes and outcomes, and whether both forms fill it in the same way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from isotretinoin.authored import Document, Fields, Many, Text, listing, read_file

from .bank import Bank, BankError
from .question import FORMS, SETTINGS, Question

__all__ = ["BLUEPRINT", "Blueprint", "Outcome", "Theme", "check_forms", "read_blueprint"]


@dataclass(frozen=True)
class Outcome:
    """What somebody can do after the course."""

    id: str
    text: str


@dataclass(frozen=True)
class Theme:
    """Outcomes that a profile sums up, since two items say little of one."""

    id: str
    title: str
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True)
class Blueprint:
    """Themes in the order of the page."""

    themes: tuple[Theme, ...]

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """Return the outcomes of all themes."""
        return tuple(outcome for theme in self.themes for outcome in theme.outcomes)


_OUTCOME = Fields({"id": Text(), "text": Text(about="What somebody can do after the course.")})
_THEME = Fields(
    {
        "id": Text(),
        "title": Text(),
        "outcomes": Many(
            Fields({"id": Text(), "text": Text(about="What somebody can do after the course.")}),
            name="outcome",
            by="id",
        ),
    }
)
_THEMES = Many(_THEME, name="theme", by="id", about="In the order of the page.")
BLUEPRINT = Fields({"themes": _THEMES})
"""What ``data/tests/blueprint.yml`` holds."""


def read_blueprint(root: Path) -> Blueprint:
    """Read ``data/tests/blueprint.yml``; a course without that file has an empty blueprint.

    Parameters
    ----------
    root : Path
        The course's folder.

    Raises
    ------
    BankError
        If anything is wrong with the file; the message lists every problem.
    """
    path = root / "data" / "tests" / "blueprint.yml"
    if not path.is_file():
        return Blueprint(())
    document = read_file(path, root, BLUEPRINT)
    if not document.problems:
        _hold_outcomes(document)
    if document.problems:
        raise BankError(f"The blueprint of the test can't be used:{listing(document.problems)}")
    return Blueprint(tuple(map(_theme, document.content["themes"])))


def _hold_outcomes(document: Document) -> None:
    """Complain about an outcome that stands under two themes."""
    known: set[str] = set()
    for at, theme in enumerate(document.content["themes"]):
        outcomes = _THEME.need["outcomes"]
        place = _THEMES.place(document.top.key("themes"), at, theme["id"]).key("outcomes")
        for number, outcome in enumerate(theme["outcomes"]):
            if outcome["id"] in known:
                outcomes.place(place, number, outcome["id"]).complain("is there twice")
            known.add(outcome["id"])


def _theme(entry: Mapping[str, Any]) -> Theme:
    outcomes = tuple(Outcome(one["id"], one["text"]) for one in entry["outcomes"])
    return Theme(entry["id"], entry["title"], outcomes)


def _shape(question: Question) -> dict[str, object]:
    """Return what two parallel questions have in common."""
    return {
        "lesson": question.lesson,
        "objective": question.objective,
        "outcome": question.outcome,
        "setting": question.setting,
        "kind": question.kind,
        "number of options": len(question.shown),
        "number of known wrong numbers": 0 if question.shown else len(question.answers()) - 2,
        "thing to read": question.reads or "none",
    }


def _twin(question: Question) -> str:
    """Return the id of the parallel question: the same but for the letter of the form."""
    own, other = FORMS if question.use == FORMS[0] else FORMS[::-1]
    return question.id.replace(own, other)


def check_forms(bank: Bank, blueprint: Blueprint) -> Iterator[tuple[str, str]]:
    """Yield code and sentence for each place where the forms are not parallel or do not fill the blueprint.

    Parameters
    ----------
    bank : Bank
    blueprint : Blueprint
    """
    asked = [question for question in bank.questions.values() if question.use in FORMS]
    for question in asked:
        twin = bank.questions.get(_twin(question))
        if twin is None or twin is question:
            yield "B02", f"{question.id} has no parallel question: write {_twin(question)}, or mend its id."
        elif question.use == FORMS[0]:
            ours, theirs = _shape(question), _shape(twin)
            for name in (name for name in ours if ours[name] != theirs[name]):
                yield "B02", f"{question.id} and {twin.id} differ in {name}: {ours[name]} and {theirs[name]}."
    known = {outcome.id for outcome in blueprint.outcomes}
    for question in asked:
        if question.outcome not in known:
            yield "B03", f"{question.id} names the outcome {question.outcome}, which the blueprint does not have."
    places = Counter((question.use, question.outcome, question.setting) for question in asked)
    for use in FORMS:
        for outcome in blueprint.outcomes:
            for setting in SETTINGS:
                count = places[use, outcome.id, setting]
                if count != 1:
                    yield "B03", f"{use} has {count} questions for {outcome.id} with setting {setting}; one is wanted."
