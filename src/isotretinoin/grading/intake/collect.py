"""Find each student's notebook in a folder or an archive, as learning platforms hand them out.

Known are Canvas (``doejane_LATE_12345_987_A0-1.ipynb``), Moodle (``Jane Doe_4711_assignsubmission_file_/A0 (2).ipynb``,
with or without folders) and plain files: ``s017.ipynb``, ``s017_A0.ipynb``, ``s017/A0.ipynb``, ``s017/A0/A0.ipynb``.
"""

from __future__ import annotations

import csv
import json
import re
import unicodedata
import zipfile
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from isotretinoin.assignments.identity import StudentIdError, normal_id

from .rebuild import LARGEST

__all__ = ["CollectError", "Roster", "Submission", "collect", "read_roster", "sender_of", "typed_id"]

_CANVAS = re.compile(r"(?P<who>.+?)(?P<late>_LATE)?_(?P<number>\d+)_(?P<upload>\d+)_(?P<file>.+)", re.DOTALL)
_MOODLE = re.compile(r"(?P<who>.+)_(?P<number>\d+)_assignsubmission_(?:file|onlinetext)_?(?P<file>.*)", re.DOTALL)
_AGAIN = re.compile(r"(?:[ _]?\((?P<a>\d+)\)|-(?P<b>\d+)|(?P<c> ?[-–] ?(?:Copy|Kopie)\d*| copy\d*))+$", re.IGNORECASE)
_TYPED = re.compile(r"^[ \t]*STUDENT_ID[ \t]*=[ \t]*[\"']([^\"'\n]*)[\"']", re.MULTILINE)
_CLUTTER = ("__MACOSX/", ".ipynb_checkpoints/")


class CollectError(ValueError):
    """The folder, archive or roster cannot be read; the message says what is wrong with it."""


@dataclass
class Submission:
    """What one student handed in.

    Attributes
    ----------
    student : str
        Course id of the owner: of the roster where there is one.
    raw : bytes or None
        The notebook's file; None where there is none.
    file : str
        Name of the file, as it was handed in.
    late : bool
        The platform says that it came late.
    notes : list of str
        What was chosen, and from what.
    trouble : str
        Why a human has to look before anything is graded; "" for nothing.
    """

    student: str
    raw: bytes | None = None
    file: str = ""
    late: bool = False
    notes: list[str] = field(default_factory=list)
    trouble: str = ""


@dataclass(frozen=True)
class Roster:
    """Who is in the class, and by which names a platform knows them.

    Attributes
    ----------
    students : tuple of str
        Course ids in the order of the file.
    names : dict of str to str
        Any name or number of a student (small letters, blanks unified) to the course id.
    """

    students: tuple[str, ...]
    names: dict[str, str]


@dataclass
class _File:
    path: str
    read: object
    keys: tuple[str, ...]
    platform: bool
    late: bool
    version: int


