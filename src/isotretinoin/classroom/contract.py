"""What a lesson promises: ``data/lessons/NN/contract.yml``, read and checked, and the notebook that keeps it."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from isotretinoin.authored import Document, Fields, Many, Text, Whole, listing, read_file

__all__ = [
    "CONTRACT",
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

CONTRACT = Fields(
    {
        "id": Text(r"\d\d", "two digits", quoted=True, about='Number of the lesson, such as "07".'),
        "title": Text(about="The page's title."),
        "question": Text(about="What the lesson asks."),
        "part": Text(about="Part of the course that it belongs to."),
        "minutes": Whole(5, 180, about="Minutes of the core; at most 15 for each check."),
        "objectives": Many(
            Fields({"id": Text(quoted=True, about='Such as "7.1".'), "text": Text(about="What a reader can do then.")}),
            least=2,
            most=4,
            name="objective",
            by="id",
            about="Each is covered by a question.",
        ),
        "prerequisites": Many(
            Fields(
                {"why": Text(about="What it is needed for.")},
                {
                    "lesson": Text(quoted=True, about='An earlier lesson, such as "06".'),
                    "text": Text(about="Something else, in words."),
                    "primer": Text(
                        "(python|biology)#[a-z0-9-]+",
                        "a primer and one of its headings, such as python#tables",
                        about="A heading of book/primer_python.md or book/primer_biology.md.",
                    ),
                },
            ),
            least=0,
        ),
        "key_points": Many(
            Fields(
                {
                    "text": Text(about="One sentence to take away."),
                    "link": Text("#.+", 'a heading of the page, such as "#what-58-counts"', about="In GitHub's form."),
                }
            )
        ),
        "misconceptions": Many(about="Ids; each is checked by a wrong answer of this lesson."),
        "exit_ticket": Many(about="Open questions at the end."),
    },
    {"terms": Many(about="Words that the lesson introduces; each has an entry in book/glossary.md.")},
)
"""What a ``contract.yml`` holds."""
LEFT_OUT = "remove-cell"
"""The tag of a cell of which neither page nor slide shows anything."""
HIDDEN_TAGS = frozenset({"remove-input", "remove-cell"})
"""Tags of code that a page does not show at all."""
SOLUTION = "hide-cell"
"""The tag of a solution: its cell is folded whole, and is called by its name."""
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
    ids: list[str] = field(default_factory=list)
    """Id of each cell, in the order of ``cells``."""

    @property
    def plumbing(self) -> list[str]:
        """Return the sources of the code cells that a page does not show, tagged ``remove-input``."""
        return [source for kind, source, tags in self._tagged() if kind == "code" and tags & HIDDEN_TAGS]

    @property
    def solutions(self) -> list[str]:
        """Return the ids of the code cells that are tagged as solutions, in the order of the page."""
        tagged = zip(self.ids, self.cells, self.tags, strict=True)
        return [name for name, (kind, _), tags in tagged if kind == "code" and SOLUTION in tags]

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
        tags, ids = [frozenset(_tags(cell)) for cell in shown], [cell.get("id", "") for cell in shown]
        return Notebook(path, content.get("metadata", {}), cells, tags, ids)
    except (ValueError, KeyError, TypeError) as error:
        raise LessonError(
            f"{path.name} is no notebook that can be read ({error}). Save it again from Jupyter."
        ) from error


def _tags(cell: Mapping[str, Any]) -> list[str]:
    return cell.get("metadata", {}).get("tags", [])


def read_front(notebook: Notebook) -> Document:
    """Return what a notebook's contract file holds; everything that is wrong with it is in its ``problems``."""
    root = notebook.path.parent.parent
    document = read_file(notebook.folder / "contract.yml", root, CONTRACT)
    if not document.problems:
        _hold_contract(document, notebook.name)
    return document


def _hold_contract(document: Document, name: str) -> None:
    """Complain about what no form can say of a contract."""
    front, top = document.content, document.top
    if not name.startswith(f"{front['id']}_"):
        top.key("id").complain(f"is {front['id']!r}, but the file is called {name}.ipynb")
    number = str(int(front["id"]))
    for at, objective in enumerate(front["objectives"]):
        if not re.fullmatch(rf"{number}\.\d+", objective["id"]):
            place = CONTRACT.need["objectives"].place(top.key("objectives"), at, objective["id"]).key("id")
            place.complain(f"must be {number!r}, a point and a number, such as {number + '.1'!r}")
    for at, entry in enumerate(front["prerequisites"]):
        if not (entry.get("lesson") or entry.get("text")):
            place = CONTRACT.need["prerequisites"].place(top.key("prerequisites"), at)
            place.complain('needs `lesson: "06"` or a `text`')


def read_contract(notebook: Notebook) -> Contract:
    """Return the contract of a notebook.

    Raises
    ------
    LessonError
        If anything is wrong with it; the message lists every problem.
    """
    document = read_front(notebook)
    if document.problems:
        raise LessonError(f"{notebook.name}.ipynb has no contract that can be used:{listing(document.problems)}")
    front = document.content
    return Contract(
        id=front["id"],
        title=front["title"],
        question=front["question"],
        part=front["part"],
        minutes=front["minutes"],
        objectives=tuple(Objective(entry["id"], entry["text"]) for entry in front["objectives"]),
        prerequisites=tuple(
            Prerequisite(*(entry.get(name) or "" for name in ("lesson", "text", "why", "primer")))
            for entry in front["prerequisites"]
        ),
        key_points=tuple(KeyPoint(entry["text"], entry["link"]) for entry in front["key_points"]),
        misconceptions=tuple(front["misconceptions"]),
        exit_ticket=tuple(front["exit_ticket"]),
        terms=tuple(front.get("terms") or ()),
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
