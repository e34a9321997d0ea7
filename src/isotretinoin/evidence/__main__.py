"""Command line: ``python -m isotretinoin.evidence page [--check]`` and ``python -m isotretinoin.evidence check``."""

from __future__ import annotations

import argparse
import sys

from isotretinoin import course_root

from .checks.article import check_article
from .checks.course import check_course
from .checks.dictionary import DICTIONARY, check_dictionary, refresh_dictionary
from .checks.integrity import check_ledger
from .ledger_pages import check_pages, write_pages


def main(arguments: list[str] | None = None) -> int:
    """Run one command; the exit status is 1 where a check found something."""
    parser = argparse.ArgumentParser(prog="python -m isotretinoin.evidence", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    page = commands.add_parser("page", help="write book/evidence.md, book/sources.md and the hashes of the tables")
    page.add_argument("--check", action="store_true", help="write nothing; fail where a page is out of date")
    check = commands.add_parser(
        "check", help="check ledger, pages, tables, claim links, DOI links and hand-typed numbers"
    )
    check.add_argument("files", nargs="*", help="only these files, as paths from the root of the course")
    chosen = parser.parse_args(arguments)

    root = course_root()
    if chosen.command == "page" and not chosen.check:
        for name in write_pages(root):
            print(f"wrote {name}")
        if refresh_dictionary(root):
            print(f"wrote {DICTIONARY}")
        return 0
    # A broken ledger makes every later message misleading, so it is reported alone.
    problems = check_ledger() or [*check_pages(root), *check_dictionary(root, stamps=chosen.command == "page")]
    if chosen.command == "check" and not (problems and problems[0].file.startswith("data/evidence")):
        problems = [*problems, *check_course(root, chosen.files or None)]
        problems += [] if chosen.files else check_article(root)
    for problem in problems:
        print(problem, file=sys.stderr)
    if problems:
        print(f"{len(problems)} problem{'s' if len(problems) > 1 else ''} of evidence.", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
