"""Every file of a folder or an archive, read or named with its reason; what belongs to one browser counts once."""

from __future__ import annotations

import stat
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from isotretinoin.questions.bank import Bank

from .form import FormError, Record, Saved, read_saved
from .judge import Judge

__all__ = ["LARGEST", "Account", "AnswersError", "gather"]

LARGEST = 4_000_000
"""Bytes of the largest file that is read. All answers to the course with fifty attempts each take half of it."""

_CLUTTER = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")


class AnswersError(ValueError):
    """A folder of answers can't be read; the message says what to do."""


@dataclass(frozen=True)
class Account:
    """What became of every file.

    Attributes
    ----------
    people : tuple of tuple of Record
        What belongs to one browser, each question in its last state, once for each wording.
    read : tuple of str
        Paths of the files that gave a record.
    named : tuple of (str, str)
        Paths of all other files, each with the reason.
    seen : int
        Number of files: those read and those named.
    """

    people: tuple[tuple[Record, ...], ...]
    read: tuple[str, ...]
    named: tuple[tuple[str, str], ...]
    seen: int


def gather(place: Path, bank: Bank) -> Account:
    """Read every file of answers in a folder, a zip archive, or one file.

    Parameters
    ----------
    place : Path
        Whatever their names and folders: what a file is, its content says.
    bank : Bank
        The course's questions; a file that they contradict is named and not read.

    Raises
    ------
    AnswersError
        If there is no such place, it holds no file, or it is a damaged archive.
    """
    judge = Judge(bank)
    saved: dict[str, Saved] = {}
    named: dict[str, str] = {}
    seen = 0
    for path, raw, reason in _files(place):
        seen += 1
        if raw is None:
            named[path] = reason
            continue
        try:
            found = read_saved(raw)
            judge.hold(found)
        except FormError as error:
            named[path] = str(error)
        else:
            saved[path] = judge.renewed(found)
    if not seen:
        raise AnswersError(f"There is no file in {place}. Name the folder with the files that students saved.")
    _name_copies(saved, named)
    people = [_person(group, saved, named) for group in _of_one_browser(saved)]
    read = tuple(sorted(path for path in saved if path not in named))
    return Account(tuple(people), read, tuple(sorted(named.items())), seen)


def _files(place: Path) -> Iterator[tuple[str, bytes | None, str]]:
    """Yield path, content and, where it can't be read, the reason."""
    if place.is_dir():
        for path in sorted(place.rglob("*")):
            if path.is_symlink() or not path.is_dir():
                yield _named(path.relative_to(place).as_posix()), *_bytes_of(path)
    elif place.is_file() and zipfile.is_zipfile(place):
        try:
            yield from _members(place)
        except zipfile.BadZipFile:
            raise AnswersError(f"The archive {place} is damaged: fetch it again, or unpack it.") from None
    elif place.is_file():
        yield _named(place.name), *_bytes_of(place)
    else:
        raise AnswersError(f"There is no folder, archive or file {place}. Name the folder with the saved answers.")


def _named(path: str) -> str:
    """Return a path that can be printed, whatever its bytes were."""
    whole = path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in whole)


def _bytes_of(path: Path) -> tuple[bytes | None, str]:
    if _is_clutter(path.as_posix()):
        return None, "Left behind by a computer, not handed in."
    if path.is_symlink() or not stat.S_ISREG(path.lstat().st_mode):
        return None, "It is no ordinary file, but a link or a device."
    try:
        with path.open("rb") as stream:
            return _bounded(stream.read(LARGEST + 1))
    except OSError as error:
        return None, f"It can't be read ({error.strerror})."


