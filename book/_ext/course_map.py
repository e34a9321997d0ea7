"""Sphinx extension of the course's connections: terms lead to the glossary, lessons to those they build on.

* The first use of a glossary term on a page becomes a link to its entry, with the definition as its tooltip.
* The directive ``prerequisite-map`` draws the lessons and their prerequisites from the notebooks' front matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective

from isotretinoin.classroom import Contract, read_contracts, read_glossary

GLOSSARY = "book/glossary"
MAP = "prerequisite-map"
"""Name under which Sphinx keeps for a page the map that it shows."""
# A link inside these would be wrong, or would stand in the way.
CLOSED = (nodes.reference, nodes.title, nodes.literal, nodes.literal_block, nodes.raw, nodes.math, nodes.table)


def _link_terms(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    if docname == GLOSSARY or app.builder.format != "html":
        return
    terms = read_glossary(Path(app.srcdir))
    # A class may build a few lessons alone, without the glossary.
    if not terms or GLOSSARY not in app.env.all_docs:
        return
    places = {entry[0].lower(): entry[4] for entry in app.env.get_domain("std").get_objects() if entry[2] == "term"}
    entries = {form: term for term in terms for form in term.forms}
    # The longest name first: "false discovery rate" and not the "rate" in it.
    names = sorted(entries, key=len, reverse=True)
    pattern = re.compile(rf"(?<![\w-])({'|'.join(map(re.escape, names))})(?![\w-])", re.I)
    base = app.builder.get_relative_uri(docname, GLOSSARY)
    linked: set[tuple[str, ...]] = set()
    for text in list(doctree.findall(nodes.Text)):
        if any(isinstance(parent, CLOSED) for parent in _parents(text)):
            continue
        pieces = _split(text.astext(), pattern, entries, linked)
        if len(pieces) > 1:
            made = [_node(piece, places, base) for piece in pieces]
            text.parent.replace(text, made)


def _written_too(app: Sphinx, env: BuildEnvironment) -> Iterable[str]:
    """Return pages that are written once more though nobody edited them.

    Tooltips on any page say what a term means, so that all pages follow a change of the glossary. The glossary itself
    is written in each build: the search keeps the terms of what a build writes (sphinx-doc/sphinx #12599).
    """
    known, env.course_terms = getattr(env, "course_terms", None), read_glossary(Path(app.srcdir))
    return env.found_docs if known != env.course_terms else env.found_docs & {GLOSSARY}


def _parents(node: nodes.Node) -> list[nodes.Node]:
    found = []
    while node.parent is not None:
        node = node.parent
        found.append(node)
    return found


def _split(text: str, pattern: re.Pattern[str], entries: dict, linked: set[tuple[str, ...]]) -> list:
    """Return the text in pieces: plain strings, and (words, term) where a term is used first."""
    pieces: list = []
    start = 0
    for match in pattern.finditer(text):
        term = entries[match[0].lower()]
        # The word "trail" is not TRAIL: an acronym has to be written as one.
        acronym = any(name.isupper() and name.lower() == match[0].lower() for name in term.names)
        if term.names in linked or (acronym and not match[0].isupper()):
            continue
        linked.add(term.names)
        pieces += [text[start : match.start()], (match[0], term)]
        start = match.end()
    return [*pieces, text[start:]]


def _node(piece, places: dict[str, str], base: str) -> nodes.Node:
    if isinstance(piece, str):
        return nodes.Text(piece)
    words, term = piece
    meaning = re.sub(r"[*`]", "", term.definition)
    link = nodes.reference("", "", nodes.Text(words), internal=True, refuri=f"{base}#{places[term.names[0].lower()]}")
    link["classes"].append("glossary-term")
    link["reftitle"] = meaning
    return link


class PrerequisiteMap(SphinxDirective):
    """The lessons in columns by how many others they build on, each with links to what it needs."""

    def run(self) -> list[nodes.Node]:
        drawn = prerequisite_map(read_contracts(Path(self.env.srcdir)))
        self.env.metadata[self.env.docname][MAP] = drawn
        return [nodes.raw("", drawn, format="html")]


def _drawn_anew(app: Sphinx, env: BuildEnvironment, *_pages: set[str]) -> list[str]:
    """Return pages whose map has changed: an edited lesson seldom changes it."""
    shown = {page: said[MAP] for page, said in env.metadata.items() if MAP in said}
    now = prerequisite_map(read_contracts(Path(app.srcdir))) if shown else ""
    return [page for page, drawn in shown.items() if drawn != now]


BOX, GAP_X, GAP_Y, HEIGHT = 176, 40, 16, 56


def _levels(contracts: dict[str, Contract]) -> dict[str, int]:
    """Return how many steps lie before each lesson (by id)."""
    needs = {one.id: [before.lesson for before in one.prerequisites if before.lesson] for one in contracts.values()}
    levels: dict[str, int] = {}
    for identity in sorted(needs):  # a lesson builds on earlier ones only
        levels[identity] = 1 + max((levels[one] for one in needs[identity] if one in levels), default=-1)
    return levels


def prerequisite_map(contracts: dict[str, Contract]) -> str:
    """Return the map as an inline SVG in a scrolling box, and the same as a list for those who can't see it."""
    levels = _levels(contracts)
    places: dict[str, tuple[int, int]] = {}
    rows: dict[int, int] = {}
    for identity in sorted(levels):
        level = levels[identity]
        rows[level] = rows.get(level, -1) + 1
        places[identity] = (level * (HEIGHT + 34), rows[level])
    width = (max(rows.values(), default=0) + 1) * (BOX + GAP_X)
    height = (max(rows, default=0) + 1) * (HEIGHT + 34)
    by_id = {one.id: (name, one) for name, one in contracts.items()}
    arrows, boxes, items = [], [], []
    for identity, (top, column) in places.items():
        name, contract = by_id[identity]
        left = column * (BOX + GAP_X) + GAP_X / 2
        needed = [one.lesson for one in contract.prerequisites if one.lesson in places]
        for other in needed:
            other_top, other_column = places[other]
            x1, y1 = other_column * (BOX + GAP_X) + GAP_X / 2 + BOX / 2, other_top + HEIGHT
            x2, y2 = left + BOX / 2, top
            if levels[identity] - levels[other] == 1:
                middle = (y1 + y2) / 2
                path = f"M{x1:.0f} {y1:.0f} C{x1:.0f} {middle:.0f} {x2:.0f} {middle:.0f} {x2:.0f} {y2 - 6:.0f}"
            else:  # beside the boxes of the rows between, or it would look like two other arrows
                lane = (left + BOX if x1 > x2 else left - GAP_X / 2) + 8 + 5 * (len(arrows) % 3)
                path = (
                    f"M{x1:.0f} {y1:.0f} C{x1:.0f} {y1 + GAP_Y:.0f} {lane:.0f} {y1:.0f} {lane:.0f} {y1 + GAP_Y:.0f} "
                    f"L{lane:.0f} {y2 - 2 * GAP_Y:.0f} "
                    f"C{lane:.0f} {y2 - GAP_Y:.0f} {x2:.0f} {y2 - 2 * GAP_Y:.0f} {x2:.0f} {y2 - 6:.0f}"
                )
            arrows.append(f'<path d="{path}" marker-end="url(#map-tip)"/>')
        lines = _wrap(f"{int(identity)} · {contract.title}")
        text = "".join(
            f'<tspan x="{left + 10:.0f}" dy="{"0" if n == 0 else "1.2em"}">{escape(line)}</tspan>'
            for n, line in enumerate(lines)
        )
        boxes.append(
            f'<a href="../notebooks/{name}.html">'
            f'<rect x="{left:.0f}" y="{top}" width="{BOX}" height="{HEIGHT}" rx="6"/>'
            f'<text x="{left + 10:.0f}" y="{top + (24 if len(lines) < 3 else 18)}">{text}</text></a>'
        )
        after = f" builds on {', '.join(str(int(one)) for one in needed)}" if needed else " builds on no other lesson"
        items.append(f'<li><a href="../notebooks/{name}.html">{int(identity)} {escape(contract.title)}</a>{after}</li>')
    return (
        '<div class="course-map" tabindex="0" role="group" '
        'aria-label="Map of the lessons; the list below says the same">'
        f'<svg viewBox="0 0 {width} {height}" width="{width}" height="{height}" aria-hidden="true" focusable="false">'
        '<defs><marker id="map-tip" viewBox="0 0 8 8" refX="4" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        f'<path d="M0 0L8 4L0 8z"/></marker></defs><g class="arrows">{"".join(arrows)}</g>'
        f'<g class="boxes">{"".join(boxes)}</g></svg></div>'
        f"<details><summary>The map as a list</summary><ul>{''.join(items)}</ul></details>"
    ).replace('<a href="../notebooks', '<a tabindex="-1" href="../notebooks', len(boxes))


def _wrap(title: str, width: int = 22) -> list[str]:
    lines = [""]
    for word in title.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines[:3]


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_directive(MAP, PrerequisiteMap)
    app.connect("env-get-outdated", _drawn_anew)
    app.connect("env-updated", _written_too)
    app.connect("doctree-resolved", _link_terms)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
