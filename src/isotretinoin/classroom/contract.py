"""What a lesson promises: ``data/lessons/NN/contract.yml``, read and checked, and the notebook that keeps it."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from isotretinoin.questions.reading import is_text

__all__ = [
    "Contract",
    "Heading",
    "KeyPoint",
    "LessonError",
    "Notebook",
    "Objective",
    "Prerequisite",
    "read_contract",
    "read_contracts",
    "read_front",
    "read_notebook",
]

REQUIRED = (
    "id",
    "title",
    "question",
    "part",
    "minutes",
    "objectives",
    "prerequisites",
    "key_points",
    "misconceptions",
    "exit_ticket",
)
LEFT_OUT = "remove-cell"
"""The tag of a cell of which neither page nor slide shows anything."""
HIDDEN_TAGS = frozenset({"remove-input", "remove-cell"})
"""Tags of code that a page does not show at all."""
TEACH = "teach"
"""Tag of code that a reader learns from: it stands open on the page."""
_FENCE = re.compile(r"^(```|~~~)")
_HEADING = re.compile(r"^(#{1,6})\s+(.*?)\s*#*\s*$")


class LessonError(ValueError):
    """A lesson's notebook or its contract can't be used."""


@dataclass(frozen=True)
class Objective:
    """What a reader can do after the lesson."""

    id: str
    text: str


@dataclass(frozen=True)
class Prerequisite:
    """What the lesson builds on: another lesson, a section of a primer (``python#tables``), or something in words."""

    lesson: str
    text: str
    why: str
    primer: str = ""


@dataclass(frozen=True)
class KeyPoint:
    """One sentence to take away, and the heading of the page that it comes from (``#what-58-counts``)."""

    text: str
    link: str


@dataclass(frozen=True)
class Heading:
    """A heading of the notebook: level 1–6 and its Markdown."""

    level: int
    text: str

    @property
    def slug(self) -> str:
        """Return the anchor that GitHub and MyST give this heading."""
        return re.sub(r"[^\w\- ]", "", _words(self.text).lower()).replace(" ", "-")

    @property
    def lab_anchor(self) -> str:
        """Return the anchor that JupyterLab gives this heading."""
        return _words(self.text).replace(" ", "-")


def _words(markdown: str) -> str:
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", markdown)
    return re.sub(r"[*`]|(?<!\w)_|_(?!\w)", "", text).strip()


@dataclass(frozen=True)
class Contract:
    """The front matter of a lesson."""

    id: str
    title: str
    question: str
    part: str
    minutes: int
    objectives: tuple[Objective, ...]
    prerequisites: tuple[Prerequisite, ...]
    key_points: tuple[KeyPoint, ...]
    misconceptions: tuple[str, ...]
    exit_ticket: tuple[str, ...]
    terms: tuple[str, ...] = ()


@dataclass
class Notebook:
    """A lesson's file as far as the classroom reads it."""

    path: Path
    metadata: dict[str, Any]
    cells: list[tuple[str, str]] = field(default_factory=list)
    """Type (``markdown``, ``code``) and source of each cell that a page shows."""
    tags: list[frozenset[str]] = field(default_factory=list)
    """Tags of each cell, in the order of ``cells``."""

    @property
    def plumbing(self) -> list[str]:
        """Return the sources of the code cells that a page does not show, tagged ``remove-input``."""
        return [source for kind, source, tags in self._tagged() if kind == "code" and tags & HIDDEN_TAGS]

    @property
    def is_open(self) -> list[bool]:
        """Return for each cell whether its source stands open on the page.

        Markdown does; of the code only cells tagged ``teach``, which a reader learns from. Other code is folded.
        """
        return [kind == "markdown" or TEACH in tags for kind, _, tags in self._tagged()]

    def _tagged(self) -> list[tuple[str, str, frozenset[str]]]:
        tags = [*self.tags, *[frozenset()] * (len(self.cells) - len(self.tags))]
        return [(kind, source, own) for (kind, source), own in zip(self.cells, tags, strict=True)]

    @property
    def name(self) -> str:
        """Return the file's name without its ending, as ``classroom.lesson`` takes it."""
        return self.path.stem

    @property
    def folder(self) -> Path:
        """Return the folder of all that is written about the lesson beside its notebook."""
        return self.path.parent.parent / "data" / "lessons" / self.name[:2]

    @property
    def markdown(self) -> list[str]:
        """Return the sources of the Markdown cells."""
        return [source for kind, source in self.cells if kind == "markdown"]

    @property
    def code(self) -> list[str]:
        """Return the sources of the code cells that hold any code."""
        return [source for kind, source in self.cells if kind == "code" and source.strip()]

    @property
    def headings(self) -> list[Heading]:
        """Return the headings in the order of the page."""
        found = []
        for source in self.markdown:
            fenced = False
            for line in source.splitlines():
                fenced ^= bool(_FENCE.match(line.lstrip()))
                match = None if fenced else _HEADING.match(line)
                if match:
                    found.append(Heading(len(match[1]), match[2]))
        return found


def read_notebook(path: Path) -> Notebook:
    """Read a notebook file.

    Raises
    ------
    LessonError
        If there is no such file (the names that exist are given) or it is no notebook.
    """
    if not path.is_file():
        names = sorted(other.stem for other in path.parent.glob("*.ipynb"))
        close = difflib.get_close_matches(path.stem, names, n=1, cutoff=0.4)
        hint = f" Did you mean {close[0]!r}?" if close else f" There are: {', '.join(names) or 'none'}."
        raise LessonError(f"There is no lesson {path.stem!r} in {path.parent.name}/.{hint}")
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        # What no page and no slide shows, the set-up for Colab, is no part of the lesson.
        shown = [cell for cell in content["cells"] if LEFT_OUT not in _tags(cell)]
        cells = [(cell["cell_type"], "".join(cell["source"])) for cell in shown]
        return Notebook(path, content.get("metadata", {}), cells, [frozenset(_tags(cell)) for cell in shown])
    except (ValueError, KeyError, TypeError) as error:
        raise LessonError(
            f"{path.name} is no notebook that can be read ({error}). Save it again from Jupyter."
        ) from error


def _tags(cell: Mapping[str, Any]) -> list[str]:
    return cell.get("metadata", {}).get("tags", [])


def _check_list(
    front: Mapping[str, Any], name: str, keys: tuple[str, ...], problems: list[str], least: int = 1
) -> None:
    """Check a list of mappings, each with texts under ``keys``."""
    value = front.get(name)
    if value is None:
        return
    if not isinstance(value, list) or len(value) < least:
        problems.append(f"`{name}` must be a list of {least} or more entries")
        return
    for number, entry in enumerate(value, 1):
        missing = [key for key in keys if not (isinstance(entry, Mapping) and is_text(entry.get(key)))]
        if missing:
            problems.append(f"`{name}`, entry {number}: needs text under {' and '.join(f'`{key}`' for key in missing)}")


def _check_texts(front: Mapping[str, Any], name: str, problems: list[str]) -> None:
    value = front.get(name)
    if value is not None and not (isinstance(value, list) and value and all(map(is_text, value))):
        problems.append(f"`{name}` must be a list of one or more texts")


def contract_problems(front: object, name: str = "") -> list[str]:
    """Return everything that is wrong with a contract, each as one sentence; empty where it holds."""
    if not isinstance(front, Mapping):
        return ["the file must be a mapping of keys to values: data/lessons/README.md shows one"]
    problems = [f"`{key}` is missing" for key in REQUIRED if key not in front]
    for key in ("title", "question", "part"):
        if key in front and not is_text(front[key]):
            problems.append(f"`{key}` must be a text")
    if "id" in front:
        if not (isinstance(front["id"], str) and re.fullmatch(r"\d\d", front["id"])):
            problems.append(f'`id` must be two digits in quotes, such as "07", not {front["id"]!r}')
        elif name and not name.startswith(f"{front['id']}_"):
            problems.append(f"`id` is {front['id']!r}, but the file is called {name}.ipynb")
    minutes = front.get("minutes", 60)
    if isinstance(minutes, bool) or not isinstance(minutes, int) or not 5 <= minutes <= 180:
        problems.append(f"`minutes` must be a whole number from 5 to 180, not {minutes!r}")
    _check_list(front, "objectives", ("id", "text"), problems)
    _check_list(front, "key_points", ("text", "link"), problems)
    _check_list(front, "prerequisites", ("why",), problems, least=0)
    _check_texts(front, "misconceptions", problems)
    _check_texts(front, "exit_ticket", problems)
    _check_texts(front, "terms", problems)
    if problems:
        return problems

    ids = [objective["id"] for objective in front["objectives"]]
    if not 2 <= len(ids) <= 4:
        problems.append(f"a lesson has 2 to 4 objectives, this one has {len(ids)}")
    problems += [f"objective {one!r} is there twice" for one in sorted({one for one in ids if ids.count(one) > 1})]
    number = str(int(front["id"]))
    problems += [
        f"objective id {one!r} must be {number!r}, a point and a number, such as {number + '.1'!r}"
        for one in ids
        if not re.fullmatch(rf"{number}\.\d+", one)
    ]
    for position, entry in enumerate(front["prerequisites"], 1):
        if not (is_text(entry.get("lesson")) or is_text(entry.get("text"))):
            problems.append(f'`prerequisites`, entry {position}: needs `lesson: "06"` or a `text`')
        primer = entry.get("primer", "")
        if primer and not (isinstance(primer, str) and re.fullmatch(r"(python|biology)#[a-z0-9-]+", primer)):
            problems.append(f'`prerequisites`, entry {position}: write `primer` as "python#tables", not {primer!r}')
    problems += [
        f'`key_points`: the link {point["link"]!r} must be a heading of the page, such as "#what-58-counts"'
        for point in front["key_points"]
        if not point["link"].startswith("#")
    ]
    return problems


def read_front(notebook: Notebook) -> Any:
    """Return what the contract's file of a notebook holds, not checked yet.

    Raises
    ------
    LessonError
        If there is no such file or it is no YAML.
    """
    path = notebook.folder / "contract.yml"
    shown = f"data/lessons/{notebook.folder.name}/contract.yml"
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise LessonError(f"{notebook.path.name} has no contract: write {shown}.") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise LessonError(f"{shown} is no YAML: {' '.join(str(error).split())}") from error


def read_contract(notebook: Notebook) -> Contract:
    """Return the contract of a notebook.

    Raises
    ------
    LessonError
        If anything is wrong with it; the message lists every problem.
    """
    front = read_front(notebook)
    problems = contract_problems(front, notebook.name)
    if problems:
        raise LessonError(
            f"data/lessons/{notebook.folder.name}/contract.yml, of {notebook.name}.ipynb, does not hold:\n- "
            + "\n- ".join(problems)
        )
    return Contract(
        id=front["id"],
        title=front["title"],
        question=front["question"],
        part=front["part"],
        minutes=front["minutes"],
        objectives=tuple(Objective(entry["id"], entry["text"]) for entry in front["objectives"]),
        prerequisites=tuple(
            Prerequisite(entry.get("lesson", ""), entry.get("text", ""), entry["why"], entry.get("primer", ""))
            for entry in front["prerequisites"]
        ),
        key_points=tuple(KeyPoint(entry["text"], entry["link"]) for entry in front["key_points"]),
        misconceptions=tuple(front["misconceptions"]),
        exit_ticket=tuple(front["exit_ticket"]),
        terms=tuple(front.get("terms", ())),
    )


def read_contracts(root: Path) -> dict[str, Contract]:
    """Return the contract of every lesson of the course by the name of its notebook, in their order.

    Raises
    ------
    LessonError
        If a contract does not hold.
    """
    paths = sorted((root / "notebooks").glob("[0-9][0-9]_*.ipynb"))
    return {path.stem: read_contract(read_notebook(path)) for path in paths}
