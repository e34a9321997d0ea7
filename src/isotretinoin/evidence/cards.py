"""How a claim looks: the card with the word that says who speaks."""

from __future__ import annotations

import re
from hashlib import sha256
from html import escape
from typing import TYPE_CHECKING

from isotretinoin.links import link

from .words import KINDS, LEVELS, STANCES

if TYPE_CHECKING:
    from .records import Claim

__all__ = ["PAGE", "ClaimBox", "role_of", "row", "value_in_words"]

PAGE = "book/evidence.md"
"""The evidence page as seen from a lesson of the published site: Sphinx does not rewrite links inside HTML outputs."""


_ROLES = {
    "The article said": "article",
    "A news text said": "article",
    "The record says": "record",
    "A paper reports": "paper",
    "Another page reports": "page",
    "Recomputed": "recomputed",
    "Derived": "derived",
    "Simulated": "simulated",
}


# A label is a word, a line style and a colour; the colours keep 4.5 : 1 on the light and the dark ground given here.
_STYLE = """<style>
.iso-claims { --ground: #fff; --ink: #1d2125; --quiet: #4a5159; --link: #0b5cad; --edge: #c3c9cf;
  --article: #8f3a00; --record: #00518a; --paper: #00614a; --page: #4a5159;
  --recomputed: #6b2f86; --derived: #7a2452; --simulated: #6b5200;
  box-sizing: border-box; max-width: 54rem; margin: 0.75rem 0; padding: 0.9rem 1.1rem; border: 1px solid var(--edge);
  border-radius: 0.6rem; background: var(--ground); color: var(--ink);
  font: 400 1rem/1.5 var(--jp-content-font-family, inherit); }
[data-theme="dark"] .iso-claims, [data-jp-theme-light="false"] .iso-claims {
  --ground: #1b1f24; --ink: #e6e9ec; --quiet: #b4bcc4;
  --link: #8cc4ff; --edge: #4b535c; --article: #ffb07a; --record: #8cc4ff; --paper: #7fd9bd; --page: #b4bcc4;
  --recomputed: #dcb3f0; --derived: #f5aed2; --simulated: #e8cf6a; }
.iso-claims p { margin: 0; }
.iso-claims .iso-claims-title { margin-bottom: 0.6rem; font-weight: 600; font-size: 1.06em; }
.iso-claims ul { margin: 0; padding: 0; list-style: none; }
.iso-claims li { margin: 0 0 0.8rem; padding: 0 0 0 0.9rem; border-left: 4px solid var(--tone);
  overflow-wrap: anywhere; }
.iso-claims li:last-child { margin-bottom: 0; }
.iso-claims .iso-speaker { color: var(--tone); font-weight: 700; font-size: 0.86em; letter-spacing: 0.01em; }
.iso-claims .iso-value { font-variant-numeric: tabular-nums; }
.iso-claims .iso-ground { color: var(--quiet); font-size: 0.86em; }
.iso-claims a { color: var(--link); text-decoration: underline; }
.iso-claims .iso-article { --tone: var(--article); border-left-style: dashed; }
.iso-claims .iso-record { --tone: var(--record); }
.iso-claims .iso-paper { --tone: var(--paper); }
.iso-claims .iso-page { --tone: var(--page); border-left-style: dashed; }
.iso-claims .iso-recomputed { --tone: var(--recomputed); border-left-style: double; border-left-width: 6px; }
.iso-claims .iso-derived { --tone: var(--derived); border-left-style: double; border-left-width: 6px; }
.iso-claims .iso-simulated { --tone: var(--simulated); border-left-style: dotted; }
@media print { .iso-claims li { break-inside: avoid; } }
</style>"""


class ClaimBox:
    """Claims as an accessible box. Shows itself in a notebook; ``str()`` gives the same in plain words."""

    def __init__(self, title: str, rows: list[tuple[str, str, str, str, str]]):
        self.title = title
        self._rows = rows

    def _repr_html_(self) -> str:
        name = "iso-claims-" + sha256(repr((self.title, self._rows)).encode()).hexdigest()[:10]
        items = "".join(self._item(*row[:4]) for row in self._rows)
        return (
            f'{_STYLE}<div class="iso-claims" role="group" aria-labelledby="{name}">'
            f'<p class="iso-claims-title" id="{name}">{escape(self.title)}</p><ul>{items}</ul></div>'
        )

    @staticmethod
    def _item(speaker: str, statement: str, value: str, ground: str) -> str:
        shown = f'<p class="iso-value"><strong>{escape(value)}</strong></p>' if value else ""
        below = f'<p class="iso-ground">{ground}</p>' if ground else ""
        return (
            f'<li class="iso-{_ROLES[speaker]}"><p class="iso-speaker">{speaker}</p>'
            f"<p>{escape(statement)}</p>{shown}{below}</li>"
        )

    def __repr__(self) -> str:
        lines = [self.title]
        for speaker, statement, value, _, plain in self._rows:
            lines.append(
                f"- {speaker}: {statement}" + (f" [{value}]" if value else "") + (f" ({plain})" if plain else "")
            )
        return "\n".join(lines)

    __str__ = __repr__


def role_of(one: Claim) -> str:
    """Return the word for who speaks that colours of boxes and cards go by, for example ``record``."""
    return _ROLES[one.label]


def value_in_words(one: Claim) -> str:
    """Return value, unit and n of a claim as one phrase; empty where the claim has none."""
    if one.unit.startswith("rank of ") and one.value:
        value = f"rank {one.value} {one.unit.removeprefix('rank ')}"
    elif (units := one.unit.split("; "))[1:] and len(values := one.value.split("; ")) == len(units):
        value = "; ".join(f"{number} {unit}" for number, unit in zip(values, units, strict=True))
    else:
        value = f"{one.value} {one.unit}".strip() if one.value else ""
    words = ", ".join(part for part in (value, f"n = {one.n}" if one.n else "") if part)
    return re.sub(r"(?<![\w.])\d{5,}(?![\w.])", lambda number: f"{int(number[0]):,}", words)


def row(one: Claim) -> tuple[str, str, str, str, str]:
    """Return what a box shows of a claim: who speaks, statement, value, ground as HTML and in plain words."""
    words = [KINDS[one.kind], LEVELS[one.level], STANCES[one.stance]]
    origin = one.source
    name = escape(origin.short)
    named = f'<a href="{escape(origin.url, quote=True)}">{name}</a>' if origin.url else name
    if origin.free:
        named += f' (<a href="{escape(origin.free, quote=True)}">free to read</a>)'
    shown_as = link(f"{PAGE}#{one.id}", f"claim {one.id}")
    ground = " · ".join([*map(escape, words), shown_as, named])
    return one.label, one.claim, value_in_words(one), ground, " · ".join([*words, one.id, origin.short])
