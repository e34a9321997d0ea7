"""``python -m isotretinoin.classroom check`` and ``… style``: are the lessons' promises kept, in what style?"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from isotretinoin import course_root

from .course import CODES, check_course, style_figures


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


def main(arguments: list[str] | None = None) -> int:
    """Run one of the two commands and return the exit status: 1 where a promise is broken."""
    parser = argparse.ArgumentParser(prog="python -m isotretinoin.classroom", description=__doc__)
    parser.add_argument("command", choices=["check", "style"])
    parser.add_argument("--root", type=Path, help="folder of the course; this checkout if left out")
    given = parser.parse_args(arguments)
    return {"check": _check, "style": _style}[given.command](given.root or course_root())


if __name__ == "__main__":
    sys.exit(main())
