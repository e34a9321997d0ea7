"""Find each student's notebook in a folder or an archive, as learning platforms hand them out.

Known are Canvas (``doejane_LATE_12345_987_A0-1.ipynb``), Moodle (``Jane Doe_4711_assignsubmission_file_/A0 (2).ipynb``,
with or without folders) and plain files: ``s017.ipynb``, ``s017_A0.ipynb``, ``s017/A0.ipynb``, ``s017/A0/A0.ipynb``.
Every file that was seen ends in one line of the account: whose it is and what became of it.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from .files import File, list_files, stands_in, typed_ids, valid_id
from .roster import CollectError, Roster, plain_name

__all__ = ["Account", "Submission", "collect", "gather", "typed_id"]


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
    paths : list of str
        Every file that belongs to it, the chosen one first.
    """

    student: str
    raw: bytes | None = None
    file: str = ""
    late: bool = False
    notes: list[str] = field(default_factory=list)
    trouble: str = ""
    paths: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Account:
    """What became of every file that was seen.

    Attributes
    ----------
    submissions : list of Submission
        One per student, sorted by id.
    left : tuple of (str, str)
        Files that belong to no student, each with the reason.
    seen : int
        Number of files; each is a path of a submission or is in ``left``.
    """

    submissions: list[Submission]
    left: tuple[tuple[str, str], ...]
    seen: int


def collect(
    place: Path, assignment: str, marks: Collection[str] = (), roster: Roster | None = None
) -> list[Submission]:
    """Return one submission per student, sorted by id; with a roster, also those who handed in nothing.

    The arguments and errors are those of :func:`gather`.
    """
    return gather(place, assignment, marks, roster).submissions


