"""What a class answered on the pages, from the files that students saved: one page and one table for the teacher."""

from __future__ import annotations

import csv
import math
import os
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from pathlib import Path

from isotretinoin.answers import SMALLEST, Account, ClassAnswers, count_answers, gather
from isotretinoin.classroom.contract import read_contracts
from isotretinoin.questions.bank import Bank
from isotretinoin.questions.markup import plain
from isotretinoin.questions.reading import read_bank

__all__ = ["COLUMNS", "class_page", "class_rows", "write_tickets"]

COLUMNS = (
    *("section", "lesson", "id", "wording", "question", "text", "measure"),
    *("count", "of", "value", "low", "high", "cure"),
)
"""Columns of the table: one row for each count, share, text, idea and file."""

_STYLE = (Path(__file__).parent / "tickets.css").read_text(encoding="utf-8")
_FEW = f"Fewer than {SMALLEST} people answered this, so it is not shown."
_TESTS = {"pre-test": "The pre-test", "post-test": "The post-test"}
_WORDING = {
    "as now": "",
    "older": "An older wording or key of this question.",
    "withdrawn": "The course no longer has this question.",
}


def write_tickets(place: Path, output: Path, root: Path) -> tuple[Account, list[Path]]:
    """Read a folder of saved answers, and write ``class-answers.html`` and ``class-answers.csv``.

    Parameters
    ----------
    place : Path
        Folder, zip archive or file with what students saved.
    output : Path
        Folder to write to.
    root : Path
        Folder of the course.

    Returns
    -------
    account : Account
        What became of every file.
    paths : list of Path
        What was written.

    Raises
    ------
    AnswersError
        If there is no such place, or it holds no file.
    """
    bank = read_bank(root)
    account = gather(place, bank)
    counted = count_answers(account, bank)
    titles = {one.id: plain(one.title) for one in read_contracts(root).values()}
    output.mkdir(parents=True, exist_ok=True)
    page, table = output / "class-answers.html", output / "class-answers.csv"
    _write(page, class_page(account, counted, bank, titles))
    rows = [[_harmless(row.get(name, "")) for name in COLUMNS] for row in class_rows(account, counted)]
    draft = table.with_name(f".{table.name}.{os.getpid()}")
    # The mark at the start tells Excel that it is UTF-8.
    with draft.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream).writerows([COLUMNS, *rows])
    draft.replace(table)
    return account, [page, table]


def _write(path: Path, text: str) -> None:
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)


def _harmless(value: object) -> object:
    """Keep a spreadsheet from taking a student's text for a formula."""
    return f"'{value}" if isinstance(value, str) and value.lstrip()[:1] in ("=", "+", "-", "@", "\t") else value


# ---- The table ----------------------------------------------------------------------------------


def class_rows(account: Account, counted: ClassAnswers) -> list[Mapping[str, object]]:
    """Return the rows of the table, columns by name; what a row has not is left out."""
    return [
        *_question_rows(counted),
        *_idea_rows(counted),
        *_prediction_rows(counted),
        *_exit_rows(counted),
        *_test_rows(counted),
        *({"section": "file", "text": path, "measure": "read"} for path in account.read),
        *({"section": "file", "text": path, "measure": reason} for path, reason in account.named),
    ]


def _counted(count: int, of: int) -> dict[str, object]:
    return {"count": count, "of": of, "value": round(count / of, 4) if of else ""}


def _head(section: str, one) -> dict[str, object]:
    head = {"section": section, "lesson": one.lesson, "id": one.id, "wording": one.wording, "question": one.asked}
    return head if one.shown else head | {"measure": f"fewer than {SMALLEST} people, not shown"}


