"""Sphinx extension of the course: a page that says how long each lesson computes and what each page weighs."""

from __future__ import annotations

import gzip
from html import escape
from pathlib import Path

from sphinx.application import Sphinx

PLACE = '<div id="course-weights"></div>'
PAGE = "book/weights"


def _seconds(app: Sphinx, page: str) -> str:
    """Return how long the code of a page ran, or a dash where it has none."""
    told = getattr(app.env, "nb_metadata", {}).get(page, {}).get("exec_data", {}).get("runtime")
    return f"{told:.1f}" if told else "–"


def _row(app: Sphinx, page: str, output: Path) -> str:
    content = (output / f"{page}.html").read_bytes()
    title = escape(app.env.titles[page].astext())
    packed = len(gzip.compress(content)) / 1000
    cells = [
        f'<a href="../{page}.html">{title}</a>',
        _seconds(app, page),
        f"{len(content) / 1000:,.0f}",
        f"{packed:,.0f}",
    ]
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def table(app: Sphinx, output: Path) -> str:
    """Return the table of all pages, those that weigh most first."""
    pages = [page for page in app.env.found_docs if (output / f"{page}.html").is_file()]
    pages.sort(key=lambda page: -(output / f"{page}.html").stat().st_size)
    shared = sum(path.stat().st_size for path in (output / "_static").rglob("*") if path.is_file()) / 1e6
    heads = ["page", "seconds of its code", "kB", "kB as sent"]
    return (
        f"<p>Styles, scripts and fonts that all pages share: {shared:.1f} MB, loaded once.</p>"
        '<div class="pst-scrollable-table-container" tabindex="0"><table class="table"><thead><tr>'
        + "".join(f'<th scope="col">{head}</th>' for head in heads)
        + "</tr></thead><tbody>"
        + "".join(_row(app, page, output) for page in pages)
        + "</tbody></table></div>"
    )


def _weigh(app: Sphinx, exception: Exception | None) -> None:
    output = Path(app.outdir)
    page = output / f"{PAGE}.html"
    if exception or app.builder.format != "html" or not page.is_file():
        return
    page.write_text(page.read_text(encoding="utf-8").replace(PLACE, table(app, output)), encoding="utf-8")


def _always(app: Sphinx, env: object, added: set[str], changed: set[str], removed: set[str]) -> list[str]:
    """Lay out the page anew in each build: whatever changed has another weight."""
    return [PAGE] if PAGE in app.env.found_docs else []


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("env-get-outdated", _always)
    # After what mends the pages, and before the browser door is put beside them.
    app.connect("build-finished", _weigh, priority=800)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