def read_roster(path: Path) -> Roster:
    """Read a CSV file with a column ``student_id``; every other column is a name that a platform has for the student.

    Raises
    ------
    CollectError
        If the column is missing, an id is odd, or two students share an id or a name.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            rows = list(csv.DictReader(lines))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise CollectError(f"The roster {path} cannot be read: {error}") from error
    if not rows or "student_id" not in rows[0]:
        raise CollectError(f"The roster {path} needs a column student_id and one row per student.")
    students: list[str] = []
    names: dict[str, str] = {}
    for number, row in enumerate(rows, start=2):
        try:
            student = normal_id((row["student_id"] or "").strip())
        except StudentIdError as error:
            raise CollectError(f"{path}, line {number}: {error}") from error
        if student in students:
            raise CollectError(f"{path}, line {number}: {student} is there twice.")
        students.append(student)
        for value in row.values():
            name = _name(value) if isinstance(value, str) else ""
            if name and names.setdefault(name, student) != student:
                raise CollectError(f"{path}, line {number}: {value!r} stands for two students.")
    return Roster(tuple(students), names)


def collect(
    place: Path, assignment: str, marks: Collection[str] = (), roster: Roster | None = None
) -> list[Submission]:
    """Return one submission per student, sorted by id; with a roster, also those who handed in nothing.

    Parameters
    ----------
    place : Path
        Folder, zip archive, or one notebook.
    assignment : str
        Such as "A2".
    marks : collection of str
        Grade ids of the released notebook: of several files of a student, the one that has most of them is taken.
    roster : Roster, optional
        Without it, a file of a learning platform belongs to the id that is typed in it, which is taken on trust.

    Raises
    ------
    CollectError
        If there is nothing to read.
    """
    files, others = _files(place, assignment)
    groups: dict[tuple[str, ...], list[_File]] = defaultdict(list)
    for file in files:
        groups[file.keys].append(file)
    submissions: dict[str, Submission] = {}
    for keys, found in groups.items():
        chosen = _choose(found, marks)
        raw, trouble = _bytes(chosen)
        submission = Submission("", raw, PurePosixPath(chosen.path).name, chosen.late, trouble=trouble)
        if len(found) > 1:
            submission.notes.append(f"{len(found)} notebooks were handed in; {submission.file} was taken.")
        _own(submission, keys, chosen.platform, roster)
        _keep(submission, submissions)
    for keys, names in others.items():
        if keys not in groups:
            submission = Submission(
                "", None, names[0], trouble=f"No notebook was handed in, but {', '.join(names[:3])}."
            )
            _own(submission, keys, False, roster)
            _keep(submission, submissions)
    for student in roster.students if roster else ():
        submissions.setdefault(student, Submission(student))
    if not submissions:
        raise CollectError(f"There is no notebook in {place}.")
    return [submissions[student] for student in sorted(submissions)]


def sender_of(user: Mapping[str, object], roster: Roster) -> set[str]:
    """Return the course ids that the ``email`` and ``sid`` of a platform's user stand for: one, if all is well.

    The platform's own number of a user is left out: it could be another's student number by chance.
    """
    keys = [_name(str(user[key])) for key in ("email", "sid") if user.get(key) not in (None, "")]
    return {roster.names[key] for key in keys if key in roster.names}


def typed_id(raw: bytes | None) -> str:
    """Return the course id that a notebook carries, or "" where there is none, an odd one, or more than one."""
    return _valid(_typed(raw))


def _files(place: Path, assignment: str) -> tuple[list[_File], dict[tuple[str, ...], list[str]]]:
    """List notebooks, and, by owner, whatever else was handed in."""
    if place.is_file() and zipfile.is_zipfile(place):
        archive = zipfile.ZipFile(place)
        listed = [(_decoded(info), (archive, info)) for info in archive.infolist() if not info.is_dir()]
    elif place.is_dir():
        listed = [(path.relative_to(place).as_posix(), path) for path in sorted(place.rglob("*")) if path.is_file()]
    elif place.is_file():
        listed = [(place.name, place)]
    else:
        raise CollectError(f"{place} is no folder, archive or notebook.")
    listed = [
        (name, read) for name, read in listed if not any(bit in f"/{name}" for bit in _CLUTTER) and name[0] != "."
    ]
    listed = _without_common_folder(listed)
    files: list[_File] = []
    others: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for name, read in listed:
        file = _described(name, read, assignment)
        if name.lower().endswith(".ipynb"):
            files.append(file)
        elif "/" in name or file.platform:
            others[file.keys].append(PurePosixPath(name).name)
    return files, others


def _decoded(info: zipfile.ZipInfo) -> str:
    """Return the name of a member; some programs write UTF-8 without saying so."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return info.filename


def _without_common_folder(listed: list[tuple[str, object]]) -> list[tuple[str, object]]:
    """Take off an outer folder that holds the folders, or the platform's files, of several students."""
    parts = [name.split("/") for name, _ in listed]
    if not parts or any(len(part) < 2 for part in parts) or len({part[0] for part in parts}) > 1:
        return listed
    inner = {part[1] for part in parts if len(part) > 2 or _CANVAS.fullmatch(part[1]) or _MOODLE.fullmatch(part[1])}
    if _MOODLE.fullmatch(parts[0][0]) or len(inner) < 2:
        return listed
    return [("/".join(part[1:]), read) for part, (_, read) in zip(parts, listed, strict=True)]