def _question_rows(counted: ClassAnswers) -> Iterator[dict[str, object]]:
    for one in counted.questions:
        head = _head("question", one)
        if not one.shown:
            yield head
            continue
        yield head | {"measure": "right at first attempt"} | _counted(one.first_right, one.n_first)
        yield head | {"measure": "right at last attempt"} | _counted(one.last_right, one.n)
        for measure, answers, of in (("first attempt", one.first, one.n_first), ("any attempt", one.ever, one.n)):
            for words, count in answers:
                yield head | {"section": "answer", "text": words, "measure": measure} | _counted(count, of)


def _idea_rows(counted: ClassAnswers) -> Iterator[dict[str, object]]:
    for one in counted.ideas:
        yield (
            {"section": "idea", "id": one.id, "text": one.statement, "measure": "people who showed it"}
            | _counted(one.n, one.of)
            | {"cure": one.cure}
        )


def _prediction_rows(counted: ClassAnswers) -> Iterator[dict[str, object]]:
    for one in counted.predictions:
        head = _head("prediction", one)
        if not one.shown:
            yield head
        for words, count in one.options:
            yield head | {"text": words, "measure": "first prediction"} | _counted(count, one.n)


def _exit_rows(counted: ClassAnswers) -> Iterator[dict[str, object]]:
    for one in counted.exits:
        head = _head("exit", one)
        if not one.shown:
            yield head
        for words in one.texts:
            yield head | {"text": words, "measure": "exit text"}


def _number(value: float) -> object:
    return "" if math.isnan(value) else round(value, 4)


_ORDER = {
    "": "",
    "AB": "form A before, form B after",
    "BA": "form B before, form A after",
    "both": "both orders, each weighing one half",
    "AA": "form A twice",
    "BB": "form B twice",
}
"""Order of the forms to its name; somebody who draws a form twice may get one form twice."""


def _test_name(one) -> str:
    return f"{one.id}, form {one.form.upper()}" if one.form else one.id


def _test_rows(counted: ClassAnswers) -> Iterator[dict[str, object]]:
    for one in counted.tests:
        head = _head("test", one)
        if not one.shown:
            yield head
            continue
        head["text"] = _test_name(one)
        yield head | {"measure": "mean share right", "of": one.n, "value": _number(one.mean)}
        for item in one.items:
            own = head | {"lesson": item.lesson, "id": item.id, "question": item.asked}
            yield own | {"measure": "difficulty"} | _counted(item.right, one.n)
            yield own | {"measure": "not known yet"} | _counted(item.unsure, one.n)
            yield own | {"measure": "discrimination", "of": one.n, "value": _number(item.discrimination)}
    for one in counted.gains:
        head = _head("gain", one)
        if not one.shown:
            yield head
            continue
        head["text"] = _ORDER.get(one.order, "")
        interval = {"low": _number(one.low), "high": _number(one.high)}
        yield head | {"measure": "mean share right before", "of": one.n, "value": _number(one.before)}
        yield head | {"measure": "mean share right after", "of": one.n, "value": _number(one.after)}
        yield head | {"measure": "mean gain", "of": one.n, "value": _number(one.change)} | interval


# ---- The page -----------------------------------------------------------------------------------


def class_page(account: Account, counted: ClassAnswers, bank: Bank, titles: Mapping[str, str]) -> str:
    """Return the page: static HTML that needs no script and no other file.

    Parameters
    ----------
    account : Account
    counted : ClassAnswers
    bank : Bank
        Tells which options are right.
    titles : mapping
        Lesson id to title.
    """
    sections = [
        ("ideas", "Ideas to talk about", _ideas(counted)),
        ("questions", "Questions", _by_lesson(counted.questions, titles, lambda one: _question(one, bank))),
        ("predictions", "Predictions", _by_lesson(counted.predictions, titles, _prediction)),
        ("exit", "Exit tickets", _by_lesson(counted.exits, titles, _exit)),
        ("tests", "Tests before and after", _tests(counted)),
        ("files", "Files", _files(account)),
    ]
    links = " ".join(f'<a href="#{name}">{title}</a>' for name, title, _ in sections)
    body = "".join(f'<section id="{name}"><h2>{title}</h2>{html}</section>\n' for name, title, html in sections)
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>What the class answered</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<style>{_STYLE}</style></head>\n<body><main><h1>What the class answered</h1>\n"
        f"<p>{_sum(account, counted)}</p><p>What fewer than {SMALLEST} people answered is not shown. "
        "The key to the questions stands in the pages, so this is no basis for marks.</p>"
        f'<nav aria-label="Parts of this page">{links}</nav>\n{body}</main></body></html>\n'
    )


