"""The two generated pages: ``book/evidence.md`` with every printable claim, ``book/sources.md`` with every source.

Both are plain Markdown. A claim's heading is its id and nothing else, so that the link ``evidence.md#geo-58-up-cells``
works on GitHub, in JupyterLab and on the published site, each of which makes the anchor from the heading. The site then
writes the claim's sentence, or the source's usual name, in the place of the id: ``book/_ext/course_evidence.py``.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from .cards import value_in_words
from .faults import Fault
from .records import ARTICLE, Claim, ClaimError, Source, all_claims, sources, unseen_sources
from .words import KINDS, LEVELS, STANCES

__all__ = ["PAGES", "check_pages", "evidence_page", "sources_page", "write_pages"]

TOPICS = {
    "What the article says": ("seed",),
    "The deposited record of the cell experiment": ("geo",),
    "Recomputed from the deposited values": ("sam", "limma", "student"),
    "LCN2 in the cell experiment": ("lcn2",),
    "Other genes in the cell experiment": ("gene",),
    "Patients' skin at one week": ("skin",),
    "Patients' skin at eight weeks": ("wk8", "shared"),
    "Public gene lists": ("creeds", "cells"),
    "Where NGAL is found": ("det",),
    "What happens when": ("time",),
    "How sebocytes live and die": ("death",),
    "NGAL and the death of sebocytes": ("cell", "author", "news"),
    "Lipocalin 2 and cell death elsewhere": ("ap",),
    "The protein": ("prot",),
    "Iron and bacteria": ("iron",),
    "Receptors": ("rec",),
    "Other mechanisms": ("mech",),
    "Men and women": ("sex",),
    "What small samples can show": ("calc",),
    "Dose, relapse and pregnancy": ("clin",),
    "Data files and their traps": ("data",),
}
"""Heading of a group to the first words of its claims' ids. A claim of no group fails the generator."""

_WARNING = "<!-- Made by `python -m isotretinoin.evidence page` from data/evidence. Edit the ledger, not this page. -->"

_INTRO = """---
tocdepth: 2
---

# The evidence

{warning}

Every scientific statement of this course stands here with its value, its kind and its source.
A number in a lesson that links to a claim is checked against it whenever the site is built.
Below the claims stand [what the words mean](#how-to-read-a-claim) and a table:
[what the article says beside what the record says](#what-the-article-says-beside-what-the-record-says).
"""

_WORDS = """## How to read a claim

**Level** says how near we came to the source.

| level | what it means |
| --- | --- |
| {geo-record} | we read it in the record of the public archive, and print it as a fact with the accession |
| {paper} | we read it in the title or abstract, and print it as the authors' finding |
| {secondary} | we read it in a news text, a database or a reprint, and name the reporter |
| {derived} | arithmetic or inference on cited numbers; the arithmetic is shown |
| {recomputed} | we computed it from the deposited values, and say by which method |

**Stance** says where a claim stands towards the starting story.
That story is: isotretinoin works because NGAL kills sebaceous cells, and the article reports this correctly.
A claim can speak for the story or against it, be neutral, or set a statement right.
The stance does not say how good a claim is.

What we remember but could not check is not printed anywhere.
Simulated numbers are no evidence and do not stand here; where a lesson simulates, it says so beside the figure.

The name of a claim is the last part of its link, as in `evidence.html#geo-58-up-cells`.
"""


def evidence_page() -> str:
    """Return the Markdown of the evidence page."""
    claims = [one for one in all_claims().values() if one.level != "unverified"]
    parts = [_INTRO.format(warning=_WARNING)]
    for title, members in _grouped(claims).items():
        parts.append(f"## {title}\n")
        parts += [_section(one) for one in members]
    return "\n".join([*parts, _WORDS.format(**LEVELS), _beside(claims)])


def _grouped(claims: list[Claim]) -> dict[str, list[Claim]]:
    topic = {word: title for title, words in TOPICS.items() for word in words}
    groups: dict[str, list[Claim]] = {title: [] for title in TOPICS}
    for one in claims:
        word = one.id.split("-")[0]
        if word not in topic:
            raise ClaimError(f"Claim '{one.id}' belongs to no topic. Add '{word}' to TOPICS in {Path(__file__).name}.")
        groups[topic[word]].append(one)
    return {title: members for title, members in groups.items() if members}


def _section(one: Claim) -> str:
    said = value_in_words(one)
    facts = [
        f"**{_text(said)}**" if said else "",
        f"Kind: {KINDS[one.kind]}",
        f"Level: {LEVELS[one.level]}",
        f"Stance: {STANCES[one.stance]}",
        f"Source: {_source_links(one.source)}" + (f", {_linked(one.locator)}" if one.locator else ""),
        f"Corrected by: [{one.corrected_by}](#{one.corrected_by})" if one.corrected_by else "",
    ]
    lines = [f"### {one.id}\n", f"{_text(one.claim)}\n", " · ".join(filter(None, facts)) + "\n"]
    if one.note:
        lines.append(f"Note: {_linked(one.note)}\n")
    return "\n".join(lines)


