"""The visible list of numbers that a page may print without a claim: ``data/evidence/allowed_numbers.yml``."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path
from typing import Protocol

from isotretinoin.authored import Fields, Many, Named, Place, Text, listing, read_file

from ..records import LedgerError
from .prose import HOLE

__all__ = ["ALLOWED", "AllowList", "read_allow_list"]

_NUMBER = re.compile(r"\d(?:[\d.,]*\d)?")
_LEADING = re.compile(r"^\s*\d+[.)]\s+")


class Where(Protocol):
    """What the list needs to know of a passage: its file, and its question where it is one."""

    file: str
    place: str


@dataclass
class Entry:
    """One pattern with the reason why its numbers need no claim, and the files or the question for which it counts."""

    pattern: re.Pattern[str]
    reason: str
    where: str = "*"
    question: str = ""
    used: bool = field(default=False, compare=False)

    @property
    def name(self) -> str:
        return f"question '{self.question}'" if self.question else f"pattern '{self.pattern.pattern}'"

    def covers(self, passage: Where) -> bool:
        return passage.place == self.question if self.question else fnmatch(passage.file, self.where)


class AllowList:
    """Patterns of numbers that need no claim."""

    def __init__(self, entries: list[Entry]):
        self.entries = entries
        self._covering: dict[tuple[str, str], list[Entry]] = {}

    def _entries_for(self, passage: Where) -> list[Entry]:
        # A page has a hundred paragraphs, and entries by name of file are dear to compare.
        key = passage.file, passage.place
        if key not in self._covering:
            self._covering[key] = [entry for entry in self.entries if entry.covers(passage)]
        return self._covering[key]

    def strangers(self, prose: str, passage: Where) -> list[tuple[str, str]]:
        """Return the numbers of a prose that no pattern covers, each with the words around it."""
        # The number before "**1.** Title" or a heading "1. Title" counts things on the page.
        left = _LEADING.sub(_hole, prose)
        for entry in self._entries_for(passage):
            left, times = entry.pattern.subn(_hole, left)
            entry.used = entry.used or bool(times)
        return [(match[0], _around(prose, match.start(), match.end())) for match in _NUMBER.finditer(left)]

    def unused(self) -> list[Entry]:
        """Return the entries made for certain files or questions that matched nothing there."""
        return [entry for entry in self.entries if (entry.where != "*" or entry.question) and not entry.used]


def _hole(match: re.Match[str]) -> str:
    return HOLE * len(match[0])


def _around(text: str, start: int, end: int) -> str:
    before, after = text[max(0, start - 30) : start], text[end : end + 30]
    return " ".join(f"{before}{text[start:end]}{after}".replace(HOLE, "…").split())


_PATTERN = Text(about="A Python regular expression; what it matches needs no claim.")
_REASON = Text(about="Why its numbers need no claim.")
ALLOWED = Fields(
    {},
    {
        "everywhere": Many(Fields({"pattern": _PATTERN, "reason": _REASON}), least=0, about="For every page."),
        "places": Many(
            Fields({"pattern": _PATTERN, "reason": _REASON, "where": Text(about="Files, with * and ? as in a shell.")}),
            least=0,
            about="For some files.",
        ),
        "questions": Named(_REASON, "ids of questions", about="Question to the reason why its numbers need no claim."),
    },
)
"""What ``data/evidence/allowed_numbers.yml`` holds."""


def read_allow_list(path: Path, root: Path) -> AllowList:
    """Read the list: ``everywhere``, ``places`` (with ``where``) and ``questions`` (id to reason).

    Raises
    ------
    LedgerError
        If anything is wrong with it, a pattern is no regular expression, or one would allow every number; the message
        lists every problem.
    """
    document = read_file(path, root, ALLOWED)
    content = document.content if isinstance(document.content, dict) else {}
    entries = []
    if not document.problems:
        for group in ("everywhere", "places"):
            for number, item in enumerate(content.get(group) or []):
                at = document.top.key(group).item(number, f"entry {number + 1}").key("pattern")
                pattern = _compiled(item["pattern"], at)
                entries.append(Entry(pattern, item["reason"], item.get("where", "*")))
        for name, reason in (content.get("questions") or {}).items():
            entries.append(Entry(_NUMBER, reason, question=str(name)))
    if document.problems:
        raise LedgerError(f"The list of allowed numbers can't be used:{listing(document.problems)}")
    return AllowList(entries)


def _compiled(text: str, at: Place) -> re.Pattern[str]:
    try:
        pattern = re.compile(text)
    except re.error as error:
        at.complain(f"is no regular expression ({error})")
        return _NUMBER
    if all(pattern.fullmatch(number) for number in ("7", "41", "3.7", "1968")):
        at.complain("would allow every number")
    return pattern
