"""Rebuild a submission from the released notebook and the student's own cells.

Students split, copy, delete and retype cells, and some platforms strip the marks by which nbgrader knows them. nbgrader
stops at some of these and silently gives no points at others. So nothing of the submitted file is used but the text of
its cells: what the student was given comes from the release, in its own order, and what the student wrote is put in
between, in the student's order. Nothing is run here.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

import nbformat
from nbformat import NotebookNode

from ..author import colab

__all__ = ["LARGEST", "Rebuilt", "Unreadable", "grade_id", "rebuild"]

LARGEST = 50 * 2**20
"""Largest file that is opened, bytes."""

_MOST_CELLS = 2000


class Unreadable(ValueError):  # noqa: N818 - it describes the file, and becomes a status, not a failure
    """The file is no notebook of this assignment; the message is for a human."""


@dataclass
class Rebuilt:
    """A submission in its ordinary form.

    Attributes
    ----------
    notebook : NotebookNode
        The release with the student's cells in it.
    repairs : list of str
        What was damaged and is mended: these set the status.
    notes : list of str
        What was done besides and damages nothing.
    untouched : bool
        True if no answer differs from the release.
    """

    notebook: NotebookNode
    repairs: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    untouched: bool = False


@dataclass
class _Cell:
    """One cell of the submission, as far as it can be trusted: kind, text and the marks it carries."""

    kind: str
    text: str
    grade_id: str
    cell_id: str
    stands_for: int | None = None  # place in the release


def grade_id(cell: Mapping[str, Any]) -> str:
    """Return nbgrader's id of a cell, or ""."""
    about = cell.get("metadata", {}).get("nbgrader", {}) if isinstance(cell.get("metadata"), Mapping) else {}
    found = about.get("grade_id", "") if isinstance(about, Mapping) else ""
    return found if isinstance(found, str) else ""


def rebuild(released: NotebookNode, raw: bytes) -> Rebuilt:
    """Rebuild one submission.

    Parameters
    ----------
    released : NotebookNode
        The notebook that students were given.
    raw : bytes
        The submitted file.

    Returns
    -------
    Rebuilt

    Raises
    ------
    Unreadable
        If the bytes are no notebook, or share nothing with the release.
    """
    cells, kernel = _read(raw)
    # The cell for Colab belongs to the platform. Old copies have none, and no answer depends on it.
    cells = [cell for cell in cells if not colab.is_cell(cell.text)]
    given = [cell for cell in released.cells if not colab.is_cell(cell.source)]
    _identify(cells, given)
    if not any(cell.stands_for is not None for cell in cells):
        raise Unreadable("No cell of this notebook belongs to the assignment.")

    result = Rebuilt(nbformat.from_dict(copy.deepcopy({**released, "cells": given})))
    answers = _answers(cells, given, result)
    extras = _extras(cells, given, answers, result)
    _compare_given(cells, given, result)

    built: list[NotebookNode] = list(extras.get(-1, []))
    for place, cell in enumerate(result.notebook.cells):
        if _is_answer(cell) and answers[place]:
            cell.source = "\n\n".join(piece.text for piece in answers[place])
        built += [cell, *extras.get(place, [])]
    result.notebook.cells = built
    result.untouched = all(
        cell.source.strip() == before.source.strip()
        for cell, before in zip([c for c in built if _is_answer(c)], [c for c in given if _is_answer(c)], strict=True)
    )
    own_kernel = released.metadata.get("kernelspec", {}).get("name")
    if kernel and kernel != own_kernel:
        result.notes.append(f"The notebook names another kernel ({kernel[:40]}); it was run with the course's.")
    return result


def _read(raw: bytes) -> tuple[list[_Cell], str]:
    """Read the cells of a notebook file of any format, taking nothing else on trust."""
    if not raw.strip():
        raise Unreadable("The file is empty.")
    if len(raw) > LARGEST:
        raise Unreadable(f"The file is larger than {LARGEST // 2**20} MB.")
    try:
        data = json.loads(raw.decode("utf-8-sig", errors="replace"))
    except (ValueError, RecursionError):
        raise Unreadable("The file is no notebook: it cannot be read as JSON.") from None
    listed = data.get("cells") if isinstance(data, dict) else None
    if listed is None and isinstance(data, dict) and isinstance(data.get("worksheets"), list):
        listed = [
            cell for sheet in data["worksheets"] if isinstance(sheet, dict) for cell in sheet.get("cells", []) or []
        ]
    if not isinstance(listed, list):
        raise Unreadable("The file is no notebook: it has no cells.")
    if len(listed) > _MOST_CELLS:
        raise Unreadable(f"The notebook has {len(listed)} cells, which no answer to this assignment needs.")
    cells = []
    for cell in listed:
        if isinstance(cell, dict):
            kind = cell["cell_type"] if cell.get("cell_type") in ("code", "markdown", "raw") else "markdown"
            identifier = cell.get("id", "")
            cells.append(
                _Cell(
                    kind,
                    _text(cell.get("source", cell.get("input", ""))),
                    grade_id(cell),
                    identifier if isinstance(identifier, str) else "",
                )
            )
    if not cells:
        raise Unreadable("The notebook has no cells.")
    metadata = data.get("metadata")
    spec = metadata.get("kernelspec") if isinstance(metadata, dict) else None
    name = spec.get("name") if isinstance(spec, dict) else ""
    return cells, name if isinstance(name, str) else ""


def _text(source: Any) -> str:
    if isinstance(source, list):
        source = "".join(piece for piece in source if isinstance(piece, str))
    if not isinstance(source, str):
        return ""
    # Lone halves of a character pair can stand in JSON and in no file.
    return source.encode("utf-8", errors="replace").decode("utf-8").replace("\r\n", "\n")