def gather(place: Path, assignment: str, marks: Collection[str] = (), roster: Roster | None = None) -> Account:
    """Return what was handed in, and what became of every file.

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
    files, clutter = list_files(place, assignment, roster.students if roster else ())
    submissions: dict[str, Submission] = {}
    left = [(path, "left behind by a computer, not handed in") for path in clutter]
    for found in _groups(files, roster).values():
        notebooks = [file for file in found if file.is_notebook]
        others = [file for file in found if not file.is_notebook]
        for part in _parted(notebooks, roster):
            submission = _of_notebooks(part, marks, roster)
            submission.paths += [file.path for file in others if part is notebooks or len(notebooks) == len(part)]
            _keep(submission, submissions)
        if notebooks and not any(other.path in one.paths for other in others for one in submissions.values()):
            left += [(other.path, "no notebook, beside notebooks of several students") for other in others]
        if not notebooks and _stands_for_somebody(others, roster):
            names = [file.name for file in others]
            trouble = f"No notebook was handed in, but {', '.join(names[:3])}."
            submission = Submission("", None, names[0], trouble=trouble, paths=[file.path for file in others])
            _own(submission, others[0], roster)
            _keep(submission, submissions)
        elif not notebooks:
            left += [(file.path, "no notebook, and its name names no student") for file in others]
    for student in roster.students if roster else ():
        submissions.setdefault(student, Submission(student))
    if not submissions:
        raise CollectError(f"There is no notebook in {place}.")
    return Account([submissions[student] for student in sorted(submissions)], tuple(left), len(files) + len(clutter))


def typed_id(raw: bytes | None) -> str:
    """Return the course id that a notebook carries, or "" where there is none, an odd one, or more than one."""
    found = typed_ids(raw)
    return valid_id(found.pop()) if len(found) == 1 else ""


def _groups(files: list[File], roster: Roster | None) -> dict[tuple[str, ...], list[File]]:
    """Put together what one sender handed in: by the id in the name, or else by what the name says."""
    groups: dict[tuple[str, ...], list[File]] = defaultdict(list)
    for file in files:
        # A pattern that only looks like a platform's gives way to an id of the roster.
        looks_only = not file.platform or (roster is not None and not _owners(file, roster))
        named = tuple(file.named) if len(file.named) == 1 and looks_only else ()
        groups[("id", *named) if named else file.keys].append(file)
    return groups


def _parted(notebooks: list[File], roster: Roster | None) -> list[list[File]]:
    """Part a group in which several ids are typed: two ids are never one student.

    Files that a platform says one person sent stay together and go to a human, unless their names say otherwise.
    """
    if len(notebooks) < 2:
        return [notebooks] if notebooks else []
    by_id: dict[str, list[File]] = defaultdict(list)
    for file in notebooks:
        by_id[typed_id(file.read()[0])].append(file)
    ids = [one for one in by_id if one]
    said_by_names = all(stands_in(one, file.name) for one in ids for file in by_id[one])
    one_sender = any(file.platform for file in notebooks) and not said_by_names
    if len(ids) < 2 or one_sender or (roster and _owners(notebooks[0], roster)):
        return [notebooks]
    return list(by_id.values())


def _of_notebooks(found: list[File], marks: Collection[str], roster: Roster | None) -> Submission:
    chosen, doubt = _choose(found, marks)
    raw, trouble = chosen.read()
    rest = [file for file in found if file is not chosen]
    submission = Submission("", raw, chosen.name, chosen.late, list(chosen.notes), trouble)
    submission.paths = [chosen.path, *(file.path for file in rest)]
    if rest:
        names = ", ".join(file.name for file in rest[:3])
        submission.notes.append(f"{len(found)} notebooks were handed in; {chosen.name} was taken, not {names}.")
    submission.trouble = submission.trouble or doubt
    _own(submission, chosen, roster)
    return submission


def _choose(found: list[File], marks: Collection[str]) -> tuple[File, str]:
    """Return the file to grade, and why a person has to choose, or ""."""
    if len(found) == 1:
        return found[0], ""
    raws = {file: file.read()[0] or b"" for file in found}

    def rank(file: File) -> tuple[int, bool, tuple[int, int]]:
        return sum(mark.encode() in raws[file] for mark in marks), not file.draft, file.order

    best = max(found, key=lambda file: (rank(file), file.path))
    ids = {one for one in (typed_id(raw) for raw in raws.values()) if one}
    if len(ids) > 1:
        return best, f"Notebooks with different ids were handed in by one sender: {', '.join(sorted(ids))}."
    equal = [file.name for file in found if rank(file) == rank(best) and raws[file] != raws[best]]
    if equal:
        return best, f"{best.name} and {', '.join(equal[:3])} differ, and nothing says which is the final one."
    return best, ""


def _owners(file: File, roster: Roster) -> set[str]:
    """Return the students of the roster that a file's name stands for: by the platform's keys, or by a plain name."""
    return {roster.names[plain_name(key)] for key in file.keys if plain_name(key) in roster.names}


def _own(submission: Submission, file: File, roster: Roster | None) -> None:
    """Say whose it is."""
    if roster:
        _own_by_roster(submission, file, roster)
        return
    valid = [] if file.nameless else [key for key in map(valid_id, file.keys) if key]
    typed = typed_id(submission.raw)
    if typed and (file.platform or file.nameless or stands_in(typed, file.name)):
        submission.student = typed
        if (file.platform or file.nameless) and typed not in valid:
            whose = " / ".join(file.keys)
            submission.notes.append(f"The id was taken on trust from the notebook of {whose}: there is no roster.")
    elif valid:
        submission.student = valid[0]
    else:
        submission.student = _as_id(file.keys[0])
        submission.trouble = submission.trouble or f"{file.keys[0]!r} is no course id; a roster says whose file it is."


def _own_by_roster(submission: Submission, file: File, roster: Roster) -> None:
    known, named = _owners(file, roster), set(file.named)
    if file.platform and len(known) == 1 and named and named != known:
        submission.trouble = (
            submission.trouble
            or f"{' / '.join(file.keys)} handed in a file with the id of {', '.join(sorted(named))} in its name."
        )
    owners = known if file.platform and known else named or known
    if len(owners) == 1:
        submission.student = owners.pop()
        return
    submission.student = _as_id(file.keys[0])
    shared = [key for key in file.keys if plain_name(key) in roster.shared]
    said = f"{' / '.join(file.keys)} is not on the roster."
    if shared:
        said = f"{shared[0]!r} is the name of several students."
    submission.trouble = submission.trouble or said


def _stands_for_somebody(files: list[File], roster: Roster | None) -> bool:
    """Is it something that a student handed in, and not a list or a note of the teacher's?"""
    file = files[0]
    return file.platform or "/" in file.path or bool(file.named) or bool(roster and _owners(file, roster))


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


def _as_id(key: str) -> str:
    """Return a name that can be a folder, for somebody whose course id is not known."""
    plain = unicodedata.normalize("NFKD", key).encode("ascii", "ignore").decode().lower()
    return "unknown-" + ("-".join(re.findall(r"[a-z0-9]+", plain))[:28] or "name")
