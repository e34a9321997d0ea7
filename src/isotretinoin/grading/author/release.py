"""Make the student's notebook of an assignment from its source.

The source is one text file in nbgrader's format (MyST, read by jupytext) with solutions and hidden tests. nbgrader's
own preprocessors take both away, and :mod:`.colab` adds one cell at the front. The result is committed, and a test
makes it again and compares: a release is that cell and its source minus the solutions, nothing else.
"""

from __future__ import annotations

import logging
import os
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from isotretinoin import course_root
from isotretinoin.checkout import remote_of

from . import colab

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = [
    "CODE_STUB",
    "TEXT_STUB",
    "AssignmentSource",
    "AssignmentSourceError",
    "find_source",
    "find_sources",
    "leaks",
    "read_source",
    "release",
    "write_release",
]

CODE_STUB = "# Write your code here."
TEXT_STUB = "*Write your answer here, in place of this line.*"

SAMPLE = "notebooks/assignments/sample"
"""Folder of the assignment that is published with solution, hidden tests and key, laid out as ``instructor/``."""

RELEASES = "notebooks/assignments"

_LEAKS = {
    "a solution marker": r"(?:BEGIN|END) SOLUTION|^# SOLUTION",
    "a hidden test": r"HIDDEN TEST",
    "a mark scheme": r"MARK SCHEME",
    "a rubric": r"^[#*\s]*Rubric\b|\bRubric:",
    "a call that hands in": r"\bhand_in(?:_calls)?\(",
    "a key": r"\bQUESTIONS\b|grading\.marking|answers\.py|key\.py",
}


class AssignmentSourceError(ValueError):
    """The source of an assignment is missing or breaks a rule; the message says which."""


@dataclass(frozen=True)
class AssignmentSource:
    """Where an assignment is kept.

    Attributes
    ----------
    name : str
        Such as "A2".
    folder : Path
        Holds ``<name>.md`` and ``key.py``.
    """

    name: str
    folder: Path

    @property
    def text(self) -> Path:
        """The source file."""
        return self.folder / f"{self.name}.md"

    @property
    def key(self) -> Path:
        """The file with ``QUESTIONS``."""
        return self.folder / "key.py"

    @property
    def files(self) -> tuple[Path, ...]:
        """Files that are handed out with the notebook: everything in the folder ``files``."""
        folder = self.folder / "files"
        return tuple(sorted(path for path in folder.iterdir() if path.is_file())) if folder.is_dir() else ()


def find_sources(root: Path | None = None) -> dict[str, AssignmentSource]:
    """Return every assignment whose source is at hand, by name.

    The sample assignment is always there. The others lie in the folder that ``ISOTRETINOIN_INSTRUCTOR`` names, or in
    ``instructor/`` of the course.
    """
    root = root or course_root()
    named = os.environ.get("ISOTRETINOIN_INSTRUCTOR")
    instructor = Path(named) if named else root / "instructor"
    found = [path for place in (root / SAMPLE, instructor) if place.is_dir() for path in place.glob("*/key.py")]
    sources = [AssignmentSource(path.parent.name, path.parent) for path in sorted(found)]
    return {source.name: source for source in sources if source.text.is_file()}


def find_source(name: str, root: Path | None = None) -> AssignmentSource:
    """Return one assignment.

    Raises
    ------
    AssignmentSourceError
        If its source is not at hand.
    """
    sources = find_sources(root)
    if name not in sources:
        raise AssignmentSourceError(
            f"The source of assignment {name!r} is not here; there are {', '.join(sources) or 'none'}. "
            "Name the instructor folder with ISOTRETINOIN_INSTRUCTOR."
        )
    return sources[name]


def read_source(path: Path) -> NotebookNode:
    """Read a source file as a notebook whose cell ids follow from the grade ids.

    Raises
    ------
    AssignmentSourceError
        If a grade id is missing from an answer or test cell, or is used twice.
    """
    import jupytext
    import nbformat

    notebook = jupytext.read(path, fmt="md:myst")
    name = path.stem.lower()
    used: set[str] = set()
    for number, cell in enumerate(notebook.cells, start=1):
        about = cell.metadata.get("nbgrader", {})
        grade_id = about.get("grade_id", "")
        if not grade_id and (about.get("grade") or about.get("solution")):
            raise AssignmentSourceError(f"{path.name}: cell {number} is an answer or a test and has no grade_id.")
        if grade_id in used:
            raise AssignmentSourceError(f"{path.name}: the grade_id {grade_id!r} is used twice.")
        if grade_id:
            used.add(grade_id)
            about["cell_type"] = cell.cell_type
        cell["id"] = f"{name}-{grade_id or f'cell-{number}'}"[:64]
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    notebook.metadata = nbformat.from_dict(
        {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
            "assignment": path.stem,
        }
    )
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    return notebook