def _files_are(count: int) -> str:
    return "1 file" if count == 1 else f"{count} files"


def _sum(account: Account, counted: ClassAnswers) -> str:
    people = "1 browser" if counted.people == 1 else f"{counted.people} browsers"
    return (
        f"{_files_are(account.seen)} seen: {_files_are(len(account.read))} read, from {people}, and "
        f'{_files_are(len(account.named))} not read, <a href="#files">each with its reason</a>.'
    )


def _say(text: str) -> str:
    # A text may turn the direction of writing; it turns its own only.
    return f"<bdi>{escape(text)}</bdi>"


def _table(caption: str, heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = "".join(f'<th scope="col">{one}</th>' for one in heads)
    body = "".join(f"<tr>{''.join(cells)}</tr>" for cells in rows)
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="{escape(caption)}"><table><caption>'
        f"{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _cell(html: str) -> str:
    return f"<td>{html}</td>"


def _figure(text: str) -> str:
    return f'<td class="number">{text}</td>'


def _share(count: int, of: int) -> str:
    return f"{count} of {of} ({100 * count / of:.0f} %)" if of else "not known"


def _bar(count: int, of: int) -> str:
    width = 100 * count / of if of else 0
    return _figure(
        f'{_share(count, of)}<svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect class="whole" y="5" width="100" height="1"/><rect class="part" width="{width:.1f}" height="6"/></svg>'
    )


def _by_lesson(found, titles: Mapping[str, str], draw) -> str:
    parts, last = [], ""
    for one in found:
        if one.lesson != last:
            title = f": {escape(titles[one.lesson])}" if one.lesson in titles else ""
            number = int(one.lesson) if one.lesson.isdecimal() else escape(one.lesson)
            parts.append(f"<h3>Lesson {number}{title}</h3>")
            last = one.lesson
        parts.append(_heading(one) + (draw(one) if one.shown else f"<p>{_FEW}</p>"))
    return "".join(parts) or "<p>No file holds any.</p>"


def _heading(one) -> str:
    note = _WORDING.get(one.wording, "")
    name = _say(one.asked) if one.asked else escape(one.id)
    return f"<h4>{name}</h4>" + (f'<p class="soft">{note} ({escape(one.id)})</p>' if note else "")


def _right_options(one, bank: Bank) -> set[str]:
    if one.wording != "as now":
        return set()
    question = bank.questions[one.id]
    return {plain(answer.words) for answer in question.right} if question.form == "choices" else set()


def _question(one, bank: Bank) -> str:
    right, ever = _right_options(one, bank), dict(one.ever)
    # A class types many numbers; the table has them all.
    first = one.first if one.wording == "as now" and right else one.first[:12]
    named = [*first, *((words, 0) for words in ever if words not in dict(one.first))][: max(12, len(first))]
    rows = [
        (
            _cell(_say(words) + (' <span class="key">✓ right</span>' if words in right else "")),
            _bar(count, one.n_first),
            _figure(_share(ever.get(words, 0), one.n)),
        )
        for words, count in named
    ]
    unknown = one.n - one.n_first
    more = f" Of {unknown} more the first attempt is no longer known." if unknown else ""
    return (
        f"<p>Right at first attempt: {_share(one.first_right, one.n_first)}. "
        f"Right at last attempt: {_share(one.last_right, one.n)}.{more}</p>"
        + _table(f"Answers, {one.id}", ("answer", "at first attempt", "at any attempt"), rows)
    )


def _prediction(one) -> str:
    rows = [(_cell(_say(words)), _bar(count, one.n)) for words, count in one.options]
    return _table(f"First predictions of {one.n}, {one.id}", ("prediction", "people"), rows)


def _exit(one) -> str:
    texts = "".join(f"<li>{_say(words)}</li>" for words in one.texts)
    return f'<p>{one.n} texts, in the order of the alphabet.</p><ul class="texts">{texts}</ul>'


def _ideas(counted: ClassAnswers) -> str:
    if not counted.ideas:
        return f"<p>No idea of the catalogue shows in the answers of {SMALLEST} people or more.</p>"
    rows = [(_cell(_say(one.statement)), _bar(one.n, one.of), _cell(_say(one.cure))) for one in counted.ideas]
    words = "People who showed it at least once, of those whose questions can show it"
    return _table(words, ("idea", "people", "what helps"), rows)


def _correlation(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:.2f}".replace("-", "−")


def _tests(counted: ClassAnswers) -> str:
    parts = []
    for one in sorted(counted.tests, key=lambda one: ([*_TESTS].index(one.id), one.form)):
        form = f", form {one.form.upper()}" if one.form else ""
        old = form + ("" if one.wording == "as now" else ", with older questions")
        parts.append(f"<h3>{_TESTS[one.id]}{old}</h3>")
        if not one.shown:
            parts.append(f"<p>{_FEW}</p>")
            continue
        rows = [
            (
                _cell(f"{_say(item.asked)} <span class='soft'>(lesson {int(item.lesson)})</span>"),
                _bar(item.right, one.n),
                _figure(str(item.unsure)),
                _figure(_correlation(item.discrimination)),
            )
            for item in one.items
        ]
        parts.append(f"<p>{one.n} people scored it. On average {100 * one.mean:.0f} % of the answers are right.</p>")
        caption = f"{_TESTS[one.id]}{old}: difficulty and discrimination of each question"
        parts.append(_table(caption, ("question", "difficulty (share right)", "not known yet", "discrimination"), rows))
    parts += [_gain(one) for one in counted.gains]
    if any(one.shown for one in counted.tests):
        parts.append(
            "<p>Discrimination is the correlation of a right answer with the number of the other questions that were "
            "right. A dash means that everybody was right or nobody, or that all had the same number.</p>"
        )
    return "".join(parts) or "<p>No file holds a test.</p>"


def _points(value: float) -> str:
    return f"{100 * value:+.1f}".replace("-", "−")


_FORMS_IN_GAIN = (
    "The two forms ask other questions about the same outcomes, so a part of the change can be their difference in "
    "difficulty."
)
_FORMS_OUT = (
    "Each form came first in one half of the class and last in the other, so their difference in difficulty drops out."
)


def _gain(one) -> str:
    head = f"<h3>Gain{': ' if one.order else ''}{_ORDER.get(one.order, '')}</h3>"
    if not one.shown:
        return f"{head}<p>{_FEW}</p>"
    if math.isnan(one.low):
        interval = "All changed alike, so that there is no interval."
    else:
        interval = f"The 95 % interval is {_points(one.low)} to {_points(one.high)} (Student's t for pairs)."
    return (
        f"{head}<p>{one.n} people took both tests in this form: {100 * one.before:.1f} % right before, "
        f"{100 * one.after:.1f} % after, a mean gain of {_points(one.change)} percentage points. {interval} "
        f"{_FORMS_IN_GAIN if one.order != 'both' else _FORMS_OUT}</p>"
    )


def _files(account: Account) -> str:
    rows = [(_cell(_say(path)), _cell(_say(reason))) for path, reason in account.named]
    read = "".join(f"<li>{_say(path)}</li>" for path in account.read)
    named = _table("Files that were not read", ("file", "reason"), rows) if rows else "<p>Every file was read.</p>"
    return f"{named}<details><summary>{_files_are(len(account.read))} read</summary><ul>{read}</ul></details>"
