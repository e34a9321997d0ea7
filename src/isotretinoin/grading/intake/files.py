"""The files of a folder or an archive, and what their names say: platform, sender, upload, version."""

from __future__ import annotations

import json
import re
import unicodedata
import zipfile
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from isotretinoin.assignments.identity import StudentIdError, normal_id

from .rebuild import LARGEST
from .roster import CollectError, plain_name

__all__ = ["File", "list_files", "stands_in", "typed_ids", "valid_id"]

_CANVAS = re.compile(r"(?P<who>.+?)(?P<late>_LATE)?_(?P<number>\d+)_(?P<upload>\d+)_(?P<file>.+)", re.DOTALL)
_MOODLE = re.compile(r"(?P<who>.+)_(?P<number>\d+)_assignsubmission_(?:file|onlinetext)_?(?P<file>.*)", re.DOTALL)
_AGAIN = re.compile(r"(?:[ _]?\((?P<a>\d+)\)|-(?P<b>\d+)|(?P<c> ?[-–] ?(?:Copy|Kopie)\d*| copy\d*))+$", re.IGNORECASE)
_TYPED = re.compile(r"^[ \t]*STUDENT_ID[ \t]*=[ \t]*[\"']([^\"'\n]*)[\"']", re.MULTILINE)
_DRAFT = re.compile(r"(?<![^\W_])(?:draft|entwurf|old|alt|copy|kopie|backup|tmp|autosave)\d*(?![^\W_])", re.IGNORECASE)
_DATE = re.compile(r"(?:19|20)\d\d[_-](?:0?[1-9]|1[0-2])[_-](?:0?[1-9]|[12]\d|3[01])(?!\d)")
_CLUTTER = ("__MACOSX/", ".ipynb_checkpoints/")
_LEFT_BY_SYSTEMS = {"thumbs.db", "desktop.ini"}
# A browser or a mail program adds an ending of its own, or takes the right one away.
_RENAMED = (".json", ".txt", ".html", ".htm", ".ipynb_", ".bin", "")


@dataclass(eq=False)
class File:
    """One file that was handed in.

    Attributes
    ----------
    path : str
        Path in the folder or archive.
    source : object
        Where its bytes are: a path, or an archive with its member.
    keys : tuple of str
        What its name says of the sender, the surest first: a platform's number and name, or a plain name.
    platform : bool
        Whether a learning platform gave the name.
    late : bool
    order : tuple of int
        Version and upload number, compared as numbers: the larger came later.
    draft : bool
        Whether the name says that it is not the final one.
    named : frozenset of str
        Course ids of the roster that stand in the student's part of the name.
    nameless : bool
        Whether its name is the assignment's and says of no sender.
    is_notebook : bool
        Whether it is a notebook by its ending, or by its content where the ending was changed.
    """

    path: str
    source: object
    keys: tuple[str, ...]
    platform: bool = False
    late: bool = False
    order: tuple[int, int] = (0, 0)
    draft: bool = False
    named: frozenset[str] = frozenset()
    nameless: bool = False
    is_notebook: bool = True
    notes: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Return the name without folders."""
        return PurePosixPath(self.path).name

    def read(self) -> tuple[bytes | None, str]:
        """Return the bytes, and no more of them than can be a notebook; or None and why they can't be read."""
        try:
            if isinstance(self.source, Path):
                with self.source.open("rb") as stream:
                    return stream.read(LARGEST + 1), ""
            archive, info = self.source
            with archive.open(info) as stream:
                return stream.read(LARGEST + 1), ""
        except Exception as error:
            return None, f"The file cannot be read ({type(error).__name__}: {error})."


def list_files(place: Path, assignment: str, students: Collection[str] = ()) -> tuple[list[File], list[str]]:
    """Return every file that somebody handed in, and the paths of what computers leave behind.

    Parameters
    ----------
    place : Path
        Folder, zip archive, or one file.
    assignment : str
        Such as "A2"; students put it into names.
    students : collection of str
        Course ids of the roster. One of them in a name beats every pattern of a platform.

    Raises
    ------
    CollectError
        If there is no such place.
    """
    listed, clutter = [], []
    for name, source in _listed(place):
        is_clutter = any(bit in f"/{name}" for bit in _CLUTTER) or PurePosixPath(name).name.lower() in _LEFT_BY_SYSTEMS
        (clutter if is_clutter or PurePosixPath(name).name[0] == "." else listed).append((name, source))
    files = [_described(name, source, assignment, students) for name, source in _without_common_folder(listed)]
    for file in files:
        _know_by_content(file)
    return files, [name for name, _ in clutter]


