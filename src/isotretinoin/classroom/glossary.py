"""The glossary: the terms of ``book/glossary.md``, and the words of a lesson that should stand there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Term", "missing_terms", "read_glossary", "undefined_acronyms"]

_BLOCK = re.compile(r"^```\{glossary\}\s*\n(.*?)^```", re.S | re.M)
_ACRONYM = re.compile(r"(?<![\w-])([A-Z][A-Z0-9]*[A-Z])s?(?![\w-])")
_MARKED = re.compile(r"^```.*?^```|`[^`]*`|\$[^$]*\$|\]\([^)]*\)|(?<![*\w])\*[^*\n]+\*(?![*\w])", re.S | re.M)
# Known to everybody who comes to the course, or names of things and not abbreviations.
_KNOWN = frozenset({"DNA", "RNA", "USA", "UK", "CSV", "HTML", "PDF", "BY", "CC", "BSD", "NCBI"})


@dataclass(frozen=True)
class Term:
    """One entry: its names, the first of them the usual one, and what it means."""

    names: tuple[str, ...]
    definition: str

    @property
    def forms(self) -> tuple[str, ...]:
        """Return the names and their regular plurals, in small letters, as a text may use them."""
        return tuple(f"{name.lower()}{ending}" for name in self.names for ending in ("", "s"))


def read_glossary(root: Path) -> list[Term]:
    """Return the entries of ``book/glossary.md``; empty where a course has no such page.

    The page holds Sphinx's glossary directive: lines with names, and below them an indented definition.
    """
    path = root / "book" / "glossary.md"
    if not path.is_file():
        return []
    terms: list[Term] = []
    for block in _BLOCK.findall(path.read_text(encoding="utf-8")):
        names: list[str] = []
        meaning: list[str] = []
        for line in [*block.splitlines(), "end"]:
            if line.startswith((" ", "\t")):
                meaning.append(line.strip())
                continue
            if meaning and line.strip():
                terms.append(Term(tuple(names), " ".join(meaning)))
                names, meaning = [], []
            if line.strip() and not line.startswith(":"):
                names.append(line.strip())
    return terms


def missing_terms(declared: tuple[str, ...], terms: list[Term]) -> list[str]:
    """Return the declared terms of a lesson that the glossary does not have."""
    known = {form for term in terms for form in term.forms}
    return [words for words in declared if words.lower() not in known]


def undefined_acronyms(markdown: list[str], terms: list[Term]) -> list[str]:
    """Return acronyms that are neither in the glossary nor spelled out, as in "polymerase chain reaction (PCR)"."""
    text = "\n\n".join(markdown)
    spelled_out = {match.removesuffix("s") for match in re.findall(r"\w[\w-]*\*? \(([A-Z][A-Z0-9]*[A-Z]s?)[,;)]", text)}
    in_glossary = {word for term in terms for name in term.names for word in _ACRONYM.findall(name)}
    found = _ACRONYM.findall(_MARKED.sub(" ", text))
    return [
        one
        for one in dict.fromkeys(found)
        if one not in _KNOWN | spelled_out | in_glossary and not re.search(r"\d", one)
    ]
