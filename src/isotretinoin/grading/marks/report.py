"""Marks for the platform, and a report for the teacher."""

from __future__ import annotations

import csv
import html
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from isotretinoin import course_root
from isotretinoin.questions.reading import read_bank

from ..author.key import read_key
from ..author.marking import Question
from ..intake.collect import Account
from .gradebook import Book
from .status import STATUSES

__all__ = ["class_report", "files_table", "item_table", "marks_table", "mistake_table", "write_reports"]

_COUNTED = ("ok", "damaged-and-repaired", "timeout", "crash")


def marks_table(book: Book, statuses: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """Return one row per student: status, points as the gradebook has them now, points of each question, notes.

    ``waits_for_hand`` names the cells that a person has to mark; until then they count nothing.
    """
    scores = book.scores()
    questions = read_key(book.source)
    rows = []
    for status in statuses:
        score = scores.get(status["student"], {}) if status["questions"] else {}
        verdicts = status["questions"]
        row = {
            "student_id": status["student"],
            "status": status["status"],
            "points": score.get("points", status["points"]),
            "possible": score.get("possible", status["possible"]),
        }
        row |= {q.id: verdicts[q.id]["points"] if q.id in verdicts else np.nan for q in questions}
        row |= {
            "waits_for_hand": " ".join(score.get("by_hand", status["by_hand"])),
            "late": "late" if status.get("late") else "",
            "seconds": status["seconds"],
            "file": status["file"],
            "notes": " ".join(status["notes"]),
        }
        rows.append(row)
    return pd.DataFrame(rows)


def item_table(statuses: Iterable[Mapping[str, Any]], questions: Sequence[Question]) -> pd.DataFrame:
    """Return the statistics of each question over the submissions that ran and need no human.

    Columns: ``title``, ``n``, ``handed_in`` (share of them), ``stopped`` (answers that a cell's error kept away),
    ``difficulty`` (share right; high is easy),
    ``discrimination`` (correlation of right or wrong with the points of the other questions; missing where either does
    not vary), ``top_mistake`` and ``top_n``, ``unexplained`` (wrong answers whose reason the key does not know).
    """
    counted = [status for status in statuses if status["status"] in _COUNTED and status["questions"]]
    points = pd.DataFrame(
        [{q.id: status["questions"].get(q.id, {}).get("points", 0.0) for q in questions} for status in counted],
        columns=[q.id for q in questions],
    )
    rows = []
    for question in questions:
        verdicts = [status["questions"][question.id] for status in counted if question.id in status["questions"]]
        right = np.array([verdict["right"] for verdict in verdicts], dtype=float)
        rest = points.drop(columns=question.id).sum(axis=1).to_numpy()[: len(right)]
        varies = len(right) > 2 and right.std() > 0 and rest.std() > 0
        named = pd.Series(
            [verdict["mistake"] for verdict in verdicts if verdict["mistake"]], dtype=object
        ).value_counts()
        rows.append(
            {
                "question": question.id,
                "title": question.title,
                "n": len(verdicts),
                "handed_in": np.mean([verdict["handed_in"] for verdict in verdicts]) if verdicts else np.nan,
                "stopped": sum(verdict.get("stopped", False) for verdict in verdicts),
                "difficulty": right.mean() if verdicts else np.nan,
                "discrimination": np.corrcoef(right, rest)[0, 1] if varies else np.nan,
                "top_mistake": named.index[0] if len(named) else "",
                "top_n": int(named.iloc[0]) if len(named) else 0,
                "unexplained": sum(
                    not verdict["right"] and verdict["handed_in"] and not verdict["mistake"] for verdict in verdicts
                ),
            }
        )
    return pd.DataFrame(rows).set_index("question")


def mistake_table(statuses: Iterable[Mapping[str, Any]], root: Path | None = None) -> pd.DataFrame:
    """Return every recognised mistake, the most frequent first, with its misconception and what cures it."""
    known = read_bank(root or course_root()).misconceptions
    rows = [
        (question, verdict["mistake"], verdict["misconception"], verdict["message"])
        for status in statuses
        if status["status"] in _COUNTED
        for question, verdict in status["questions"].items()
        if verdict["mistake"]
    ]
    table = pd.DataFrame(rows, columns=["question", "mistake", "misconception", "told"])
    table = table.groupby(["question", "mistake", "misconception", "told"]).size().rename("n").reset_index()
    table["idea"] = [known[name].statement if name in known else "" for name in table["misconception"]]
    table["cure"] = [known[name].cure if name in known else "" for name in table["misconception"]]
    return table.sort_values(["n", "question"], ascending=[False, True]).reset_index(drop=True)


def files_table(account: Account) -> pd.DataFrame:
    """Return one row for each file that was seen: ``file``, ``student_id`` and ``what`` became of it."""
    rows = []
    for one in account.submissions:
        taken = "looked at by a person" if one.trouble else "graded"
        rows += [(path, one.student, taken if at == 0 else "set aside") for at, path in enumerate(one.paths)]
    rows += [(path, "", reason) for path, reason in account.left]
    return pd.DataFrame(rows, columns=["file", "student_id", "what"])


def write_reports(book: Book, statuses: Sequence[Mapping[str, Any]], account: Account | None = None) -> dict[str, Path]:
    """Write ``marks.csv``, ``items.csv``, ``files.csv`` and ``report.html`` into the folder of marks, each in one step.

    Without an account of what was handed in, as after marking by hand, the last one that was written counts.
    """
    marks = marks_table(book, statuses)
    items = item_table(statuses, read_key(book.source))
    name = book.source.name
    paths = {kind: book.folder / f"{name}-{kind}" for kind in ("marks.csv", "items.csv", "files.csv", "report.html")}
    if account is not None:
        _write(paths["files.csv"], files_table(account).map(_harmless).to_csv(index=False))
    _write(paths["marks.csv"], marks.map(_harmless).to_csv(index=False, quoting=csv.QUOTE_MINIMAL))
    _write(paths["items.csv"], items.round(3).to_csv())
    files = pd.read_csv(paths["files.csv"], keep_default_na=False) if paths["files.csv"].is_file() else None
    _write(paths["report.html"], class_report(book, statuses, marks, items, files))
    return {kind: path for kind, path in paths.items() if path.is_file()}


def _harmless(value: object) -> object:
    """Keep a spreadsheet from taking a student's text for a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in "=+-@\t\r" and value else value


def _write(path: Path, text: str) -> None:
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_text(text, encoding="utf-8")
    os.replace(draft, path)


_STYLE = """
:root { color-scheme: light dark }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem }
table { border-collapse: collapse; margin: 1rem 0; display: block; overflow-x: auto }
th, td { border-bottom: 1px solid #8888; padding: .3rem .7rem; text-align: left; vertical-align: top }
td.number { text-align: right; font-variant-numeric: tabular-nums }
"""


def class_report(
    book: Book,
    statuses: Sequence[Mapping[str, Any]],
    marks: pd.DataFrame,
    items: pd.DataFrame,
    files: pd.DataFrame | None = None,
) -> str:
    """Return the report for the teacher as one HTML page that needs nothing else."""
    name = book.source.name
    counts = pd.Series([status["status"] for status in statuses], dtype=object).value_counts()
    counts = (
        counts.reindex([status for status in STATUSES if status in counts]).rename_axis("status").rename("submissions")
    )
    counted = marks[marks["status"].isin(_COUNTED)]
    waiting = int((marks["waits_for_hand"] != "").sum())
    seconds = pd.Series([status["seconds"] for status in statuses if status["questions"]], dtype=float)
    parts = [f"<h1>Assignment {html.escape(name)}: report on {len(statuses)} students</h1>"]
    parts.append(_html_table(counts.reset_index()))
    if len(counted):
        low, middle, high = counted["points"].quantile([0.25, 0.5, 0.75])
        parts.append(
            f"<p>Points of the {len(counted)} that ran and need no human: median {middle:g} of "
            f"{counted['possible'].max():g}; the middle half lies from {low:g} to {high:g}.</p>"
        )
    if waiting:
        parts.append(
            f"<p>{waiting} have answers that a person marks: start <code>jupyter lab</code> in this folder and choose "
            "<em>Nbgrader</em>, <em>Formgrader</em>, <em>Manual Grading</em>. Until then these answers count nothing. "
            "Write this report anew afterwards.</p>"
        )
    parts.append("<h2>Questions</h2>")
    parts.append(
        "<p>Difficulty is the share of right answers: high is easy. Discrimination is the correlation of right or "
        "wrong with the points of the other questions: near zero or below, look at the question. Unexplained are "
        "wrong answers whose reason the key does not know yet: the bank of answers should grow by them. Stopped are "
        "answers that did not come because a cell ended in an error; what else was not handed in is still open.</p>"
    )
    parts.append(_html_table(items.reset_index().round(2)))
    mistakes = mistake_table(statuses)
    parts.append("<h2>Mistakes</h2>")
    if len(mistakes):
        ideas = mistakes[mistakes["idea"] != ""]
        if len(ideas):
            top = ideas.groupby(["misconception", "idea", "cure"])["n"].sum().sort_values(ascending=False)
            _, idea, cure = top.index[0]
            answers = f"{top.iloc[0]} answer{'s' if top.iloc[0] > 1 else ''}"
            parts.append(
                f"<p>The most common misconception, in {answers}: <em>{html.escape(idea)}</em> "
                f"What cures it: {html.escape(cure)}</p>"
            )
        parts.append(_html_table(mistakes[["question", "mistake", "n", "idea", "told"]]))
    else:
        parts.append("<p>No wrong answer had a known reason.</p>")
    noted = (marks["notes"] != "") | ~marks["status"].isin(["ok", "no-submission"])
    look = marks[noted & (marks["status"] != "no-submission")][["student_id", "status", "file", "notes"]]
    parts.append("<h2>To look at</h2>")
    parts.append(_html_table(look) if len(look) else "<p>Nothing out of the ordinary.</p>")
    if files is not None:
        parts += _account(files)
    missing = marks.loc[marks["status"] == "no-submission", "student_id"]
    if len(missing):
        parts.append(f"<p>Nothing came from: {html.escape(', '.join(missing))}.</p>")
    if len(seconds):
        parts.append(
            "<h2>Time</h2>"
            f"<p>Grading one took {seconds.median():.1f} seconds (median; nine in ten took less than "
            f"{seconds.quantile(0.9):.1f}), {seconds.sum() / 60:.1f} minutes of a worker in all.</p>"
        )
    title = f"Assignment {name}: report"
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head><meta charset="utf-8"><title>{html.escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head>\n<body><main>\n'
        + "\n".join(parts)
        + "\n</main></body>\n</html>\n"
    )


def _account(files: pd.DataFrame) -> list[str]:
    """Say what became of the files, so that a teacher can add them up."""
    nobody = files[files["student_id"] == ""]
    aside = files[files["what"] == "set aside"]
    taken = len(files) - len(nobody) - len(aside)
    parts = [
        f"<p>{len(files)} files were seen: {taken} were taken for a student, {len(aside)} set aside because the same "
        f"student handed in another, and {len(nobody)} belong to nobody.</p>"
    ]
    if len(nobody) or len(aside):
        parts.append(_html_table(pd.concat([nobody, aside])[["file", "student_id", "what"]]))
    return parts


def _html_table(table: pd.DataFrame) -> str:
    def cell(value: object) -> str:
        if isinstance(value, (int, float, np.number)) and not isinstance(value, bool):
            return f'<td class="number">{"" if pd.isna(value) else format(value, "g")}</td>'
        return f"<td>{html.escape(str(value))}</td>"

    head = "".join(f'<th scope="col">{html.escape(str(name).replace("_", " "))}</th>' for name in table.columns)
    rows = ("".join(map(cell, row)) for row in table.itertuples(index=False))
    return (
        f"<table><thead><tr>{head}</tr></thead><tbody>"
        + "".join(f"<tr>{row}</tr>" for row in rows)
        + "</tbody></table>"
    )