def _listed(place: Path) -> list[tuple[str, object]]:
    if place.is_file() and zipfile.is_zipfile(place):
        archive = zipfile.ZipFile(place)
        return [(_decoded(info), (archive, info)) for info in archive.infolist() if not info.is_dir()]
    if place.is_dir():
        return [(path.relative_to(place).as_posix(), path) for path in sorted(place.rglob("*")) if path.is_file()]
    if place.is_file():
        return [(place.name, place)]
    raise CollectError(f"{place} is no folder, archive or notebook.")


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
    return [("/".join(part[1:]), source) for part, (_, source) in zip(parts, listed, strict=True)]


def _described(name: str, source: object, assignment: str, students: Collection[str]) -> File:
    parts = [unicodedata.normalize("NFC", part) for part in name.split("/")]
    pure = PurePosixPath(parts[-1])
    stem = pure.stem.removesuffix(".ipynb")
    version, is_draft = _version(stem), bool(_DRAFT.search(stem))
    for part in (parts[0], parts[-1]):
        moodle = _MOODLE.fullmatch(part)
        if moodle:
            named = _named(moodle["file"] if part == parts[-1] else parts[-1], students, assignment)
            keys = (moodle["number"], moodle["who"])
            return File(name, source, keys, True, order=(version, 0), draft=is_draft, named=named)
    canvas = _CANVAS.fullmatch(parts[-1])
    if canvas and not _DATE.search(parts[-1]):
        named = _named(canvas["file"], students, assignment)
        keys, order = (canvas["number"], canvas["who"]), (version, int(canvas["upload"]))
        draft = bool(_DRAFT.search(canvas["file"]))
        return File(name, source, keys, True, bool(canvas["late"]), order, draft, named)
    named = _named(parts[0] if len(parts) > 1 else stem, students, assignment) or _named(stem, students, assignment)
    if len(parts) > 1:
        return File(name, source, (parts[0],), order=(version, 0), draft=is_draft, named=named)
    plain = _AGAIN.sub("", stem)
    plain = re.sub(rf"^{assignment}[ _-]+(?!.*_)|[ _-]+{assignment}$", "", plain, flags=re.IGNORECASE) or plain
    nameless = plain.lower() == assignment.lower()
    return File(name, source, (plain,), order=(version, 0), draft=is_draft, named=named, nameless=nameless)


def _named(text: str, students: Collection[str], assignment: str) -> frozenset[str]:
    """Return the course ids that stand in a name, between its ends and signs that no id has."""
    found = {one for one in students if one != assignment.lower() and stands_in(one, text)}
    # "s1-2" names one student, and not s1 as well.
    return frozenset(one for one in found if not any(one != other and one in other for other in found))


def stands_in(student: str, text: str) -> bool:
    """Return whether a course id stands in a name, apart from other letters and digits."""
    return bool(re.search(rf"(?<![0-9a-z]){re.escape(student)}(?![0-9a-z])", plain_name(text)))


def _version(stem: str) -> int:
    again = _AGAIN.search(stem)
    return max((int(number) for number in (again["a"], again["b"]) if number), default=0) if again else 0


def _know_by_content(file: File) -> None:
    ending = PurePosixPath(file.path).suffix.lower()
    if ending == ".ipynb":
        return
    file.is_notebook = False
    if ending not in _RENAMED:
        return
    raw, _ = file.read()
    try:
        cells = json.loads((raw or b"").decode("utf-8-sig"))["cells"]
    except Exception:
        return
    if isinstance(cells, list):
        file.is_notebook = True
        file.notes.append(f"{file.name} has another ending and is a notebook by its content.")


def typed_ids(raw: bytes | None) -> set[str]:
    """Return the different ids that are typed into a notebook, as they were typed."""
    try:
        cells = json.loads(raw or b"")["cells"]
        text = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    except Exception:
        return set()
    return {value for value in _TYPED.findall(text) if value.strip()}


def valid_id(key: str) -> str:
    """Return a course id in its usual form, or ""."""
    try:
        return normal_id(key)
    except StudentIdError:
        return ""
