"""What the site adds about claims: the lessons that use each of them, and the cards that links to them show."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from .cards import role_of, value_in_words
from .records import Claim, ledger
from .records import claim as one_claim
from .words import KINDS, LEVELS, STANCES

__all__ = ["cards_script", "lessons_of_claims"]

_NAME = re.compile(r"\b[a-z][a-z0-9]*(?:-[a-z0-9]+)+\b")


def lessons_of_claims(root: Path) -> dict[str, list[int]]:
    """Return for each printable claim the numbers of the lessons that use it, in rising order.

    A lesson uses a claim if its notebook, or a file of its folder in ``data/lessons``, names it: in a link, in a box,
    or in code. Claims that no lesson names are left out.

    Parameters
    ----------
    root : Path
        Folder of the course.

    Examples
    --------
    >>> from isotretinoin import course_root
    >>> 7 in lessons_of_claims(course_root())["geo-58-up-cells"]
    True
    """
    printable = set(ledger().index)
    used: dict[str, list[int]] = {}
    for notebook in sorted((root / "notebooks").glob("[0-9][0-9]_*.ipynb")):
        number = notebook.name[:2]
        files = [notebook, *sorted((root / "data" / "lessons" / number).glob("*.yml"))]
        named = {name for path in files for name in _NAME.findall(path.read_text(encoding="utf-8"))}
        for name in named & printable:
            used.setdefault(name, []).append(int(number))
    return used


def _card(one: Claim, lessons: list[int]) -> dict[str, Any]:
    origin = one.source
    return {
        "who": one.label,
        "role": role_of(one),
        "says": one.claim,
        "value": value_in_words(one),
        "words": [KINDS[one.kind], LEVELS[one.level], STANCES[one.stance]],
        "source": [origin.short, origin.url],
        "lessons": lessons,
    }


def cards_script(root: Path) -> str:
    """Return a classic script that puts the cards of all printable claims into ``window.isoClaims``, by id.

    A script and no JSON: pages that are opened from a folder may load the one and not the other.

    Parameters
    ----------
    root : Path
        Folder of the course, of which the lessons are read.
    """
    used = lessons_of_claims(root)
    cards = {name: _card(one_claim(name), used.get(name, [])) for name in sorted(ledger().index)}
    return f"window.isoClaims = {json.dumps(cards, ensure_ascii=False, separators=(',', ':'))};\n"
