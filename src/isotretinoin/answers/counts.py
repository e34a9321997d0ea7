"""What a class answered, counted: questions, ideas, predictions, exit texts, tests. Groups under five stay hidden."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from isotretinoin.questions.bank import Bank
from isotretinoin.questions.kinds import CHECKED
from isotretinoin.questions.markup import plain
from isotretinoin.questions.question import Question

from .form import MOST_ATTEMPTS, Item, Record
from .intake import Account
from .judge import Judge

__all__ = [
    "SMALLEST",
    "ClassAnswers",
    "Exit",
    "Gain",
    "Idea",
    "Prediction",
    "QuestionCount",
    "TestCount",
    "TestItem",
    "count_answers",
]

SMALLEST = 5
"""People that a group must have, so that no answer in it can be traced to one of them."""

Counted = tuple[tuple[str, int], ...]
"""Answers in words with the number of people."""


@dataclass(frozen=True)
class Group:
    """What was asked, in one wording, and how many people answered; ``wording`` is "as now", "older" or "withdrawn"."""

    lesson: str
    id: str
    revision: str
    wording: str
    asked: str
    n: int

    @property
    def shown(self) -> bool:
        """Whether the group is large enough to be shown."""
        return self.n >= SMALLEST


@dataclass(frozen=True)
class QuestionCount(Group):
    """A question: people right at first and at last attempt, and the answers at first and at any attempt.

    ``n_first`` counts those whose first attempt is known: a page keeps the last fifty.
    """

    n_first: int
    first_right: int
    last_right: int
    first: Counted
    ever: Counted


@dataclass(frozen=True)
class Prediction(Group):
    """A prediction: people to each option, by the first that they committed to."""

    options: Counted


@dataclass(frozen=True)
class Idea:
    """A misconception: ``n`` people showed it, of ``of`` who answered a question that can show it."""

    id: str
    statement: str
    cure: str
    n: int
    of: int


@dataclass(frozen=True)
class Exit(Group):
    """A question of an exit ticket with the texts in the order of the alphabet, so that no row tells who wrote two."""

    texts: tuple[str, ...]


@dataclass(frozen=True)
class TestItem:
    """A question of a test.

    Attributes
    ----------
    unsure : int
        People who chose “I don't know yet”.
    difficulty : float
        Share of people who were right; high is easy.
    discrimination : float
        Correlation of right or wrong with the number of the other questions that were right; NaN where one of the two
        is the same for everybody.
    """

    id: str
    lesson: str
    asked: str
    right: int
    unsure: int
    difficulty: float
    discrimination: float


@dataclass(frozen=True)
class TestCount(Group):
    """A test: its form ("a", "b", or "" for an older one), its questions, and the mean share of right answers."""

    form: str
    items: tuple[TestItem, ...]
    mean: float


@dataclass(frozen=True)
class Gain(Group):
    """People who took both tests: mean shares before and after, the mean change and its 95 % interval.

    ``order`` is "AB" or "BA" for those who took the forms in this order, "" for older tests, and "both" for the mean of
    the two orders, in which the difference in difficulty of the forms drops out. The interval is NaN where all changed
    alike.
    """

    order: str

    before: float
    after: float
    change: float
    low: float
    high: float


@dataclass(frozen=True)
class ClassAnswers:
    """All that is counted. Small groups are in the lists without their content; ``shown`` is False for them."""

    people: int
    questions: tuple[QuestionCount, ...]
    predictions: tuple[Prediction, ...]
    ideas: tuple[Idea, ...]
    exits: tuple[Exit, ...]
    tests: tuple[TestCount, ...]
    gains: tuple[Gain, ...]


def count_answers(account: Account, bank: Bank) -> ClassAnswers:
    """Count the answers of a class.

    Parameters
    ----------
    account : Account
        As ``gather`` returns it.
    bank : Bank
        For the wording of now, the options that nobody chose, and the cures.
    """
    judge = Judge(bank)
    groups: dict[tuple[str, str, str], list[Record]] = defaultdict(list)
    for record in (record for person in account.people for record in person):
        # An exit ticket has no revision: its own words tell an older one apart.
        key = "\n".join(record.asked) if record.kind == "exit" else record.revision
        groups[record.lesson, record.id, key].append(record)
    ordered = [groups[key] for key in sorted(groups)]
    checked = [found for found in ordered if found[0].kind in CHECKED]
    return ClassAnswers(
        people=len(account.people),
        questions=tuple(_question(found, judge) for found in checked),
        predictions=tuple(_prediction(found, judge) for found in ordered if found[0].kind == "predict"),
        ideas=tuple(_ideas(account, judge)),
        exits=tuple(one for found in ordered if found[0].kind == "exit" for one in _exits(found)),
        tests=tuple(_test(found, judge) for found in ordered if found[0].kind == "test"),
        gains=tuple(_gains(account)),
    )


def _group(found: list[Record], judge: Judge, n: int) -> dict[str, object]:
    record = found[0]
    now = judge.bank.questions.get(record.id)
    current = judge.current(record.id, record.revision)
    wording = "as now" if current else "older" if now else "withdrawn"
    asked = plain(current.stem) if current else _commonest(one.asked[0] for one in found)
    return {
        "lesson": record.lesson,
        "id": record.id,
        "revision": record.revision,
        "wording": wording,
        "asked": asked if n >= SMALLEST or current else "",
        "n": n,
    }


def _commonest(words: Iterable[str]) -> str:
    return Counter(words).most_common(1)[0][0]


def _counted(answers: Iterable[str], n: int, options: Iterable[str] = ()) -> Counted:
    if n < SMALLEST:
        return ()
    counts = Counter(answers)
    # Options stand in the order of the question; what was typed, in the order of its frequency.
    known = list(options)
    rest = sorted((one for one in counts if one not in known), key=lambda one: (-counts[one], one))
    return tuple((one, counts[one]) for one in [*known, *rest])


def _parts(said: str, question: Question | None, judge: Judge) -> list[str]:
    """Return the options that an answer names, each alone; another answer stays whole."""
    if question is None or question.form != "choices":
        return [" ".join(said.split())]
    return [plain(question.shown[at]) for at in judge.chosen(question, said)]


def _options(question: Question | None) -> list[str]:
    return [plain(text) for text in question.shown] if question and question.form == "choices" else []


def _question(found: list[Record], judge: Judge) -> QuestionCount:
    tried = [record for record in found if record.attempts]
    whole = [record for record in tried if len(record.attempts) < MOST_ATTEMPTS]
    question = judge.current(found[0].id, found[0].revision)
    n = len(tried)
    first = [part for one in whole for part in _parts(one.attempts[0].said, question, judge)]
    ever = [part for one in tried for part in {p for a in one.attempts for p in _parts(a.said, question, judge)}]
    return QuestionCount(
        **_group(found, judge, n),
        n_first=len(whole) if n >= SMALLEST else 0,
        first_right=sum(one.attempts[0].result == "right" for one in whole) if n >= SMALLEST else 0,
        last_right=sum(one.attempts[-1].result == "right" for one in tried) if n >= SMALLEST else 0,
        first=_counted(first, n, _options(question)),
        ever=_counted(ever, n, _options(question)),
    )


def _prediction(found: list[Record], judge: Judge) -> Prediction:
    committed = [record.attempts[0].said for record in found if record.attempts]
    question = judge.current(found[0].id, found[0].revision)
    n = len(committed)
    return Prediction(**_group(found, judge, n), options=_counted(committed, n, _options(question)))


def _shown(record: Record) -> Iterable[tuple[str, str, str, tuple[str, ...]]]:
    """Yield id, revision, answer and told misconceptions of every answer of a record that somebody gave."""
    for attempt in record.attempts:
        yield record.id, record.revision, attempt.said, attempt.misconceptions
    for item in record.items:
        if item.result in ("right", "wrong"):
            yield item.id, item.revision, item.said, item.misconceptions


def _ideas(account: Account, judge: Judge) -> list[Idea]:
    """Return the ideas that people showed, those first that most of the asked hold."""
    asked, showed = Counter(), Counter()
    for person in account.people:
        could, did = set(), set()
        for question_id, revision, said, told in (one for record in person for one in _shown(record)):
            question = judge.current(question_id, revision)
            if question is None:
                did |= set(told) & set(judge.bank.misconceptions)
            else:
                could |= set(question.misconceptions)
                did |= set(judge.misconceptions(question, said, told))
        asked.update(could | did)
        showed.update(did)
    catalogue = judge.bank.misconceptions
    ideas = [
        Idea(name, plain(catalogue[name].statement), plain(catalogue[name].cure), n, asked[name])
        for name, n in showed.items()
        if name in catalogue and asked[name] >= SMALLEST
    ]
    return sorted(ideas, key=lambda one: (-one.n / one.of, -one.n, one.id))


def _exits(found: list[Record]) -> Iterable[Exit]:
    for at, asked in enumerate(found[0].asked):
        texts = sorted((record.said[at].strip() for record in found if record.said[at].strip()), key=str.casefold)
        enough = len(texts) >= SMALLEST
        record = found[0]
        yield Exit(
            record.lesson,
            record.id,
            "",
            "as saved",
            asked if enough else "",
            len(texts),
            tuple(texts) if enough else (),
        )


def _test(found: list[Record], judge: Judge) -> TestCount:
    scored = [record for record in found if record.score >= 0]
    record, n = found[0], len(scored)
    use = f"form-{record.form}"
    now = {one.id: one.revision for one in judge.bank.questions.values() if one.use == use}
    wording = "as now" if now == {item.id: item.revision for item in record.items} else "older"
    enough = n >= SMALLEST
    right = np.array([[item.result == "right" for item in one.items] for one in scored], dtype=float)
    unsure = [sum(one.items[at].result == "unsure" for one in scored) for at in range(len(record.items))]
    items = [_test_item(item, right, at, unsure[at], judge) for at, item in enumerate(record.items)] if enough else []
    return TestCount(
        record.lesson,
        record.id,
        record.revision,
        wording,
        record.asked[0] if enough else "",
        n,
        record.form,
        tuple(items),
        float(right.mean()) if enough else math.nan,
    )


def _test_item(item: Item, right: np.ndarray, at: int, unsure: int, judge: Judge) -> TestItem:
    own, rest = right[:, at], np.delete(right, at, axis=1).sum(axis=1)
    varies = own.std() > 0 and rest.std() > 0
    question = judge.current(item.id, item.revision)
    return TestItem(
        item.id,
        item.lesson,
        plain(question.stem) if question else item.asked,
        int(own.sum()),
        unsure,
        float(own.mean()),
        float(np.corrcoef(own, rest)[0, 1]) if varies else math.nan,
    )


def _gains(account: Account) -> Iterable[Gain]:
    """Yield the change of those who took both tests, apart for each pair of wordings, then of both orders together."""
    pairs: dict[tuple[str, str, str], list[tuple[float, float]]] = defaultdict(list)
    for person in account.people:
        taken: dict[str, Record] = {}
        # Of several wordings of a test the first counts: a test cleared and taken again is no first attempt.
        for record in sorted((one for one in person if one.score >= 0), key=lambda one: one.at, reverse=True):
            taken[record.id] = record
        if len(taken) == 2:
            before, after = taken["pre-test"], taken["post-test"]
            shares = before.score / len(before.items), after.score / len(after.items)
            order = f"{before.form}{after.form}".upper()
            pairs[order, before.revision, after.revision].append(shares)
    for (order, before, after), shares in sorted(pairs.items()):
        yield _gain(order, f"{before} / {after}", np.array(shares))
    for (order, before, after), shares in sorted(pairs.items()):
        turned = pairs.get(("BA", after, before), [])
        if order == "AB" and min(len(shares), len(turned)) >= SMALLEST:
            yield _crossed(f"{before} / {after}", np.array(shares), np.array(turned))


def _named(order: str, revision: str, n: int) -> tuple[object, ...]:
    return "", "gain", revision, "", "From the pre-test to the post-test", n, order


def _t_quantile(freedom: float) -> float:
    """Return the quantile of Student's t for an interval that covers 95 in 100."""
    # Teachers' pages and slides import this room too, and SciPy takes longer to load than they do.
    from scipy import stats

    return float(stats.t.ppf(0.975, freedom))


