"""A course of one small lesson without fault, for tests that break it in one place or answer its questions."""

from __future__ import annotations

import copy
import itertools
import json
from pathlib import Path
from typing import Any

import yaml

NAME = "03_how_many_rows"

FRONT: dict[str, Any] = {
    "id": "03",
    "title": "How many rows?",
    "question": "What does a row of the array stand for?",
    "part": "Microarray data",
    "minutes": 12,
    "objectives": [
        {"id": "3.1", "text": "Tell a *probe set* from a gene."},
        {"id": "3.2", "text": "Count the ways of choosing."},
    ],
    "prerequisites": [
        {"lesson": "02", "why": "the design is explained there"},
        {"text": "Python: a list", "why": "rows are kept in one"},
    ],
    "key_points": [
        {"text": "A row is a probe set.", "link": "#what-is-a-row"},
        {"text": "Order within a group does not matter.", "link": "#20-ways-or-more"},
    ],
    "misconceptions": ["m-row-is-gene", "m-order-matters"],
    "exit_ticket": ["What will you count next?", "What is still unclear?"],
}

MISCONCEPTIONS = [
    {
        "id": "m-row-is-gene",
        "statement": "Each row is one gene.",
        "tempting": "The first column shows gene names.",
        "cure": "Look one gene up and count its rows.",
    },
    {
        "id": "m-order-matters",
        "statement": "Two orders of the same arrays are two groups.",
        "tempting": "Arrays are picked one after the other.",
        "cure": "Write the groups down and cross out those that are alike.",
    },
]

QUESTIONS: list[dict[str, Any]] = [
    {
        "id": "p03-rows-of-one-gene",
        "lesson": "03",
        "objective": "3.1",
        "kind": "predict",
        "stem": "How many rows will one gene have?",
        "options": [
            {"text": "One", "misconception": "m-row-is-gene", "feedback": "Many people expect this."},
            {"text": "Several", "feedback": "Then a count of rows is no count of genes."},
            {"text": "It depends on the gene"},
        ],
    },
    {
        "id": "q03-row",
        "lesson": "03",
        "objective": "3.1",
        "kind": "choice",
        "stem": "Two rows are called *LCN2*.\n\nWhat is a row? See [the data page](../book/data.md#rows) and $s_0$.",
        "options": [
            {"text": "A probe set", "correct": True, "feedback": "Yes. A gene can have several."},
            {"text": "A gene", "misconception": "m-row-is-gene", "feedback": "Count the rows of one gene."},
            {"text": "A patient with `p < 1`", "misconception": "m-row-is-gene", "feedback": "Patients are columns."},
        ],
    },
    {
        "id": "q03-all-columns",
        "lesson": "03",
        "objective": "3.1",
        "kind": "choice",
        "multiple": True,
        "shuffle": False,
        "stem": "Which of these can be a column?",
        "options": [
            {"text": "A sample", "correct": True, "feedback": "Samples are columns."},
            {"text": "An array", "correct": True, "feedback": "One array is one sample here."},
            {"text": "A gene", "misconception": "m-row-is-gene", "feedback": "Genes belong to rows."},
        ],
    },
    {
        "id": "q03-share",
        "lesson": "03",
        "objective": "3.2",
        "kind": "numeric",
        "stem": "One of twenty labelings is the true one. Which share is that?",
        "answer": "1/20",
        "tolerance": 0,
        "unit": "parts",
        "feedback": "Yes, one of twenty.",
        "wrong": [
            {"answer": "1/120", "tolerance": 0, "misconception": "m-order-matters", "feedback": "You counted orders."},
            {"answer": -1000, "tolerance": 500, "misconception": "m-order-matters", "feedback": "A share is no debt."},
        ],
        "otherwise": "Divide one by the number of labelings.",
    },
    {
        "id": "q03-steps",
        "lesson": "03",
        "objective": "3.2",
        "kind": "order",
        "stem": "Put the steps into order.",
        "lines": ["`read(file)`", "Compute a score", "Relabel the arrays", "Choose a threshold"],
        "feedback": "Yes. The threshold comes last.",
        "otherwise": "Which step needs the result of which other?",
    },
]

