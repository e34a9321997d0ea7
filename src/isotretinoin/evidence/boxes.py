"""The claim box: statements side by side, each with the word that says who speaks."""

from __future__ import annotations

from collections.abc import Mapping

from .cards import ClaimBox, row
from .records import claim

__all__ = ["box"]


def box(
    *ids: str,
    title: str = "What this rests on",
    recomputed: Mapping[str, object] | None = None,
    simulated: Mapping[str, object] | None = None,
) -> ClaimBox:
    """Show claims side by side, each under the word that says who speaks.

    The links to claims lead to the source ``../book/evidence.md``, as those in Markdown do: JupyterLab opens it, and
    the site's extension makes it the page.

    Parameters
    ----------
    *ids : str
        Ids of claims, in the order in which they shall stand.
    title : str
        Heading of the box.
    recomputed, simulated : mapping of statement to value, optional
        What the notebook itself found, from deposited data or from simulated data. Each row is labelled accordingly.

    Raises
    ------
    ClaimError
        If a claim does not exist or may not be printed.
    ValueError
        If there is nothing to show.
    """
    rows = [row(claim(name)) for name in ids]
    for speaker, found, ground in (
        ("Recomputed", recomputed, "by the code on this page, from deposited data"),
        ("Simulated", simulated, "by the code on this page; shows the method, not patients or cells"),
    ):
        rows += [(speaker, statement, str(value), ground, ground) for statement, value in (found or {}).items()]
    if not rows:
        raise ValueError("A claim box needs at least one claim, for example box('geo-58-up-cells').")
    return ClaimBox(title, rows)