def _described(name: str, read: object, assignment: str) -> _File:
    parts = name.split("/")
    stem = unicodedata.normalize("NFC", PurePosixPath(parts[-1]).stem)
    version = _version(stem)
    for part in (parts[0], parts[-1]):
        moodle = _MOODLE.fullmatch(unicodedata.normalize("NFC", part))
        if moodle:
            return _File(name, read, (moodle["number"], moodle["who"]), True, False, version)
    canvas = _CANVAS.fullmatch(unicodedata.normalize("NFC", parts[-1]))
    if canvas:
        return _File(name, read, (canvas["number"], canvas["who"]), True, bool(canvas["late"]), version)
    if len(parts) > 1:
        return _File(name, read, (parts[0],), False, False, version)
    plain = _AGAIN.sub("", stem)
    plain = re.sub(rf"^{assignment}[ _-]+(?!.*_)|[ _-]+{assignment}$", "", plain, flags=re.IGNORECASE) or plain
    return _File(name, read, (plain,), False, False, version)


def _version(stem: str) -> int:
    again = _AGAIN.search(stem)
    return max((int(number) for number in (again["a"], again["b"]) if number), default=0) if again else 0


def _choose(found: list[_File], marks: Collection[str]) -> _File:
    if len(found) == 1:
        return found[0]

    def rank(file: _File) -> tuple[int, int, str]:
        raw, _ = _bytes(file)
        return sum(mark.encode() in (raw or b"") for mark in marks), file.version, file.path

    return max(found, key=rank)


def _bytes(file: _File) -> tuple[bytes | None, str]:
    """Read one file, and no more of it than can be a notebook."""
    try:
        if isinstance(file.read, Path):
            with file.read.open("rb") as stream:
                return stream.read(LARGEST + 1), ""
        archive, info = file.read
        with archive.open(info) as stream:
            return stream.read(LARGEST + 1), ""
    except Exception as error:
        return None, f"The file cannot be read ({type(error).__name__}: {error})."


def _own(submission: Submission, keys: tuple[str, ...], platform: bool, roster: Roster | None) -> None:
    """Say whose it is."""
    if roster:
        known = {roster.names[_name(key)] for key in keys if _name(key) in roster.names}
        if len(known) == 1:
            submission.student = known.pop()
            return
        submission.student = _as_id(keys[0])
        submission.trouble = submission.trouble or f"{' / '.join(keys)} is not on the roster."
        return
    valid = [key for key in map(_valid, keys) if key]
    typed = _valid(_typed(submission.raw)) if platform else ""
    if platform and typed:
        submission.student = typed
        if typed not in valid:
            submission.notes.append(
                f"The id was taken on trust from the notebook of {' / '.join(keys)}: there is no roster."
            )
    elif valid:
        submission.student = valid[0]
    else:
        submission.student = _as_id(keys[0])
        submission.trouble = submission.trouble or f"{keys[0]!r} is no course id; a roster says whose file it is."


def _keep(submission: Submission, submissions: dict[str, Submission]) -> None:
    """Add a submission; where two claim one id, both go to a human and neither replaces the other."""
    first = submissions.get(submission.student)
    if first is not None:
        said = f"Two files claim the id {submission.student}: {first.file} and {submission.file}."
        first.trouble = submission.trouble = said
        base, number = submission.student[:34], 2
        while f"{base}-{number}" in submissions:
            number += 1
        submission.student = f"{base}-{number}"
    submissions[submission.student] = submission


def _typed(raw: bytes | None) -> str:
    try:
        cells = json.loads(raw or b"")["cells"]
        text = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    except Exception:
        return ""
    found = [value for value in _TYPED.findall(text) if value.strip()]
    return found[-1] if len(set(found)) == 1 else ""


def _valid(key: str) -> str:
    try:
        return normal_id(key)
    except StudentIdError:
        return ""


def _as_id(key: str) -> str:
    """Return a name that can be a folder, for somebody whose course id is not known."""
    plain = unicodedata.normalize("NFKD", key).encode("ascii", "ignore").decode().lower()
    return "unknown-" + ("-".join(re.findall(r"[a-z0-9]+", plain))[:28] or "name")


def _name(value: str) -> str:
    return " ".join(unicodedata.normalize("NFC", value).casefold().split())
