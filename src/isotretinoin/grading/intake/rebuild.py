"""Rebuild a submission from the released notebook and the student's own cells.

Students split, copy, delete and retype cells, and some platforms strip the marks by which nbgrader knows them. nbgrader
stops at some of these and silently gives no points at others. So nothing of the submitted file is used but the text of
its cells and the pictures in them: what the student was given comes from the release, in its own order, and what the
student wrote is put in between, in the student's order. No character that a student typed is left out: what does not
belong to an answer stands beside it as a cell of the student's own. Nothing is run here.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any
from urllib.parse import unquote

import nbformat
from nbformat import NotebookNode
from nbgrader.utils import compute_checksum

from ..author import colab

__all__ = ["LARGEST", "Rebuilt", "Unreadable", "grade_id", "rebuild"]

LARGEST = 50 * 2**20
"""Largest file that is opened, bytes."""

_MOST_CELLS = 2000
_LONGEST_REMARK = 5000
_UNMERGED = re.compile(rb"^<{7} .*^={7}\s.*^>{7} ", re.MULTILINE | re.DOTALL)
_PICTURE = re.compile(r"!\[([^\]]*)\]\(\s*attachment:([^)\s]+)[^)]*\)")
_MEDIA_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+")


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


@dataclass(eq=False)  # two cells with the same text are two cells
class _Cell:
    """One cell of the submission, as far as it can be trusted: kind, text, pictures and the marks it carries."""

    kind: str
    text: str
    grade_id: str
    cell_id: str
    attachments: dict[str, dict[str, str]] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()  # what was typed beside the text: into tags, metadata, or an input() line
    stands_for: int | None = None  # place in the release
    is_copy: bool = False  # of another question's answer, so that it can't be this one's
    as_given: bool = False  # its text is the one that nbgrader signed, in this release or in another


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
    everything, cells = cells, [cell for cell in cells if not colab.is_cell(cell.text)]
    given = [cell for cell in released.cells if not colab.is_cell(cell.source)]
    _identify(cells, given)
    renewed = _renew(cells, given)
    if not any(cell.stands_for is not None for cell in cells):
        raise Unreadable("No cell of this notebook belongs to the assignment.")

    result = Rebuilt(nbformat.from_dict(copy.deepcopy({**released, "cells": given})))
    if renewed:
        result.notes.append(
            "The notebook is of another release of this assignment, so that this release's text stands in "
            f"{renewed} of its given cells."
        )
    answers = _answers(cells, given, result)
    before = {place: _before_answer(cells, pieces, given[place]) for place, pieces in answers.items()}
    before |= _changed_given(cells, given, result)
    own = _Own()
    for place, found in before.items():
        before[place] = [own.cell(piece) for piece in found]
    extras = _extras(cells, own, result)
    for place, pieces in answers.items():
        if pieces:
            _fill(result.notebook.cells[place], pieces)
    result.untouched = own.count == 0 and all(
        cell.source.strip() == known.source.strip()
        for cell, known in zip(result.notebook.cells, given, strict=True)
        if _is_answer(cell)
    )
    _free_text(cells, given, result, own.count)
    result.notes += _said_beside(everything, given)
    built: list[NotebookNode] = list(extras.get(-1, []))
    for place, cell in enumerate(result.notebook.cells):
        built += [*before.get(place, []), cell, *extras.get(place, [])]
    result.notebook.cells = built
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
        if _UNMERGED.search(raw):
            raise Unreadable("The file holds two versions that Git could not merge: lines of <<<<<<<.") from None
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
            pictures = _attachments(cell.get("attachments"))
            cells.append(
                _Cell(
                    kind,
                    _without_dead_pictures(_text(cell.get("source", cell.get("input", ""))), pictures),
                    grade_id(cell),
                    identifier if isinstance(identifier, str) else "",
                    pictures if kind != "code" else {},
                    _remarks(cell),
                    as_given=_is_as_given(cell),
                )
            )
    if not cells:
        raise Unreadable("The notebook has no cells.")
    metadata = data.get("metadata")
    spec = metadata.get("kernelspec") if isinstance(metadata, dict) else None
    name = spec.get("name") if isinstance(spec, dict) else ""
    return cells, name if isinstance(name, str) else ""


def _is_as_given(cell: Mapping[str, Any]) -> bool:
    """Tell whether a cell still has the text for which a release wrote nbgrader's checksum into it."""
    try:
        node = nbformat.from_dict({**cell, "source": "".join(cell["source"])})
        return bool(compute_checksum(node) == node.metadata.nbgrader.checksum)
    except (AttributeError, KeyError, TypeError, ValueError):
        # No checksum, or marks that somebody edited: nothing is known of the cell.
        return False


