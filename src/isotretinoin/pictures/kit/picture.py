"""A picture: panels with a title, a description for those who can't see it, and a caption that says the finding."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Protocol

from ...figures import AccessibleFigure
from ...links import link
from .curves import number
from .panel import Panel
from .roles import style_sheet

__all__ = ["CREDIT", "Fact", "Picture"]

CREDIT = "Drawing: Decoding isotretinoin, CC BY 4.0."
"""Who drew the pictures and under which licence."""


class _Named(Protocol):
    short: str


class Fact(Protocol):
    """What a lesson hands in as a sourced value: a claim of the ledger has these, and the pictures know no more."""

    id: str
    value: str
    source: _Named


def _marked(words: str) -> str:
    return re.sub(r"\*(.+?)\*", r"<em>\1</em>", html.escape(words, quote=False))


def _sources(facts: Iterable[Fact]) -> str:
    found = {fact.source.short: fact.id for fact in reversed(list(facts))}
    links = [link(f"book/evidence.md#{at}", html.escape(name)) for name, at in reversed(found.items())]
    return f" Facts: {', '.join(links)}." if links else ""


@dataclass(frozen=True)
class Picture:
    """A drawing ready for display in a notebook, on the site, on a slide and in print.

    Parameters
    ----------
    title : str
        What it is, in a few words.
    description : str
        60 to 110 words for readers who can't see it: what is where, what differs, what follows.
    caption : str
        The finding in one or two sentences, with a number; *stars* set italics.
    panels : tuple of Panel
    facts : tuple of Fact
        Claims of the ledger that the drawing shows; linked below the caption.
    """

    title: str
    description: str
    caption: str
    panels: tuple[Panel, ...]
    facts: tuple[Fact, ...] = field(default=())

    def with_facts(self, facts: Iterable[Fact]) -> Picture:
        """Return the picture with the claims that it shows."""
        return replace(self, facts=tuple(facts))

    def with_caption(self, caption: str) -> Picture:
        """Return the picture with another caption."""
        return replace(self, caption=caption)

    @property
    def drawing(self) -> str:
        """The panels in their wrapper, with the style sheet that they need."""
        label = html.escape(f"{self.title}. {self.description}")
        basis = number(0.95 * min(panel.width for panel in self.panels))
        panels = "\n".join(panel.markup() for panel in self.panels)
        return (
            f'<div class="iso-pic" role="img" aria-label="{label}" style="--basis:{basis}px">'
            f"<style>{style_sheet()}</style>\n{panels}\n</div>"
        )

    @property
    def credit(self) -> str:
        """Who drew it, under which licence, and the sources of the facts that it shows (HTML)."""
        return f"{CREDIT}{_sources(self.facts)}"

    def state(self) -> tuple[AccessibleFigure, str]:
        """Return what :func:`isotretinoin.explore.explore` wants of one state: the drawing, its credit, its caption."""
        sentence = self.caption.replace("*", "")
        return AccessibleFigure(self.drawing, sentence, credit=self.credit), sentence

    def _repr_html_(self) -> str:
        credit = f'<span class="iso-credit">{self.credit}</span>'
        caption = f'<figcaption class="iso-caption">{_marked(self.caption)} {credit}</figcaption>'
        return f'<figure class="iso-drawn">{self.drawing}{caption}</figure>'

    def __repr__(self) -> str:
        return f"Picture: {self.title}. {self.description}"
