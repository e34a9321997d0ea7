"""Every file that a lesson needs, made from a template, with a mark wherever the author has to write."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from .contract import LessonError

__all__ = ["new_lesson"]

_CONTRACT = """\
# What this lesson promises; data/lessons/README.md explains each key.
id: "{id}"
title: {title}
question: ‹The one question that this lesson answers›
part: ‹The part of the course, as _toc.yml names it›
minutes: 10
objectives:
  - id: "{number}.1"
    text: ‹What a reader can do afterwards, beginning with a verb›
  - id: "{number}.2"
    text: ‹A second thing›
prerequisites: []
key_points:
  - text: ‹One sentence to take away›
    link: "#a-worked-example-where-we-know-the-truth"
misconceptions: [m-{slug}-first]
exit_ticket:
  - ‹An open question about the heart of the lesson›
  - What in this lesson is still unclear to you?
"""

_MISCONCEPTIONS = """\
- id: m-{slug}-first
  statement: ‹An idea that many readers bring along, as they would say it›
  tempting: ‹Why it is tempting›
  cure: ‹What cures it›
"""

_PREDICTION = """\
- id: p{id}-first
  lesson: "{id}"
  objective: "{number}.1"
  kind: predict
  stem: ‹What do you expect, before you look?›
  options:
    - text: ‹One outcome›
      misconception: m-{slug}-first
    - text: ‹Another outcome›
"""

_CHOICE = """
- id: q{id}-{name}
  lesson: "{id}"
  objective: "{number}.{objective}"
  kind: choice
  stem: ‹A question that a reader can answer by now›
  options:
    - text: ‹The right answer, {name}›
      correct: true
      feedback: ‹Why it is right›
    - text: ‹A wrong answer that tempts, {name}›
      misconception: m-{slug}-first
      feedback: ‹What to look at again›
    - text: ‹A wrong one {name}›
      misconception: m-{slug}-first
      feedback: ‹What to look at again›
"""

_TEACHING = """\
plan:
- minutes: 45
  what: ‹What happens in the meeting, step by step; the minutes add up to 50›
- minutes: 5
  what: Key points and exit ticket.
board:
- ‹What to draw›
prompts:
- ‹What to ask›
traps:
- ‹Where it goes wrong›
"""

_CHECKS = (("first", 1), ("second", 1), ("third", 2), ("fourth", 2))

_CELLS = (
    ("markdown", "title", (), "# {heading}"),
    (
        "code",
        "opening",
        ("remove-input",),
        'from isotretinoin import classroom\n\nlesson = classroom.lesson("{name}")\nlesson.opening()',
    ),
    ("markdown", "begin", (), "‹The reader's question, in a few sentences, with a picture or a switch below it.›"),
    (
        "code",
        "predict",
        ("remove-input",),
        'lesson.predict("p{id}-first", reveal="‹What came out, as an f-string with the computed numbers›")',
    ),
    (
        "markdown",
        "truth",
        (),
        "## A worked example where we know the truth\n\n‹Simulated data, and what a method finds in them.›",
    ),
    ("code", "check-1", ("remove-input",), 'lesson.check("q{id}-first")'),
    ("code", "check-2", ("remove-input",), 'lesson.check("q{id}-second")'),
    ("markdown", "real", (), "## The real data\n\n‹The same question, asked of what was measured.›"),
    ("code", "check-3", ("remove-input",), 'lesson.check("q{id}-third")'),
    ("code", "check-4", ("remove-input",), 'lesson.check("q{id}-fourth")'),
    ("markdown", "key-points", (), "## Key points"),
    ("code", "key-points-code", ("remove-input",), "lesson.key_points()"),
    ("markdown", "exit", (), "## Before you go"),
    ("code", "exit-code", ("remove-input",), "lesson.exit_ticket()"),
)


def _notebook(words: dict[str, str]) -> str:
    import nbformat  # authors have it; a reader's kernel in the browser need not load it

    cells = []
    for kind, name, tags, source in _CELLS:
        make = nbformat.v4.new_markdown_cell if kind == "markdown" else nbformat.v4.new_code_cell
        cell = make(source.format(**words), id=f"l{words['id']}-{name}")
        if tags:
            cell.metadata["tags"] = list(tags)
        cells.append(cell)
    made = nbformat.v4.new_notebook(cells=cells)
    made.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    made.metadata["language_info"] = {"name": "python"}
    return nbformat.writes(made) + "\n"


def new_lesson(root: Path, number: int, title: str) -> list[Path]:
    """Write the files of a new lesson and return their paths; ``check`` then names what is left to write.

    Parameters
    ----------
    root : Path
        The course's folder.
    number : int
        From 1 to 99; no lesson may have it.
    title : str

    Raises
    ------
    LessonError
        If the number is taken or out of range, or the title has no letters.
    """
    slug = "_".join(re.findall(r"[a-z0-9]+", title.lower()))
    lesson = f"{number:02d}"
    taken = sorted((root / "notebooks").glob(f"{lesson}_*.ipynb"))
    if not 1 <= number <= 99:
        raise LessonError(f"A lesson's number is from 1 to 99, not {number}.")
    if taken:
        raise LessonError(f"There is a lesson {number} already: {taken[0].name}. Take another number.")
    if not slug:
        raise LessonError("The title needs letters, for the file's name is made from them.")
    heading, quoted = title.strip(), yaml.safe_dump(title.strip(), allow_unicode=True, width=1000).splitlines()[0]
    words = {"id": lesson, "number": str(number), "name": f"{lesson}_{slug}", "heading": heading, "title": quoted}
    words["slug"] = slug.replace("_", "-")
    folder = root / "data" / "lessons" / lesson
    folder.mkdir(parents=True, exist_ok=True)
    questions = _PREDICTION.format(**words)
    questions += "".join(_CHOICE.format(**words | {"name": name, "objective": at}) for name, at in _CHECKS)
    texts = {
        "contract.yml": _CONTRACT.format(**words),
        "misconceptions.yml": _MISCONCEPTIONS.format(**words),
        "questions.yml": questions,
        "teaching.yml": _TEACHING,
    }
    made = []
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
        made.append(folder / name)
    notebook = root / "notebooks" / f"{words['name']}.ipynb"
    notebook.write_text(_notebook(words), encoding="utf-8")
    return [notebook, *made]
