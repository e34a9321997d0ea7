"""Who is in the class: the roster as an office saves it."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from isotretinoin.assignments.identity import StudentIdError, normal_id

__all__ = ["CollectError", "Roster", "plain_name", "read_roster", "sender_of"]


class CollectError(ValueError):
    """The folder, archive or roster cannot be read; the message says what is wrong with it."""


@dataclass(frozen=True)
class Roster:
    """Who is in the class, and by which names a platform knows them.

    Attributes
    ----------
    students : tuple of str
        Course ids in the order of the file.
    names : dict of str to str
        Any name or number of a student (small letters, blanks unified) to the course id.
    shared : frozenset of str
        Names that more than one student has, so that they tell nobody's file.
    """

    students: tuple[str, ...]
    names: dict[str, str]
    shared: frozenset[str] = frozenset()


def read_roster(path: Path) -> Roster:
    """Read a table with a column ``student_id``; every other column is a name that a platform has for the student.

    Commas, semicolons and tabs part the columns; UTF-8, UTF-16 and the code page of Western Windows are read. A name
    that two students share, and a column such as *group* in which values repeat, tells nobody's file.

    Raises
    ------
    CollectError
        If the file is no such table, an id is odd, or two rows have one id; the message says how to save it.
    """
    rows = _rows(path)
    if not rows or "student_id" not in rows[0]:
        found = f" It has: {', '.join(filter(None, rows[0]))}." if rows else ""
        raise CollectError(f"The roster {path} needs a column student_id and one row per student.{found} {_SAVE}")
    students: list[str] = []
    owners: dict[str, set[str]] = defaultdict(set)
    for number, row in enumerate(rows, start=2):
        try:
            student = normal_id((row["student_id"] or "").strip())
        except StudentIdError as error:
            raise CollectError(f"{path}, line {number}: {error}") from error
        if student in students:
            raise CollectError(f"{path}, line {number}: {student} is there twice.")
        students.append(student)
        for value in row.values():
            name = plain_name(value) if isinstance(value, str) else ""
            if name:
                owners[name].add(student)
    names = {name: next(iter(found)) for name, found in owners.items() if len(found) == 1}
    # An id belongs to its owner, whatever else has the same letters.
    names |= {student: student for student in students}
    shared = frozenset(name for name, found in owners.items() if len(found) > 1) - set(students)
    return Roster(tuple(students), names, shared)


_SAVE = "Save it as CSV (UTF-8) with a first row of headings."


def _rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of a table that an office wrote, by headings in small letters; empty rows are left out."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise CollectError(f"The roster {path} cannot be read: {error}") from error
    if raw[:4] == b"PK\x03\x04" or raw[:4] == b"\xd0\xcf\x11\xe0":
        raise CollectError(f"The roster {path} is a spreadsheet and no text. {_SAVE}")
    text = _decoded_table(raw, path)
    lines = [line for line in text.splitlines() if line.strip(' \t;,\ufeff"')]
    if lines and lines[0].lower().startswith("sep="):
        lines = lines[1:]
    if not lines:
        return []
    comma = max(",;\t", key=lines[0].count)
    try:
        # Quoted cells may hold line ends, so that the text is read as a whole.
        table = list(csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=comma, strict=True))
    except csv.Error as error:
        raise CollectError(f"The roster {path} cannot be read: {error}. {_SAVE}") from error
    table = [row for row in table if any(cell.strip() for cell in row)]
    if table and table[0][0].lower().startswith("sep="):
        table = table[1:]
    heads = [re.sub(r"[\s_-]+", "_", head.strip().strip("\ufeff").lower()) for head in table[0]]
    return [dict(zip(heads, row, strict=False)) | dict.fromkeys(heads[len(row) :], "") for row in table[1:]]


def _decoded_table(raw: bytes, path: Path) -> str:
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings: tuple[str, ...] = ("utf-16",)
    elif raw[1:2] == b"\x00":
        encodings = ("utf-16-le",)
    else:
        encodings = ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise CollectError(f"The roster {path} is in no encoding that is known here. {_SAVE}")


def sender_of(user: Mapping[str, object], roster: Roster) -> set[str]:
    """Return the course ids that the ``email`` and ``sid`` of a platform's user stand for: one, if all is well.

    The platform's own number of a user is left out: it could be another's student number by chance.
    """
    keys = [plain_name(str(user[key])) for key in ("email", "sid") if user.get(key) not in (None, "")]
    return {roster.names[key] for key in keys if key in roster.names}


def plain_name(value: str) -> str:
    """Return a name in small letters with single blanks, as rosters and platforms are compared."""
    return " ".join(unicodedata.normalize("NFC", value).casefold().split())