def _attachments(found: Any) -> dict[str, dict[str, str]]:
    """Return the pictures and other media of a cell that are of the notebook format's form."""
    if not isinstance(found, dict):
        return {}
    kept = {}
    for name, bundle in found.items():
        if isinstance(bundle, dict):
            media = {kind: data for kind, data in bundle.items() if _MEDIA_TYPE.fullmatch(kind) and _is_text(data)}
            media = {kind: "".join(data) for kind, data in media.items()}
            kept |= {name: media} if media else {}
    return kept


_BY_EDITORS = {"nbgrader", "execution", "executionInfo", "colab", "outputId", "vscode", "ExecuteTime", "jupyter"}
_ASKS = re.compile(r"\binput\s*\(")


def _remarks(cell: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what somebody typed beside a cell's text: its tags, sentences in its metadata, replies to ``input()``.

    A submission is run again without anybody at the keyboard, so such replies stand nowhere but in its old output.
    """
    metadata = cell.get("metadata")
    found = (
        list(_phrases({key: value for key, value in metadata.items() if key not in _BY_EDITORS}, tags=False))
        if isinstance(metadata, dict)
        else []
    )
    if _ASKS.search(_text(cell.get("source", cell.get("input", "")))) and isinstance(cell.get("outputs"), list):
        outputs = [output for output in cell["outputs"] if isinstance(output, dict)]
        found += [_text(output.get("text")) for output in outputs if output.get("name") == "stdout"]
    return tuple(_cut(" ".join(text.split())) for text in found if text.strip())


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_REMARK else f"{text[:_LONGEST_REMARK]} (cut here)"


def _phrases(value: Any, *, tags: bool) -> Iterator[str]:
    """Yield every text in nested metadata that a person may have typed: a tag, or more than one word."""
    if isinstance(value, str):
        if tags or len(value.split()) > 1:
            yield _text(value)
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _phrases(inner, tags=key == "tags")
    elif isinstance(value, list):
        for inner in value:
            yield from _phrases(inner, tags=tags)


def _is_text(data: Any) -> bool:
    return isinstance(data, str) or (isinstance(data, list) and all(isinstance(line, str) for line in data))


def _without_dead_pictures(text: str, pictures: Mapping[str, Any]) -> str:
    """Say in words where a picture was that did not travel; a link to it would stop the feedback page."""

    def mend(link: re.Match[str]) -> str:
        return link[0] if unquote(link[2]) in pictures else f"(a picture was here and did not come along: {link[2]})"

    return _PICTURE.sub(mend, text)


def _text(source: Any) -> str:
    if isinstance(source, list):
        source = "".join(piece for piece in source if isinstance(piece, str))
    if not isinstance(source, str):
        return ""
    # Lone halves of a character pair can stand in JSON and in no file.
    return source.encode("utf-8", errors="replace").decode("utf-8").replace("\r\n", "\n")


_PLACED = -2
"""Stands for nothing in the release any more: the cell has found its place already."""


class _Own:
    """Makes cells of the student's own, and counts them."""

    def __init__(self) -> None:
        self.count = 0

    def cell(self, piece: _Cell) -> NotebookNode:
        self.count += 1
        make = {"code": nbformat.v4.new_code_cell, "raw": nbformat.v4.new_raw_cell}
        made = make.get(piece.kind, nbformat.v4.new_markdown_cell)(piece.text, id=f"own-{self.count}")
        if piece.attachments and made.cell_type != "code":
            made["attachments"] = nbformat.from_dict(piece.attachments)
        return made


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


def _renew(cells: list[_Cell], given: Sequence[NotebookNode]) -> int:
    """Give cells of another release, which the student left alone, this release's text; return their number.

    Who works on the notebook of last month has damaged nothing, and has typed nothing into these cells.
    """
    renewed = 0
    for cell in cells:
        if not cell.as_given or cell.stands_for is None or cell.attachments:
            continue
        now = given[cell.stands_for]
        if cell.kind == now.cell_type and cell.grade_id == grade_id(now) and cell.text != now.source:
            cell.text = now.source
            renewed += 1
    return renewed


def _answers(cells: list[_Cell], given: Sequence[NotebookNode], result: Rebuilt) -> dict[int, list[_Cell]]:
    """Return the cells that hold each answer, and note how they were found. Each of them then stands for its place."""
    answers: dict[int, list[_Cell]] = {}
    for place, cell in enumerate(given):
        if not _is_answer(cell):
            continue
        name = grade_id(cell)
        pieces = _pieces(cells, given, place, result)
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
            result.repairs.append(f"{name}: the answer is in {len(pieces)} cells.")
        if any(piece.kind != cell.cell_type for piece in pieces):
            result.repairs.append(f"{name}: the cell had been turned into another kind.")
        for piece in pieces:
            piece.stands_for = place
        answers[place] = pieces
    return answers


def _pieces(cells: list[_Cell], given: Sequence[NotebookNode], place: int, result: Rebuilt) -> list[_Cell]:
    """Return the cells that carry the marks of an answer, without copies that stand behind the question's check."""
    found = [piece for piece in cells if piece.stands_for == place]
    check = next((at for at in range(place + 1, len(given)) if _is_check(given[at])), len(given))
    behind = next((i for i, cell in enumerate(cells) if cell.stands_for == check), len(cells))
    early = [piece for piece in found if cells.index(piece) < behind]
    if not early or len(early) == len(found):
        return found
    for piece in found:
        if piece not in early:
            # It ran after the answer had been handed in, and can't be a part of it.
            piece.stands_for, piece.is_copy = None, True
    result.repairs.append(f"{grade_id(given[place])}: a copy behind the check was kept as a cell of the student's own.")
    return early


def _is_check(cell: Mapping[str, Any]) -> bool:
    about = cell["metadata"].get("nbgrader", {})
    return bool(about.get("grade")) and not about.get("solution")


def _before_answer(cells: list[_Cell], pieces: list[_Cell], given: NotebookNode) -> list[_Cell]:
    """Return what stands as cells of its own before an answer that was split: its earlier pieces and what is between.

    The last piece carries the marks. Pieces of a text are joined in it, for a person marks them as one.
    """
    if len(pieces) < 2:
        return []
    order = [cells.index(piece) for piece in pieces]
    between = [cell for cell in cells[order[0] : order[-1]] if cell in pieces or cell.stands_for is None]
    if given.cell_type == "markdown":
        between = [cell for cell in between if cell not in pieces]
    else:
        del pieces[:-1]
    for cell in between:
        cell.stands_for = _PLACED
    return [cell for cell in between if cell.text.strip()]


def _fill(cell: NotebookNode, pieces: Sequence[_Cell]) -> None:
    """Put a student's text and pictures into an answer cell."""
    cell.source = "\n\n".join(piece.text for piece in pieces)
    pictures = {name: media for piece in pieces for name, media in piece.attachments.items()}
    if pictures and cell.cell_type == "markdown":
        cell["attachments"] = nbformat.from_dict(pictures)


def _between(cells: list[_Cell], place: int) -> list[_Cell]:
    """Return the unidentified cells between the nearest identified ones before and after a place of the release."""
    before = max(
        (i for i, cell in enumerate(cells) if cell.stands_for is not None and cell.stands_for < place), default=-1
    )
    after = min(
        (i for i, cell in enumerate(cells) if i > before and cell.stands_for is not None and cell.stands_for > place),
        default=len(cells),
    )
    return [cell for cell in cells[before + 1 : after] if cell.stands_for is None and not cell.is_copy]


def _said_beside(cells: Sequence[_Cell], given: Sequence[NotebookNode]) -> list[str]:
    """Return a note for each cell beside whose text the student typed something."""
    notes = []
    for cell in cells:
        at = cell.stands_for
        known = given[at] if at is not None and at >= 0 else None
        said = [text for text in cell.remarks if known is None or text not in _remarks(known)]
        if said:
            name = (grade_id(known) or known.get("id", "")) if known is not None else "another cell"
            notes.append(f"{name}: tags, metadata or replies to input() say: {'; '.join(said)}.")
    return notes


def _extras(cells: list[_Cell], own: _Own, result: Rebuilt) -> dict[int, list[NotebookNode]]:
    """Put the student's further cells after the released cell that they followed; helper functions may be in them."""
    extras: dict[int, list[NotebookNode]] = {}
    # In order of the release even where the student moved things: a cell follows what it was found behind.
    last = -1
    for cell in cells:
        if cell.stands_for is not None:
            last = cell.stands_for if cell.stands_for != _PLACED else last
        elif cell.text.strip() or cell.attachments:
            # A helper between the question and its answer has to run before the answer.
            extras.setdefault(last, []).append(own.cell(cell))
    if own.count:
        result.notes.append(f"{own.count} cells of the student's own were kept where they stood.")
    return extras


def _changed_given(cells: list[_Cell], given: Sequence[NotebookNode], result: Rebuilt) -> dict[int, list[_Cell]]:
    """Note what happened to the cells that were not the student's to change, and keep what was added to them.

    What a student wrote into a given cell stands as a cell of its own before the given one, which is as it was.
    """
    kept: dict[int, list[_Cell]] = {}
    for place, cell in enumerate(given):
        if _is_answer(cell):
            continue
        found = [piece for piece in cells if piece.stands_for == place]
        changed = [piece for piece in found if _plain(piece.text) != _plain(cell.source) or piece.attachments]
        name, kind = grade_id(cell) or cell.get("id", ""), "check" if _is_check(cell) else "given"
        if not found and cell.cell_type == "code":
            result.repairs.append(f"{name}: the {kind} cell was deleted and is back.")
        elif not found:
            result.notes.append(f"{name}: a given text was deleted and is back.")
        elif len(found) > 1:
            result.repairs.append(f"{name}: a copy of a given cell was left out.")
        if changed and cell.cell_type == "code":
            result.repairs.append(f"{name}: the {kind} cell was changed; it is as it was, with the change before it.")
        elif changed:
            result.notes.append(f"{name}: a given text was changed; it is as it was, with the change before it.")
        kept[place] = [piece for piece in changed if piece.text.strip() or piece.attachments]
    return kept


def _free_text(cells: list[_Cell], given: Sequence[NotebookNode], result: Rebuilt, own: int) -> None:
    """See to it that no free text gets an automatic nought while the student's words stand somewhere else.

    nbgrader gives nought to a text that equals the release. What stands between the question and the next given cell is
    taken for the answer; where nothing does, but the student wrote cells elsewhere, the answer waits for a person.
    """
    for place, cell in enumerate(given):
        about = cell["metadata"].get("nbgrader", {})
        answer = result.notebook.cells[place]
        if not (about.get("solution") and about.get("grade")) or _plain(answer.source) != _plain(cell.source):
            continue
        name = grade_id(cell)
        near = [piece for piece in _around(cells, place) if piece.text.strip() or piece.attachments]
        if near:
            words = [piece.text if piece.kind == "markdown" else f"```\n{piece.text}\n```" for piece in near]
            pictures = {key: media for piece in near for key, media in piece.attachments.items()}
            if cell.cell_type == "markdown":
                answer.source = "\n\n".join([*words, ""]).rstrip()
                if pictures:
                    answer["attachments"] = nbformat.from_dict(pictures)
            else:
                answer.source = "\n\n".join(piece.text for piece in near)
            result.notes.append(f"{name}: the answer cell was left as it was; what stands beside it was taken.")
        elif own:
            sign = "*(This cell was left as it was. The student wrote elsewhere in the notebook.)*"
            answer.source = f"{answer.source.rstrip()}\n\n{sign if cell.cell_type == 'markdown' else '# ' + sign}"
            result.notes.append(f"{name}: the answer cell was left as it was, and the student wrote elsewhere.")


def _around(cells: list[_Cell], place: int) -> list[_Cell]:
    """Return the student's own cells between the given cells before and after an answer."""
    at = next((i for i, cell in enumerate(cells) if cell.stands_for == place), None)
    if at is None:
        return _between(cells, place)
    first, last = at, at
    while first > 0 and cells[first - 1].stands_for is None:
        first -= 1
    while last + 1 < len(cells) and cells[last + 1].stands_for is None:
        last += 1
    return [cell for cell in cells[first : last + 1] if cell.stands_for is None]