def _beside(claims: list[Claim]) -> str:
    article = [one for one in claims if one.source_key == ARTICLE]
    others = [one for one in claims if one.corrected_by and one.source_key != ARTICLE]
    lines = [
        "## What the article says beside what the record says\n",
        "The left column is the news article (and one later report), the right column what a record, a paper or a "
        "calculation says about the same thing.",
        "A dash means that we know of nothing that contradicts or sharpens the statement; it does not mean that the "
        "statement was shown.\n",
        "| the article says | the record says |",
        "| --- | --- |",
    ]
    for one in sorted([*article, *others], key=lambda one: not one.corrected_by):
        lines.append(f"| {_cell(one)} | {_answer(one)} |")
    return "\n".join(lines) + "\n"


def _cell(one: Claim) -> str:
    return f"{_text(one.claim)} [{one.id}](#{one.id})".replace("|", "\\|")


def _answer(one: Claim) -> str:
    if one.corrected_by:
        other = all_claims()[one.corrected_by]
        return f"**{other.label}:** {_cell(other)}"
    return _linked(one.note[:1].upper() + one.note[1:] + ".").replace("|", "\\|") if one.note else "–"


def _text(text: str) -> str:
    """Keep Markdown from reading signs in plain text."""
    return re.sub(r"([*_<>\[\]`$^~])", r"\\\1", text)


def _linked(text: str) -> str:
    """Turn the names of claims and sources in a note into links."""
    claims, known = all_claims(), sources()

    def link(match: re.Match[str]) -> str:
        word = match[0]
        if word in claims and claims[word].level != "unverified":
            return f"[{word}](#{word})"
        if word in known:
            return f"[{known[word].short}](sources.md#{word})"
        return _text(word)

    # Names hold no sign that Markdown reads, so what is not a name can be escaped piece by piece.
    return re.sub(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*\b|[^a-z]+|[a-z]", link, text)


def _source_links(one: Source) -> str:
    entry = f"[{_text(one.short)}](sources.md#{one.key})"
    if one.url:
        entry += f", [{f'doi:{_text(one.doi)}' if one.doi else 'web page'}]({_address(one.url)})"
    return f"{entry}, [free to read]({_address(one.free)})" if one.free else entry


def _address(url: str) -> str:
    return url.replace("(", "%28").replace(")", "%29").replace("<", "%3C").replace(">", "%3E")


def sources_page() -> str:
    """Return the Markdown of the bibliography page."""
    used: dict[str, list[str]] = {}
    for one in all_claims().values():
        used.setdefault(one.source_key, []).append(one.id)
    printable = {one.id for one in all_claims().values() if one.level != "unverified"}
    unseen = unseen_sources()
    lines = [
        "---\ntocdepth: 2\n---\n",
        "# The sources\n",
        _WARNING + "\n",
        "Each source with its link and with the claims that rest on it, by the first author's name and the year.",
        "A detail that we could not read is left out and the entry says so.",
        "We read abstracts and records, and no paper in full.",
        "Where a paper is free to read, its entry says so: open it, and you know more than this course.\n",
    ]
    letter = None
    for one in sorted(sources().values(), key=_sought):
        if one.key in unseen:
            continue
        first = _sought(one)[0][:1].upper()
        if first != letter:
            letter = first
            lines.append(f"## {letter if letter.isalpha() else '0–9'}\n")
        lines += [f"### {one.key}\n", _entry(one) + "\n"]
        if one.note:
            lines.append(f"Note: {_text(one.note)}.\n".replace("..", "."))
        taken = [all_claims()[name] for name in used.get(one.key, ()) if name in printable]
        if taken:
            lines.append("What the course takes from it:\n")
            lines += [f"- [{_text(claim.claim)}](evidence.md#{claim.id})" for claim in taken]
            lines.append("")
    return "\n".join(lines)


def _sought(one: Source) -> tuple[str, str]:
    """Return what people look for a source by: its name without accents and case, and its year."""
    plain = unicodedata.normalize("NFKD", one.name).encode("ascii", "ignore").decode()
    return re.sub(r"^[^A-Za-z0-9]+", "", plain).casefold(), one.year


def _entry(one: Source) -> str:
    names = [_initials_last(name) for name in one.authors if name != "others"]
    if len(names) < len(one.authors):
        names.append("et al.")
    who = ", ".join(names)
    year = one.year if one.year and one.year not in one.published else ""
    where = ", ".join(filter(None, [one.published, year]))
    link = f"[{'doi:' + _text(one.doi) if one.doi else 'Web page'}]({_address(one.url)})" if one.url else ""
    free = f"[Free to read]({_address(one.free)})" if one.free else ""
    parts = [_text(who), f"*{_text(one.title)}*", _text(where), link, free]
    return " ".join(part if part.endswith((".", ">", ")")) else part + "." for part in parts if part)


def _initials_last(name: str) -> str:
    family, _, given = name.partition(",")
    letters = "".join(f"{word[0]}." for word in re.split(r"[\s.\-]+", given) if word)
    return f"{family} {letters}".strip()


PAGES = {"book/evidence.md": evidence_page, "book/sources.md": sources_page}
"""File of the course to the function that makes it."""


def write_pages(root: Path) -> list[str]:
    """Write the generated pages; return the names of those that changed."""
    changed = []
    for name, make in PAGES.items():
        path, text = root / name, make()
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            changed.append(name)
    return changed


def check_pages(root: Path) -> list[Fault]:
    """Report each generated page that is not what the ledger gives now."""
    advice = "it is not what the ledger gives; run 'python -m isotretinoin.evidence page' and commit the result"
    return [
        Fault(name, "", advice)
        for name, make in PAGES.items()
        if not (root / name).is_file() or (root / name).read_text(encoding="utf-8") != make()
    ]
