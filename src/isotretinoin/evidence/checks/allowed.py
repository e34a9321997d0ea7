"""The visible list of numbers that a page may print without a claim: ``data/evidence/allowed_numbers.yml``."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, Protocol

import yaml

from ..records import LedgerError
from .prose import HOLE

__all__ = ["AllowList", "read_allow_list"]

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

    def strangers(self, prose: str, passage: Where) -> list[tuple[str, str]]:
        """Return the numbers of a prose that no pattern covers, each with the words around it."""
        # The number before "**1.** Title" or a heading "1. Title" counts things on the page.
        left = _LEADING.sub(_hole, prose)
        for entry in self.entries:
            if entry.covers(passage):
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


def read_allow_list(path: Path) -> AllowList:
    """Read the list: ``everywhere``, ``places`` (with ``where``) and ``questions`` (id to reason).

    Raises
    ------
    LedgerError
        If an entry lacks a reason, a pattern is no regular expression, or a pattern would allow every number.
    """
    data = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    if not isinstance(data, dict) or not set(data) <= {"everywhere", "places", "questions"}:
        raise LedgerError(f"{path.name}: the lists are called 'everywhere', 'places' and 'questions'.")
    entries = []
    for group, keys in (("everywhere", {"pattern", "reason"}), ("places", {"pattern", "reason", "where"})):
        for number, item in enumerate(data.get(group) or [], start=1):
            place = f"{path.name}, {group}, entry {number}"
            if not isinstance(item, dict) or set(item) != keys or not all(str(item[key]).strip() for key in keys):
                raise LedgerError(f"{place}: it needs {', '.join(sorted(keys))} and nothing else.")
            entries.append(Entry(_pattern(item["pattern"], place), str(item["reason"]), str(item.get("where", "*"))))
    for name, reason in (data.get("questions") or {}).items():
        if not str(reason or "").strip():
            raise LedgerError(f"{path.name}, questions: '{name}' needs a reason.")
        entries.append(Entry(_NUMBER, str(reason), question=str(name)))
    return AllowList(entries)


def _pattern(text: Any, place: str) -> re.Pattern[str]:
    try:
        pattern = re.compile(str(text))
    except re.error as error:
        raise LedgerError(f"{place}: '{text}' is no regular expression ({error}).") from error
    if all(pattern.fullmatch(number) for number in ("7", "41", "3.7", "1968")):
        raise LedgerError(f"{place}: '{text}' would allow every number.")
    return pattern
