"""The form *Open the paper*: links to papers that are free to read, and fields for the values that the course lacks.

It needs no kernel: what is typed stays in the reader's own browser, and the page computes what follows. In a running
notebook the typed values are a trait as well.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Any

import anywidget
import pandas as pd
import traitlets

from isotretinoin import evidence
from isotretinoin.front import join
from isotretinoin.mechanism import apoptosis

from .fields import FIELDS, GROUPS, Group
from .rules import WORDS, check_typed, recompute

__all__ = ["OpenPaper", "open_the_paper"]

HERE = Path(__file__).parent
_EFFICIENCIES = (0.0, 10.0, 30.0, 50.0, 70.0, 90.0, 100.0)
_NEEDS = (0.0, 0.25, 0.5, 0.75, 1.0)
_MOST = 1000


class OpenPaper(anywidget.AnyWidget):
    """The form as a widget.

    Attributes
    ----------
    typed : dict of str to float
        Field to the number that the reader typed.
    specification : dict
        What ``recompute`` needs: words, the model's table, numbers of the ledger, grades by number.
    """

    _esm = join(HERE / "open_paper.js")
    _css = HERE / "open_paper.css"
    _form = traitlets.Dict().tag(sync=True)
    specification = traitlets.Dict().tag(sync=True)
    typed = traitlets.Dict().tag(sync=True)
    fallback = traitlets.Unicode("").tag(sync=True)

    def findings(self) -> dict[str, Any]:
        """Return what follows from ``typed``, as the page shows it; see ``recompute``."""
        return recompute(self.specification, check_typed(self.typed))


def open_the_paper(
    *groups: str, grade: Callable[[pd.DataFrame], pd.DataFrame] | None = None, title: str = "Open the paper"
) -> OpenPaper:
    """Return the form for some of the papers.

    Parameters
    ----------
    *groups : str
        Ids of ``GROUPS``; all of them where left out.
    grade : callable, optional
        Takes rows of ``evidence.weighed()`` and returns a frame with a column ``grade``, as ``evidence.grade`` does.
        With it the form shows how grades change with the number of experiments or people that was typed.
    title : str

    Raises
    ------
    ValueError
        If there is no such group.

    Examples
    --------
    >>> form = open_the_paper("patients")
    >>> form.typed = {"women": 3, "men": 4}
    >>> form.findings()["findings"][0]["words"][-10:]
    'P = 0.057.'
    """
    known = {group.id: group for group in GROUPS}
    unknown = [name for name in groups if name not in known]
    if unknown:
        raise ValueError(f"There is no group {', '.join(map(repr, unknown))}. There are: {', '.join(known)}.")
    shown = [known[name] for name in groups] or list(GROUPS)
    described = {"title": title, "groups": [_describe(group) for group in shown]}
    specification = {
        "words": WORDS,
        "model": _model(),
        "ledger": _ledger(),
        "grades": _by_number(shown, grade) if grade else [],
    }
    return OpenPaper(_form=described, specification=specification, fallback=_still(shown, title))


def _describe(group: Group) -> dict[str, Any]:
    paper = evidence.source(group.source)
    if not paper.free:
        raise ValueError(f"The paper of the group {group.id!r}, {paper.key}, is not known to be free to read.")
    fields = [
        {
            "id": field.id,
            "label": field.label,
            "unit": field.unit,
            "low": field.low,
            "high": field.high,
            "whole": field.whole,
        }
        for field in group.fields
    ]
    return {
        "id": group.id,
        "title": group.title,
        "paper": paper.short,
        "address": paper.free,
        "where": group.where,
        "fields": fields,
    }


@cache
def _model() -> dict[str, list]:
    """Return the share of the effect that the model leaves: a row for each need, efficiencies in per cent."""
    base = apoptosis.Parameters()
    rows = []
    for need in _NEEDS:
        truth = base.replace(necessity=need, sufficiency=need)
        rows.append([round(apoptosis.drug_effect_left(one / 100, parameters=truth), 4) for one in _EFFICIENCIES])
    return {"efficiencies": list(_EFFICIENCIES), "needs": list(_NEEDS), "left": rows}


def _ledger() -> dict[str, float]:
    low, high = map(float, evidence.claim("clin-plasma-molar").value.split(" to "))
    return {
        "up": evidence.claim("geo-58-up-cells").number,
        "down": evidence.claim("geo-27-down-cells").number,
        "plasma_low": low,
        "plasma_high": high,
    }


def _by_number(shown: Sequence[Group], grade: Callable[[pd.DataFrame], pd.DataFrame]) -> list[dict[str, Any]]:
    """Return, for each claim that a field counts for, its grade now and the least numbers at which it changes."""
    claims = evidence.weighed()
    found = []
    for field in (field for group in shown for field in group.fields):
        for name in field.counts_for:
            numbers = range(1, min(int(field.high), _MOST) + 1)
            same = claims.loc[[name] * len(numbers)].assign(smallest_n=[float(n) for n in numbers])
            grades = zip(numbers, grade(same)["grade"].astype(str), strict=True)
            steps = [next(run) for _, run in groupby(grades, key=lambda pair: pair[1])]
            found.append(
                {
                    "claim": name,
                    "says": claims.loc[name, "claim"],
                    "field": field.id,
                    "before": str(grade(claims.loc[[name]])["grade"].iloc[0]),
                    "by_number": [list(step) for step in steps],
                }
            )
    return found


def _still(shown: Sequence[Group], title: str) -> str:
    """Return the form as it stands in print: the papers, where to look, and lines to write on."""
    parts = []
    for group in shown:
        paper = evidence.source(group.source)
        lines = "".join(
            f"<li>{escape(field.label)}: ________ {escape(field.unit)}</li>" for field in map(FIELDS.get, _ids(group))
        )
        parts.append(
            f'<h4>{escape(group.title)}</h4><p><a href="{escape(paper.free, quote=True)}">{escape(paper.short)}</a>, '
            f"free to read. Look in {escape(group.where)}.</p><ul>{lines}</ul>"
        )
    return f'<div class="iso-paper"><p class="iso-paper-kind">{escape(title)}</p>{"".join(parts)}</div>'


def _ids(group: Group) -> list[str]:
    return [field.id for field in group.fields]