MARKDOWN = [
    "# How many rows?",
    "## What is a row?\n\nRead the table row by row.\nIt is printed below, with [its source](../book/data.md).",
    "## 20 ways, or more?\n\nThree of six arrays are treated.",
    "## Key points",
]

CODE = [
    f"from isotretinoin import classroom\n\nlesson = classroom.lesson({NAME!r})\nlesson.opening()",
    'lesson.predict("p03-rows-of-one-gene", reveal=f"LCN2 has {1 + 1} rows.")',
    'lesson.check("q03-row")',
    'lesson.check("q03-all-columns")',
    'lesson.check("q03-share")',
    'lesson.check("q03-steps")',
    "lesson.key_points()",
    "lesson.exit_ticket()",
]


def sound_course() -> dict[str, Any]:
    """Return the parts of the course, to be changed freely before they are written."""
    return copy.deepcopy(
        {"front": FRONT, "misconceptions": MISCONCEPTIONS, "questions": QUESTIONS, "markdown": MARKDOWN, "code": CODE}
    )


BLUEPRINT = {
    "themes": [
        {"id": "rows", "title": "Rows", "outcomes": [{"id": "row", "text": "Say what a row is."}]},
        {"id": "counts", "title": "Counts", "outcomes": [{"id": "count", "text": "Count the ways."}]},
    ]
}


def form_questions() -> list[dict[str, Any]]:
    """Return the questions of both forms of a test: for each outcome one of either setting."""
    bank = {one["id"]: one for one in copy.deepcopy(QUESTIONS)}
    places = [("row", "q03-row"), ("count", "q03-share")]
    return [
        {
            **copy.deepcopy(bank[of]),
            "id": f"q03-{form}-{outcome}-{setting}",
            "use": form,
            "outcome": outcome,
            "setting": setting,
            "stem": f"{bank[of]['stem']} ({form}, {setting})",
        }
        for form in ("form-a", "form-b")
        for setting in ("course", "elsewhere")
        for outcome, of in places
    ]


def write_forms(folder: Path, questions: list[dict[str, Any]] | None = None) -> Path:
    """Write blueprint and questions of the test beside a course, and return the course's folder."""
    place = folder / "data" / "tests"
    place.mkdir(parents=True, exist_ok=True)
    (place / "blueprint.yml").write_text(yaml.safe_dump(BLUEPRINT), encoding="utf-8")
    asked = form_questions() if questions is None else questions
    (place / "questions.yml").write_text(yaml.safe_dump(asked, allow_unicode=True), encoding="utf-8")
    return folder


def write_course(folder: Path, course: dict[str, Any] | None = None) -> Path:
    """Write the course's files and return its folder."""
    course = course or sound_course()
    about = folder / "data" / "lessons" / NAME[:2]
    about.mkdir(parents=True, exist_ok=True)
    (folder / "notebooks").mkdir(exist_ok=True)
    cells = [{"cell_type": "markdown", "metadata": {}, "source": text} for text in course["markdown"]]
    code = [
        {
            "cell_type": "code",
            "metadata": {"tags": ["remove-input"]} if text.startswith("lesson.") else {},
            "source": [text],
            "outputs": [],
        }
        for text in course["code"]
    ]
    for name, text in course.get("solutions", {}).items():
        cell = {"cell_type": "code", "id": name, "metadata": {"tags": ["hide-cell"]}, "source": [text], "outputs": []}
        code.append(cell)
    # Prose and questions take turns, as in a lesson.
    cells = [cell for pair in itertools.zip_longest(cells, code) for cell in pair if cell]
    if course["front"] is not None:
        (about / "contract.yml").write_text(yaml.safe_dump(course["front"], allow_unicode=True), encoding="utf-8")
    notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (folder / "notebooks" / f"{NAME}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    (about / "questions.yml").write_text(yaml.safe_dump(course["questions"], allow_unicode=True), encoding="utf-8")
    (about / "teaching.yml").write_text("plan: []\n", encoding="utf-8")
    (about / "misconceptions.yml").write_text(yaml.safe_dump(course["misconceptions"]), encoding="utf-8")
    return folder
