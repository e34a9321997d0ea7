"""Sphinx extension of the course's pictures: the directive ``picture`` draws one on a page of text.

A lesson calls ``pictures.show`` in a cell. A page of Markdown runs no code, so it names the picture, and for each value
a claim of the ledger::

    ```{picture} gland
    :smaller: time-gland-90
    ```

An option that is no claim is a plain number; ``sources`` names claims without a value, parted by blanks.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from isotretinoin import evidence, pictures


class _Any(dict):
    """Options by any name: each picture knows its own."""

    def __bool__(self) -> bool:
        return True

    def __getitem__(self, name: str) -> Any:
        return str

    def __contains__(self, name: object) -> bool:
        return True


def _value(text: str) -> Any:
    try:
        return float(text)
    except ValueError:
        return evidence.claim(text)


class PictureDirective(SphinxDirective):
    """Draw a picture of the course."""

    required_arguments = 1
    option_spec = _Any()

    def run(self) -> list[nodes.Node]:
        """Return the picture as HTML."""
        options = dict(self.options)
        caption = options.pop("caption", None)
        sources = tuple(map(evidence.claim, options.pop("sources", "").split()))
        try:
            values = {name: _value(text) for name, text in options.items()}
            picture = pictures.show(self.arguments[0], caption=caption, sources=sources, **values)
        except (pictures.PictureError, evidence.ClaimError) as error:
            raise self.error(str(error)) from error
        return [nodes.raw("", picture._repr_html_(), format="html")]


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_directive("picture", PictureDirective)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