def release(source: NotebookNode, address: str = "") -> NotebookNode:
    """Return the student's notebook: the source without solutions and hidden tests, by nbgrader's preprocessors.

    Parameters
    ----------
    source : NotebookNode
        As :func:`read_source` returns it.
    address : str
        Public address of the course's repository, for the cell that fetches the course on Colab.

    Raises
    ------
    AssignmentSourceError
        If something that students must not see would be left.
    """
    import nbformat
    from nbgrader import preprocessors
    from traitlets.config import Config

    config = Config()
    config.ClearSolutions.code_stub = {"python": CODE_STUB}
    config.ClearSolutions.text_stub = TEXT_STUB
    notebook = nbformat.from_dict(source)
    resources: dict = {}
    logger = logging.getLogger(__name__)
    # The order of nbgrader's own generate_assignment, without its gradebook.
    for name in (
        "LockCells",
        "ClearSolutions",
        "ClearOutput",
        "CheckCellMetadata",
        "ClearHiddenTests",
        "ClearMarkScheme",
        "ComputeChecksums",
        "CheckCellMetadata",
    ):
        step = getattr(preprocessors, name)(config=config, log=logger)
        notebook, resources = step.preprocess(notebook, resources)
    first = nbformat.v4.new_code_cell(
        colab.cell(address), id=f"{notebook.metadata.get('assignment', 'assignment').lower()}-colab"
    )
    notebook.cells.insert(0, first)
    found = leaks(notebook)
    if found:
        raise AssignmentSourceError("The release would show " + "; ".join(found) + ".")
    return notebook


def leaks(notebook: NotebookNode) -> list[str]:
    """Return what a released notebook shows that students must not see, one sentence part each."""
    return [
        f"{what} in cell {cell.get('id', number)}"
        for number, cell in enumerate(notebook.cells, start=1)
        for what, pattern in _LEAKS.items()
        if re.search(pattern, cell.source, re.MULTILINE)
    ]


def release_path(source: AssignmentSource, notebook: NotebookNode, root: Path | None = None) -> Path:
    """Return where the released notebook stands; its name is made from the title."""
    title = next(
        (match[1] for cell in notebook.cells if (match := re.match(r"# (?:[^:\n]*: )?(.+)", cell.source))), "assignment"
    )
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    slug = "_".join(re.findall(r"[a-z0-9]+", plain))
    return (root or course_root()) / RELEASES / f"{source.name}_{slug}.ipynb"


def _named_address(path: Path) -> str:
    """Return the address that a released notebook names, or ""."""
    import nbformat

    cells = nbformat.read(path, as_version=4).cells if path.is_file() else []
    return next((colab.address_in(cell.source) for cell in cells if colab.is_cell(cell.source)), "")


def write_release(source: AssignmentSource, root: Path | None = None, *, dry: bool = False) -> tuple[Path, bool]:
    """Make the released notebook of an assignment and write it, unless ``dry``.

    Returns
    -------
    path : Path
    changed : bool
        False if the file was there and already the same.

    Raises
    ------
    AssignmentSourceError
        As :func:`read_source` and :func:`release` do.
    """
    import nbformat

    notebook = read_source(source.text)
    path = release_path(source, notebook, root)
    # A check asks whether the notebook says what its source says, in whatever checkout it was released.
    address = "" if dry else remote_of(root or course_root())
    notebook = release(notebook, address or _named_address(path))
    text = nbformat.writes(notebook) + "\n"
    changed = not path.is_file() or path.read_text(encoding="utf-8") != text
    if changed and not dry:
        path.parent.mkdir(parents=True, exist_ok=True)
        for old in path.parent.glob(f"{source.name}_*.ipynb"):
            old.unlink()
        path.write_text(text, encoding="utf-8")
    return path, changed
