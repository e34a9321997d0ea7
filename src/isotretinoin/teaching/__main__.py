"""``python -m isotretinoin.teaching``: what a teacher shows a class."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from isotretinoin import course_root

from .slides import SlidesError, make_slides


def _slides(root: Path, given: argparse.Namespace) -> int:
    executed = given.executed or root / "_build" / "jupyter_execute" / "notebooks"
    try:
        written = make_slides(root, executed, given.output or root / "_build" / "html" / "slides")
    except SlidesError as error:
        print(error, file=sys.stderr)
        return 1
    for path in written:
        print(f"Slides: {path}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m isotretinoin.teaching", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    root = argparse.ArgumentParser(add_help=False)
    root.add_argument("--root", type=Path, help="folder of the course; this checkout if left out")
    slides = commands.add_parser("slides", parents=[root], help="decks for four sessions, from the executed lessons")
    slides.add_argument("--executed", type=Path, help="executed notebooks; those of the last build if left out")
    slides.add_argument("--output", type=Path, help="folder to write to; _build/html/slides if left out")
    slides.set_defaults(run=_slides)
    return parser


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit status."""
    given = _parser().parse_args(arguments)
    return given.run(given.root or course_root(), given)


if __name__ == "__main__":
    sys.exit(main())