def _is_answer(cell: Mapping[str, Any]) -> bool:
    return bool(cell["metadata"].get("nbgrader", {}).get("solution"))


def _plain(text: str) -> str:
    return "".join(text.split())


def _identify(cells: list[_Cell], given: Sequence[NotebookNode]) -> None:
    """Say for each submitted cell which released one it stands for: by grade id, by cell id, by its text."""
    by_grade_id = {grade_id(cell): place for place, cell in enumerate(given) if grade_id(cell)}
    by_cell_id = {cell.get("id", ""): place for place, cell in enumerate(given)}
    for cell in cells:
        cell.stands_for = by_grade_id.get(cell.grade_id)
    taken = {cell.stands_for for cell in cells}
    for cell in cells:
        place = by_cell_id.get(cell.cell_id)
        if cell.stands_for is None and place is not None and place not in taken:
            cell.stands_for = place
            taken.add(place)
    # The rest by text, in order, so that a sentence that occurs twice finds its own place.
    open_cells = [cell for cell in cells if cell.stands_for is None]
    open_places = [place for place in range(len(given)) if place not in taken]
    matcher = SequenceMatcher(
        None,
        [_plain(cell.text) for cell in open_cells],
        [_plain(given[place].source) for place in open_places],
        autojunk=False,
    )
    for block in matcher.get_matching_blocks():
        for offset in range(block.size):
            if _plain(open_cells[block.a + offset].text):
                open_cells[block.a + offset].stands_for = open_places[block.b + offset]


def _answers(cells: list[_Cell], given: Sequence[NotebookNode], result: Rebuilt) -> dict[int, list[_Cell]]:
    """Collect the cells that hold each answer."""
    answers: dict[int, list[_Cell]] = {}
    for place, cell in enumerate(given):
        if not _is_answer(cell):
            continue
        name = grade_id(cell)
        pieces = [piece for piece in cells if piece.stands_for == place]
        if pieces and not any(piece.grade_id or piece.cell_id == cell.get("id") for piece in pieces):
            # Known by its text alone: an untouched answer among cells that lost their marks.
            result.repairs.append(f"{name}: the cell had lost its marks and was known by its text.")
        elif not pieces:
            pieces = [piece for piece in _between(cells, place) if piece.text.strip()]
            fitting = [piece for piece in pieces if piece.kind == cell.cell_type]
            # An answer as such is of the released kind; where there is none, a retyped cell may hold it.
            pieces = fitting or pieces
            result.repairs.append(
                f"{name}: the answer was found by its place." if pieces else f"{name}: the answer cell is missing."
            )
        elif all(not piece.grade_id for piece in pieces):
            result.repairs.append(f"{name}: the cell had lost its marks and was known by its id.")
        if len(pieces) > 1:
            result.repairs.append(f"{name}: {len(pieces)} cells were joined.")
        if pieces and any(piece.kind != cell.cell_type for piece in pieces):
            result.repairs.append(f"{name}: the cell had been turned into another kind.")
        for piece in pieces:
            piece.stands_for = place
        answers[place] = pieces
    return answers


def _between(cells: list[_Cell], place: int) -> list[_Cell]:
    """Return the unidentified cells between the nearest identified ones before and after a place of the release."""
    before = max(
        (i for i, cell in enumerate(cells) if cell.stands_for is not None and cell.stands_for < place), default=-1
    )
    after = min(
        (i for i, cell in enumerate(cells) if i > before and cell.stands_for is not None and cell.stands_for > place),
        default=len(cells),
    )
    return [cell for cell in cells[before + 1 : after] if cell.stands_for is None]


def _extras(
    cells: list[_Cell], given: Sequence[NotebookNode], answers: dict[int, list[_Cell]], result: Rebuilt
) -> dict[int, list[NotebookNode]]:
    """Put the student's further cells after the released cell that they followed; helper functions may be in them."""
    extras: dict[int, list[NotebookNode]] = {}
    # In order of the release even where the student moved things: a cell follows what it was found behind.
    last = -1
    count = 0
    for cell in cells:
        if cell.stands_for is not None:
            last = cell.stands_for
            continue
        if not cell.text.strip():
            continue
        count += 1
        make = {"code": nbformat.v4.new_code_cell, "raw": nbformat.v4.new_raw_cell}.get(
            cell.kind, nbformat.v4.new_markdown_cell
        )
        # A helper between the question and its answer has to run before the answer.
        extras.setdefault(last, []).append(make(cell.text, id=f"own-{count}"))
    if count:
        result.notes.append(f"{count} cells of the student's own were kept where they stood.")
    return extras


def _compare_given(cells: list[_Cell], given: Sequence[NotebookNode], result: Rebuilt) -> None:
    """Note what happened to the cells that were not the student's to change."""
    for place, cell in enumerate(given):
        if _is_answer(cell):
            continue
        found = [piece for piece in cells if piece.stands_for == place]
        name = grade_id(cell) or cell.get("id", "")
        checks = bool(cell["metadata"].get("nbgrader", {}).get("grade"))
        if not found:
            if cell.cell_type == "code":
                result.repairs.append(f"{name}: the {'check' if checks else 'given'} cell was deleted and is back.")
            else:
                result.notes.append(f"{name}: a given text was deleted and is back.")
        elif len(found) > 1:
            result.repairs.append(f"{name}: a copy of a given cell was left out.")
        elif cell.cell_type == "code" and _plain(found[0].text) != _plain(cell.source):
            result.repairs.append(f"{name}: the {'check' if checks else 'given'} cell was changed and is as it was.")
