"""Sphinx extension of the course's pictures: the directive ``picture`` draws one on a page of text.

A lesson calls ``pictures.show`` in a cell. A page of Markdown runs no code, so it names the picture, and for each value
a claim of the ledger::

    ```{picture} gland
    :smaller: time-gland-90
    ```

An option that is no claim is a plain number; ``sources`` names claims without a value, parted by blanks.

The directive ``picture-strip`` sets single panels side by side, without their letters, each with a word and a link. Its
content is a list in YAML: ``words``, ``picture``, ``panel``, ``cut`` and ``link``, as for
:class:`isotretinoin.pictures.Thumbnail`, and ``values`` for the drawing, in which words name claims.

The directive ``picture-credits`` lists all pictures, with the pages on which each stands.
"""

from __future__ import annotations

import html
import importlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
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


class StripDirective(SphinxDirective):
    """Set panels of pictures side by side, as small links."""

    required_arguments = 1
    final_argument_whitespace = True
    has_content = True

    def _thumbnail(self, row: dict[str, Any]) -> pictures.Thumbnail:
        values = row.get("values", {})
        known = {name: evidence.claim(value) if isinstance(value, str) else value for name, value in values.items()}
        picture = pictures.show(row["picture"], **known)
        return pictures.Thumbnail(picture, row["panel"], tuple(row["cut"]), row["words"], row["link"])

    def run(self) -> list[nodes.Node]:
        """Return the strip as HTML."""
        try:
            thumbnails = [self._thumbnail(row) for row in yaml.safe_load("\n".join(self.content))]
        except (pictures.PictureError, evidence.ClaimError) as error:
            raise self.error(str(error)) from error
        strip = pictures.Strip(thumbnails, self.arguments[0])
        return [nodes.raw("", f'<div class="iso-strip-rows">{strip._repr_html_()}</div>', format="html")]


def _pages(source: Path) -> Iterator[tuple[str, str, str]]:
    """Yield address, name and code of each lesson, and of each page of text of the book."""
    for path in sorted((source / "notebooks").glob("*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
        yield f"../notebooks/{path.name}", f"lesson {int(path.stem[:2])}", code
    for path in sorted((source / "book").glob("*.md")):
        text = path.read_text(encoding="utf-8")
        title = text.partition("\n")[0].lstrip("# ")
        yield path.name, html.escape(title.lower()), text


def _shown(name: str, text: str) -> bool:
    return bool(re.search(rf"""show\(\s*["']{name}["']|\{{picture\}} {name}\b""", text))


class CreditsDirective(SphinxDirective):
    """List the pictures with what they show, where they stand, who drew them and under which licence."""

    def run(self) -> list[nodes.Node]:
        """Return the table as HTML."""
        pages = list(_pages(Path(self.env.srcdir)))
        credit = pictures.CREDIT.removeprefix("Drawing: ").removesuffix(".")
        rows = ""
        for name in pictures.names():
            module = importlib.import_module(f"{pictures.__name__}.drawings.{name}")
            first = html.escape(module.__doc__.strip().partition("\n")[0].removesuffix("."))
            what = re.sub(r"\*(.+?)\*", r"<em>\1</em>", first)
            places = ", ".join(
                f'<a class="iso-source" href="{at}">{page}</a>' for at, page, text in pages if _shown(name, text)
            )
            rows += f"<tr><td>{what}</td><td>{places}</td><td>{html.escape(credit)}</td></tr>"
        head = "<thead><tr><th>What it shows</th><th>Where</th><th>Drawn by, licence</th></tr></thead>"
        return [nodes.raw("", f'<table class="table">{head}<tbody>{rows}</tbody></table>', format="html")]


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_directive("picture", PictureDirective)
    app.add_directive("picture-strip", StripDirective)
    app.add_directive("picture-credits", CreditsDirective)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