def _members(place: Path) -> Iterator[tuple[str, bytes | None, str]]:
    counts: dict[str, int] = defaultdict(int)
    with zipfile.ZipFile(place) as archive:
        for info in archive.infolist():
            if info.is_dir():
                continue
            name = _named(info.filename)
            counts[name] += 1
            # Two members of an archive may have one name, and both are seen.
            path = name if counts[name] == 1 else f"{name} ({counts[name]})"
            if _is_clutter(info.filename):
                yield path, None, "Left behind by a computer, not handed in."
                continue
            try:
                with archive.open(info) as stream:
                    raw, reason = _bounded(stream.read(LARGEST + 1))
            except Exception as error:  # a damaged member raises whatever its decoder raises
                raw, reason = None, f"It can't be taken out of the archive ({type(error).__name__})."
            yield path, raw, reason


def _is_clutter(path: str) -> bool:
    return any(path.endswith(one) or f"/{path}".find(f"/{one}") >= 0 for one in _CLUTTER)


def _bounded(raw: bytes) -> tuple[bytes | None, str]:
    if len(raw) > LARGEST:
        return None, f"It is larger than {LARGEST // 1_000_000} million bytes, which no file of answers is."
    if raw.startswith(b"PK\x03\x04"):
        return None, "It is an archive inside: unpack it, and run the command again."
    return raw, ""


def _name_copies(saved: dict[str, Saved], named: dict[str, str]) -> None:
    first: dict[tuple[Record, ...], str] = {}
    # Programs that copy make a name longer.
    for path in sorted(saved, key=lambda one: (len(one), one)):
        records = tuple(sorted(saved[path].records, key=lambda record: (record.lesson, record.id)))
        if records in first:
            named[path] = f"The same answers as {first[records]}."
        else:
            first[records] = path
    for path in named:
        saved.pop(path, None)


def _marks(saved: Saved) -> set[tuple[str, ...]]:
    """Return what only one browser can have written: which answer came first to a question, and when."""
    marks = set()
    for record in saved.records:
        first = record.attempts[0] if record.attempts else None
        marks.add((record.id, record.revision, first.at if first else record.at, first.said if first else ""))
    return marks


def _of_one_browser(saved: dict[str, Saved]) -> list[list[str]]:
    """Return the files in groups that share marks: two of them, or the only one that a file has.

    In a large class two people may press one button in the same thousandth of a second, but hardly twice.
    """
    marks = {path: _marks(one) for path, one in saved.items()}
    having: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for path in sorted(marks):
        for mark in marks[path]:
            having[mark].append(path)
    leader = {path: path for path in saved}

    def lead(path: str) -> str:
        while leader[path] != path:
            path = leader[path]
        return path

    for one, other in {pair for paths in having.values() for pair in combinations(paths, 2)}:
        if len(marks[one] & marks[other]) >= min(2, len(marks[one]), len(marks[other])):
            leader[max(lead(one), lead(other))] = min(lead(one), lead(other))
    groups: dict[str, list[str]] = defaultdict(list)
    for path in sorted(saved):
        groups[lead(path)].append(path)
    return list(groups.values())


def _person(group: list[str], saved: dict[str, Saved], named: dict[str, str]) -> tuple[Record, ...]:
    """Return the last state of every record of one browser; a file that gives none is named."""
    latest: dict[tuple[str, ...], tuple[Record, str]] = {}
    # Of two equal records the one that was saved last counts, so that an earlier save is the one that is named.
    for path in sorted(group, key=lambda one: (saved[one].at, one), reverse=True):
        for record in saved[path].records:
            key = (record.lesson, record.id, record.revision, *(record.asked if record.kind == "exit" else ()))
            # The first score of a test counts: one that was cleared and taken again is no first attempt.
            known = latest[key][0] if key in latest else None
            if known is not None and min(known.score, record.score) >= 0:
                newer = record.at < known.at
            else:
                newer = known is None or record.at > known.at
            if newer:
                latest[key] = record, path
    gave = {path for _, path in latest.values()}
    for path in group:
        if path not in gave:
            newer = max(gave, key=lambda one: (saved[one].at, one))
            named[path] = f"An earlier save of {newer}, which holds all of its answers or newer ones."
    return tuple(record for record, _ in latest.values())
