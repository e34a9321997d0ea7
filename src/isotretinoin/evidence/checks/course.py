"""Checks of everything that the course prints: links to claims, links to papers, and numbers typed by hand."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import yaml

from isotretinoin import course_root
from isotretinoin.authored import values

from ..faults import Fault
from ..records import ClaimError, LedgerError, claim, folder, sources, unseen_sources
from .numerals import accepts

if TYPE_CHECKING:
    from .allowed import AllowList
    from .prose import Link, Paragraph

__all__ = ["check_course"]

GENERATED = {"book/evidence.md", "book/sources.md"}

# What a question says is true. A wrong option or a wrong idea may hold any number: being wrong is its purpose.
_SAID = {"stem", "feedback", "otherwise", "cure", "tempting"}
_CONTRACT_KEYS_WITHOUT_PROSE = {"id", "lesson", "link", "minutes", "misconceptions", "part"}
_DOI = re.compile(r"https?://(?:dx\.)?doi\.org/(.+)")
_YEAR = re.compile(r"\b(?:19|20)\d{2}\b")
_CALLS = {"claim", "box"}


@dataclass(frozen=True)
class Passage:
    """A piece of Markdown, where it stands, where its links start from, and whether its numbers are statements."""

    file: str
    place: str
    markdown: str
    base: str
    says: bool = True


def check_course(root: Path | None = None, files: Iterable[str] | None = None) -> list[Fault]:
    """Check every notebook, page of the book and question file against the ledger.

    Found are: a link to a claim that does not exist or is unverified, whose path is wrong, or whose text prints another
    number than the claim's; a DOI that is not in the bibliography, or a year that is not its entry's; a number in prose
    that is neither a claim's nor on the list of allowed numbers; a claim asked for in code that does not exist.

    Parameters
    ----------
    root : Path, optional
        Folder of the course; its ``book/``, ``notebooks/`` and ``data/lessons/`` are read. The ledger is always the
        one of :func:`isotretinoin.course_root`.
    files : iterable of str, optional
        Check only these files, given as paths from ``root``.
    """
    # Lessons import this package too, and need no reader of Markdown.
    from .allowed import read_allow_list
    from .prose import paragraphs

    root = root or course_root()
    chosen = sorted(files) if files is not None else _files(root)
    found: list[Fault] = []
    try:
        allowed = read_allow_list(folder() / "allowed_numbers.yml", root)
    except LedgerError as error:
        return [Fault("data/evidence/allowed_numbers.yml", "", str(error))]

    for name in chosen:
        if not (root / name).is_file():
            found.append(Fault(name, "", "there is no such file"))
            continue
        try:
            passages = list(_passages(root, name))
            found += _check_code(root, name)
        except (json.JSONDecodeError, yaml.YAMLError) as error:
            found.append(Fault(name, "", f"the file can't be read: {error}"))
            continue
        for passage in passages:
            for paragraph in paragraphs(passage.markdown):
                place = passage.place or f"line {paragraph.line}"
                faults = [*_check_links(paragraph, passage, root)]
                if passage.says:
                    faults += _check_numbers(paragraph, passage, allowed)
                found += [Fault(name, place, fault) for fault in faults]
    if files is None:
        found += [
            Fault(
                "data/evidence/allowed_numbers.yml",
                entry.name,
                "it allows nothing any more; remove the entry",
            )
            for entry in allowed.unused()
        ]
    return found


def _files(root: Path) -> list[str]:
    paths = [
        *(root / "book").rglob("*.md"),
        # Not the assignments below: their numbers are points, minutes and settings of simulated data.
        *(root / "notebooks").glob("*.ipynb"),
        *(root / "data" / "lessons").rglob("contract.yml"),
        *(root / "data" / "lessons").rglob("questions.yml"),
        *(root / "data" / "lessons").rglob("misconceptions.yml"),
        # Not the forms in data/tests: every number there is made up, and a test holds that each question says so.
    ]
    names = {
        path.relative_to(root).as_posix() for path in paths if not {"_build", ".ipynb_checkpoints"} & set(path.parts)
    }
    return sorted(names - GENERATED)


def _passages(root: Path, name: str) -> Iterator[Passage]:
    text = (root / name).read_text(encoding="utf-8")
    if name.endswith(".md"):
        yield Passage(name, "", text, base=str(Path(name).parent))
    elif name.endswith(".ipynb"):
        yield from _of_notebook(name, json.loads(text))
    elif name.endswith("contract.yml"):
        yield from _of_contract(name, values(text))
    else:
        yield from _of_questions(name, values(text))


def _of_notebook(name: str, notebook: dict[str, Any]) -> Iterator[Passage]:
    base = str(Path(name).parent)
    for number, cell in enumerate(notebook["cells"], start=1):
        if cell["cell_type"] == "markdown":
            yield Passage(name, f"cell {cell.get('id', number)}", "".join(cell["source"]), base)


def _of_contract(name: str, contract: Any) -> Iterator[Passage]:
    for path, text in _strings(contract):
        if not _CONTRACT_KEYS_WITHOUT_PROSE & set(path):
            # The notebook's opening shows it, so its links start there.
            yield Passage(name, ".".join(path), text, base="notebooks")


def _of_questions(name: str, items: Any) -> Iterator[Passage]:
    for item in items or []:
        place = str(item.get("id", "entry without id")) if isinstance(item, dict) else "entry"
        for says, text in _texts_of_question(item):
            # The classroom shows questions inside notebooks, so their links start there.
            yield Passage(name, place, text, base="notebooks", says=says)


def _texts_of_question(item: Any) -> Iterator[tuple[bool, str]]:
    if isinstance(item, list):
        for one in item:
            yield from _texts_of_question(one)
    elif isinstance(item, dict):
        for key, value in item.items():
            if isinstance(value, str):
                yield key in _SAID or (key == "text" and item.get("correct") is True), value
            else:
                yield from _texts_of_question(value)
    elif isinstance(item, str):
        yield False, item


def _strings(item: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(item, str):
        yield path, item
    elif isinstance(item, dict):
        for key, value in item.items():
            yield from _strings(value, (*path, str(key)))
    elif isinstance(item, list):
        for number, value in enumerate(item, start=1):
            yield from _strings(value, (*path, str(number)))


def _check_links(paragraph: Paragraph, passage: Passage, root: Path) -> Iterator[str]:
    for link in paragraph.links:
        if doi := _DOI.fullmatch(link.target):
            yield from _check_doi(link, unquote(doi[1]))
        elif page := re.search(r"(?:^|/)(evidence|sources)\.(md|html)(?:#(.*))?$", link.target):
            yield from _check_page_link(link, page, passage, root)
        elif lesson := re.search(r"(?:^|/)0*(\d+)_[^/]*\.(?:ipynb|html)", link.target):
            number = link.text.strip()
            if number.isdigit() and int(number) != int(lesson[1]):
                yield f"the link says lesson {number} and leads to {link.target}"


def _check_page_link(link: Link, page: re.Match[str], passage: Passage, root: Path) -> Iterator[str]:
    if link.raw:
        yield f"write the link to {link.target} in Markdown, [58](…), so that it can be checked"
        return
    path = link.target.partition("#")[0]
    if (root / passage.base / path).resolve() != (root / "book" / f"{page[1]}.md").resolve():
        depth = len([part for part in Path(passage.base).parts if part != "book"])
        right = "../" * depth + ("" if passage.base.startswith("book") else "book/") + f"{page[1]}.md"
        yield f"the link '{link.target}' leads nowhere from here; write {right}#{page[3] or '…'}"
    if not page[3]:
        return
    if page[1] == "sources":
        if page[3] not in sources():
            yield f"the bibliography has no entry '{page[3]}'"
        elif page[3] in unseen_sources():
            yield f"the source '{page[3]}' is recalled only and is not printed; read it first"
        return
    try:
        fault = accepts(claim(page[3]), link.text)
    except ClaimError as error:
        yield str(error)
        return
    if fault:
        yield f"the link text '{link.text}': {fault}. Print the claim's number, or link the claim that holds this one"


def _check_doi(link: Link, doi: str) -> Iterator[str]:
    entry = next((one for one in sources().values() if one.doi.lower() == doi.lower().rstrip("/")), None)
    if entry is None:
        yield f"the DOI {doi} is not in data/evidence/sources.bib; add the entry, or correct the DOI"
        return
    for year in _YEAR.findall(link.text) if not re.match(r"https?://", link.text) else []:
        if entry.year and year != entry.year:
            yield f"the link text '{link.text}' says {year}; the bibliography says {entry.year} for '{entry.key}'"


def _check_numbers(paragraph: Paragraph, passage: Passage, allowed: AllowList) -> Iterator[str]:
    strangers = allowed.strangers(paragraph.prose, passage)
    if strangers:
        named = ", ".join(f"'{number}' (…{around}…)" for number, around in strangers)
        plural = len(strangers) > 1
        yield (
            f"the number{'s' * plural} {named} come{'s' * (not plural)} neither from code nor from the ledger. "
            f"Link {'each' if plural else 'it'} to its claim, print it from code, spell a small count out, "
            "or give it a pattern and a reason in data/evidence/allowed_numbers.yml"
        )
    for formula in paragraph.formulas:
        for number, _ in allowed.strangers(_bare(formula), passage):
            if "." in number or len(number) > 3:
                yield (
                    f"the formula ${formula.strip()}$ holds the number '{number}'. "
                    "Use a letter and say its value in a sentence, with a link to its claim"
                )


def _bare(formula: str) -> str:
    """Leave out indices and exponents: the 0 of s_0 and the 2 of s^2 are names."""
    return re.sub(r"[_^](?:\{[^{}]*\}|\\?\w)", " ", formula)


def _check_code(root: Path, name: str) -> Iterator[Fault]:
    """Find claims that a code cell asks for and the ledger doesn't have, before the notebook is run."""
    if not name.endswith(".ipynb"):
        return
    for number, cell in enumerate(json.loads((root / name).read_text(encoding="utf-8"))["cells"], start=1):
        if cell["cell_type"] != "code":
            continue
        for asked in _claims_in_code("".join(cell["source"])):
            try:
                claim(asked)
            except ClaimError as error:
                yield Fault(name, f"cell {cell.get('id', number)}", str(error))


def _claims_in_code(source: str) -> list[str]:
    lines = ("" if line.lstrip().startswith(("%", "!")) else line for line in source.splitlines())
    try:
        tree = ast.parse("\n".join(lines))
    except SyntaxError:
        # An exercise may hold a gap on purpose; running the notebook judges it.
        return []
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute))
    return [
        argument.value
        for call in calls
        if call.func.attr in _CALLS and isinstance(call.func.value, ast.Name) and call.func.value.id == "evidence"
        for argument in call.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    ]
