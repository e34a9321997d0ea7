"""``python -m isotretinoin.classroom``: keep the lessons' promises, and take their questions to other systems."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

from isotretinoin import course_root
from isotretinoin.questions.exports import FORMATS, export_questions

from .contract import LessonError
from .new_lesson import new_lesson
from .promises import CODES, check_course
from .style import style_figures
from .titles import lesson_titles, page_titles

LEFT_OUT = 3
"""Exit status of ``export-questions`` where the file is written but lacks a question that was asked for."""


def _check(root: Path) -> int:
    problems = check_course(root)
    for problem in problems:
        print(problem)
    for code in sorted({problem.code for problem in problems}):
        print(f"\n{code}: {CODES[code]}", end="")
    lessons = len(list((root / "notebooks").glob("*.ipynb")))
    print(f"{chr(10) * 2 if problems else ''}{len(problems) or 'No'} problems in {lessons} lessons.")
    return 1 if problems else 0


_NO_SUMS = ("median_lines", "p90_lines", "most_lines", "misconceptions")


def _style(root: Path) -> int:
    table = style_figures(root)
    print(table.to_string() if len(table) else "There are no lessons yet.")
    if len(table):
        total = table.drop(columns=[name for name in table if "per_line" in name or name in _NO_SUMS]).sum()
        print(
            f"\nTogether: {', '.join(f'{value:g} {name.replace(chr(95), chr(32))}' for name, value in total.items())}"
        )
        ratios = [total["words"] / max(total["code_lines"], 1), total["read_words"] / max(total["shown_lines"], 1)]
        print(
            "Words of prose per line of code (20 to 30 is the aim): {:.1f} in the notebooks, plumbing counted; {:.1f} "
            "on the pages, which hide the plumbing and show the questions".format(*ratios)
        )
    return 0


def _export(root: Path, given: argparse.Namespace) -> int:
    try:
        made = export_questions(
            root, given.to, lesson_titles(root), page_titles(root), given.lesson, given.use, given.site
        )
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    folder = given.output or root / "_build" / "questions"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / made.name).write_bytes(made.content)
    report = folder / f"{Path(made.name).stem}-report.csv"
    report.write_text(made.report(), encoding="utf-8")
    print(f"{len(made.carried)} questions are in {folder / made.name}")
    changes = Counter(remark.what for remark in made.remarks if not remark.left_out)
    for what, count in changes.most_common():
        print(f"  {count} changed: {what}")
    if made.page_only:
        print(f"  {len(made.page_only)} stay on their pages, which they ask about: {', '.join(made.page_only)}")
    for remark in made.left_out:
        print(f"  {remark}")
    print(f"The report, question by question, is in {report}")
    return LEFT_OUT if made.left_out else 0


def _new_lesson(root: Path, given: argparse.Namespace) -> int:
    try:
        made = new_lesson(root, given.number, given.title)
    except LessonError as error:
        print(error, file=sys.stderr)
        return 2
    for path in made:
        print(f"Made: {path.relative_to(root)}")
    print("What is left to write, and where else the lesson has to stand: python -m isotretinoin.classroom check")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m isotretinoin.classroom", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    root = argparse.ArgumentParser(add_help=False)
    root.add_argument("--root", type=Path, help="folder of the course; this checkout if left out")
    commands.add_parser("check", parents=[root], help="are the lessons' promises kept? Exit status 1 where not")
    commands.add_parser("style", parents=[root], help="words, lengths of cells and counts of each lesson")
    new = commands.add_parser("new-lesson", parents=[root], help="make every file that a lesson needs")
    new.add_argument("number", type=int, help="such as 16")
    new.add_argument("title", help="in quotes")
    export = commands.add_parser(
        "export-questions",
        parents=[root],
        help="the question bank for Canvas, Moodle or anything that reads GIFT",
        epilog="Exit status: 0 if every question is in the file, 2 for a wrong call, "
        f"{LEFT_OUT} if the file is written but lacks a question; the report says which and why.",
    )
    export.add_argument("--to", choices=list(FORMATS), required=True, help="canvas: QTI 1.2; moodle: XML; gift: text")
    export.add_argument("--lesson", action="append", default=[], help="such as 07, several times; all if left out")
    export.add_argument("--use", action="append", default=[], help="page, welcome, form-a, form-b; all if left out")
    export.add_argument("--site", default="", help="address of the published course, for links to its pages")
    export.add_argument("--output", type=Path, help="folder to write to; _build/questions if left out")
    return parser


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit status."""
    given = _parser().parse_args(arguments)
    root = given.root or course_root()
    if given.command == "export-questions":
        return _export(root, given)
    if given.command == "new-lesson":
        return _new_lesson(root, given)
    return {"check": _check, "style": _style}[given.command](root)


if __name__ == "__main__":
    sys.exit(main())
