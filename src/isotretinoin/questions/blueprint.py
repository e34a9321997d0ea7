"""The blueprint of the course's test: themes and outcomes, and whether both forms fill it in the same way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from .bank import FORMS, SETTINGS, Bank, BankError
from .question import Question

__all__ = ["Blueprint", "Outcome", "Theme", "check_forms", "read_blueprint"]


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


def read_blueprint(root: Path) -> Blueprint:
    """Read ``data/tests/blueprint.yml``; a course without that file has an empty blueprint.

    Parameters
    ----------
    root : Path
        The course's folder.

    Raises
    ------
    BankError
        If the file is no blueprint; the message says what is missing.
    """
    path = root / "data" / "tests" / "blueprint.yml"
    if not path.is_file():
        return Blueprint(())
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        themes = tuple(_theme(one) for one in content["themes"])
    except yaml.YAMLError as error:
        raise BankError(f"data/tests/blueprint.yml is no YAML: {' '.join(str(error).split())}") from None
    except (KeyError, TypeError):
        raise BankError(
            "data/tests/blueprint.yml must hold `themes`, each with `id`, `title` and `outcomes`, and each outcome "
            "with `id` and `text`."
        ) from None
    names = Counter(outcome.id for theme in themes for outcome in theme.outcomes)
    twice = [name for name, count in names.items() if count > 1]
    if twice:
        raise BankError(f"data/tests/blueprint.yml names the outcome {twice[0]} twice.")
    return Blueprint(themes)


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
