"""Find seeds for the calls that function questions are marked by: wrong answers differ, right ones agree.

    python tools/search_fixtures.py A2            all function questions of an assignment
    python tools/search_fixtures.py A2 q4 q6      some of them

Prints the seeds that go into ``SEEDS`` in ``src/isotretinoin/assignments/fixtures.py``. Run it again after a
change of the bank or of a shape. Two calls of each fixture must separate each wrong answer, so that one lucky agreement
does not decide.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from isotretinoin.assignments import fixtures
from isotretinoin.grading.author.examine import fixture_separates, instructor_folder, read_assignment

MOST = 3000


def search(folder: Path, questions: list[str]) -> dict[str, int]:
    """Return the first seed that separates, by question; -1 where none of the first 3,000 does."""
    assignment, found = read_assignment(folder), {}
    for question in questions or [q for a, q in fixtures.SEEDS if a == assignment.name]:
        for seed in range(MOST):
            left = fixture_separates(assignment, question, seed)
            if not left:
                break
            print(f"{question} seed {seed}: not told apart: {', '.join(left)}", file=sys.stderr)
        found[question] = seed if not left else -1
    return found


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("assignment", help="such as A2")
    parser.add_argument("questions", nargs="*", help="such as q4; all function questions if left out")
    parser.add_argument("--instructor", type=Path, default=instructor_folder())
    given = parser.parse_args()
    for question, seed in search(given.instructor / given.assignment, given.questions).items():
        print(f'("{given.assignment}", "{question}"): {seed},')