def _gain(order: str, revision: str, shares: np.ndarray) -> Gain:
    """Return the mean change with the interval of Student's t for pairs."""
    n = len(shares)
    if n < SMALLEST:
        return Gain(*_named(order, revision, n), *[math.nan] * 5)
    changes = shares[:, 1] - shares[:, 0]
    error = changes.std(ddof=1) / math.sqrt(n)
    # Where all change alike nothing says how much the next class would differ.
    reach = _t_quantile(n - 1) * error if error > 1e-12 else math.nan
    mean = float(changes.mean())
    before, after = shares.mean(axis=0)
    return Gain(*_named(order, revision, n), float(before), float(after), mean, mean - reach, mean + reach)


def _crossed(revision: str, one: np.ndarray, other: np.ndarray) -> Gain:
    """Return the mean of the changes in both orders, each weighing one half, with Welch's interval.

    A form that is harder lowers the change where it comes last by as much as it raises it where it comes first.
    """
    parts = [(group[:, 1] - group[:, 0]) for group in (one, other)]
    mean = float(np.mean([part.mean() for part in parts]))
    variances = [part.var(ddof=1) / len(part) / 4 for part in parts]
    total = sum(variances)
    if total > 1e-24:
        freedom = total**2 / sum(v**2 / (len(part) - 1) for v, part in zip(variances, parts, strict=True))
        reach = _t_quantile(freedom) * math.sqrt(total)
    else:
        reach = math.nan
    before, after = np.mean([one.mean(axis=0), other.mean(axis=0)], axis=0)
    named = _named("both", revision, len(one) + len(other))
    return Gain(*named, float(before), float(after), mean, mean - reach, mean + reach)
