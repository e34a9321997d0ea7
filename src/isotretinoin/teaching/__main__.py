"""``python -m isotretinoin.teaching``: what a teacher shows a class, and what a class answered."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from isotretinoin import course_root
from isotretinoin.answers import AnswersError

from .notes import TeachingError, notes_file
from .plans import plans_file
from .slides import make_slides
from .tickets import write_tickets


def _slides(root: Path, given: argparse.Namespace) -> int:
    executed = given.executed or root / "_build" / "executed"
    try:
        written = make_slides(root, executed, given.output or root / "_build" / "html" / "slides")
    except TeachingError as error:
        print(error, file=sys.stderr)
        return 1
    for path in written:
        print(f"Slides: {path}")
    return 0


def _tickets(root: Path, given: argparse.Namespace) -> int:
    output = given.output or root / "_build" / "tickets"
    try:
        account, written = write_tickets(given.folder, output, root)
    except AnswersError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"Nothing could be written to {output}: {error.strerror}. Name another folder.", file=sys.stderr)
        return 1
    print(f"Files: {account.seen} seen = {len(account.read)} read + {len(account.named)} named")
    for path, reason in account.named:
        print(f"  {path}: {reason}")
    for path in written:
        print(f"Class: {path}")
    return 0


def _check(root: Path, given: argparse.Namespace) -> int:
    lessons = sorted(path.parent.name for path in (root / "data" / "lessons").glob("*/teaching.yml"))
    documents = [plans_file(root), *(notes_file(root, lesson) for lesson in lessons)]
    problems = [problem for document in documents for problem in document.problems]
    for problem in problems:
        print(f"{problem.place}: {problem.sentence}")
    print(f"{len(problems) or 'No'} problems in the plans and the notes for {len(lessons)} lessons.")
    return 1 if problems else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m isotretinoin.teaching", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    root = argparse.ArgumentParser(add_help=False)
    root.add_argument("--root", type=Path, help="folder of the course; this checkout if left out")
    slides = commands.add_parser("slides", parents=[root], help="decks for four sessions, from the executed lessons")
    slides.add_argument("--executed", type=Path, help="executed notebooks; those of the last build if left out")
    slides.add_argument("--output", type=Path, help="folder to write to; _build/html/slides if left out")
    slides.set_defaults(run=_slides)
    check = commands.add_parser("check", parents=[root], help="can notes and plans be used? Exit status 1 where not")
    check.set_defaults(run=_check)
    tickets = commands.add_parser("tickets", parents=[root], help="one page and one table from the answers pages save")
    tickets.add_argument("folder", type=Path, metavar="FOLDER", help="folder or zip archive with the files")
    tickets.add_argument("--output", type=Path, help="folder to write to; _build/tickets if left out")
    tickets.set_defaults(run=_tickets)
    return parser


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit status."""
    given = _parser().parse_args(arguments)
    return given.run(given.root or course_root(), given)


if __name__ == "__main__":
    sys.exit(main())
