"""Sphinx extension of the course: pages that need no kernel, no server and no other host.

* Mathematics becomes MathML at build time, so that no page loads MathJax.
* Scripts that ask other hosts for something, or that nothing on our pages uses, are left out.
* Every widget gets its fallback, and a widget that would be dead without a kernel fails the build.
* A page loads what it uses: a widget's state when it comes near, the rules and icons that stand in pages, no search.
* Repository and launch buttons follow the checkout's own Git remote: a fork's pages lead to the fork.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from docutils import nodes
from docutils.utils.math import MathError
from docutils.utils.math.latex2mathml import tex2mathml
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util import logging

from isotretinoin import studies
from isotretinoin.checkout import remote_of
from isotretinoin.links import link_pages
from isotretinoin.pages.figures import number_figures
from isotretinoin.pages.late import late_states
from isotretinoin.pages.lean import is_light, lighten
from isotretinoin.pages.mount import SCRIPTS, mount_points
from isotretinoin.pictures import share_sheet

LOG = logging.getLogger(__name__)

# The theme's icons show from its web fonts; its 1.5 MB icon script and the thebe start-up script are dead weight.
UNUSED_SCRIPTS = re.compile(
    r"\s*<script[^>]*(?:fontawesome\.js|sphinx-thebe\.js)[^>]*>\s*</script>"
    r"|\s*<script>const THEBE_JS_URL.*?</script>"
    r'|\s*<script type="text/x-thebe-config">.*?</script>'
    r"|\s*<script>kernelName = '[^']*'</script>"
    r'|\s*<link rel="preload"[^>]*fontawesome\.js[^>]*>',
    re.S,
)
UNUSED_FILES = ("scripts/fontawesome.js", "scripts/fontawesome.js.map", "sphinx-thebe.js")


def _mathml(node: nodes.Element, as_block: bool) -> str:
    try:
        return "".join(tex2mathml(node.astext(), as_block=as_block))
    except MathError as error:
        LOG.warning("this formula can't be written as MathML: %s", error, location=node)
        return f"<code>{node.astext()}</code>"


def _visit_inline_math(translator, node: nodes.math) -> None:
    translator.body.append(f'<span class="math">{_mathml(node, as_block=False)}</span>')
    raise nodes.SkipNode


def _visit_display_math(translator, node: nodes.math_block) -> None:
    translator.body.append(f'<div class="math" tabindex="0">{_mathml(node, as_block=True)}</div>')
    raise nodes.SkipNode


def _git(folder: str, *command: str) -> str:
    asked = subprocess.run(["git", "-C", folder, *command], capture_output=True, text=True, check=False)
    return asked.stdout.strip()


def _add_repository_buttons(app: Sphinx, config) -> None:
    address = remote_of(Path(app.srcdir))
    options = config.html_theme_options
    if not address:
        options.pop("launch_buttons", None)
        return
    if not _lessons_name(address, Path(app.srcdir) / "notebooks"):
        LOG.info("course_site: no button for Colab, because the lessons don't name %s: run 'make release'", address)
        options["launch_buttons"] = {**options.get("launch_buttons", {})}
        options["launch_buttons"].pop("colab_url", None)
    # A detached checkout, as continuous integration makes it, has no branch of its own.
    branch = _git(app.srcdir, "symbolic-ref", "--quiet", "--short", "HEAD") or "main"
    options.update(repository_url=address, repository_branch=branch, use_repository_button=True, use_issues_button=True)


def _lessons_name(address: str, folder: Path) -> bool:
    """Whether each lesson fetches the course from this address; a button to one that can't would be a dead door."""
    return all(f'REPOSITORY = \\"{address}\\"' in path.read_text(encoding="utf-8") for path in folder.glob("*.ipynb"))


def _announce_simulated_data(app: Sphinx, config) -> None:
    study = studies.load("seb1")
    LOG.info("course_site: seb1 comes from the %s (%s)", study.provenance.source, study.label)
    if study.is_simulated:
        config.html_theme_options["announcement"] = (
            "This copy was built without the deposited file GSE10432. Its arrays are a simulated replica: "
            "figures drawn from them say so, and recomputed figures come from the claims ledger."
        )


def _finish_page(html: str, scripts: dict[str, str], name: str = "") -> str:
    # Sphinx translates the links of Markdown; those in the output of code name source files, as JupyterLab needs them.
    lesson = re.match(r"(\d\d)_", name)
    kinds: dict[str, str] = {}
    mounted = mount_points(UNUSED_SCRIPTS.sub("", html), kinds)
    scripts |= {f"{SCRIPTS}/{file}": text for file, text in kinds.items()}
    numbered = number_figures(mounted, int(lesson[1]) if lesson else None)
    return _make_accessible(link_pages(share_sheet(late_states(numbered, scripts))))


# What axe finds on the theme's own pages, mended in the page: each a pattern and what takes its place.
ACCESSIBILITY = (
    # The site's name stands outside every landmark.
    (
        re.compile(r"(<(?:div|dialog)\b)(?![^>]*\brole=)([^>]*\bbd-sidebar-primary\b)"),
        r'\1 role="navigation" aria-label="Site"\2',
    ),
    # The visible text of the search button is longer than its label, so voice control can't find it.
    (re.compile(r'(<button[^>]*\bsearch-button__button\b[^>]*?)\s+aria-label="Search"'), r"\1"),
    # What folds is called by the words that are to be seen: "Code", "Solution".
    (re.compile(r'(<summary)\s+aria-label="Toggle hidden content"'), r"\1"),
    # pandas heads its index column with an empty heading.
    (re.compile(r"<th>\s*</th>"), "<td></td>"),
)


def _make_accessible(html: str) -> str:
    for pattern, replacement in ACCESSIBILITY:
        html = pattern.sub(replacement, html)
    return html


def _own_pages(output: Path) -> list[Path]:
    """Return the pages of the course itself; the door and the decks have styles and scripts of their own.

    Their folders are not looked into: the decks are written beside this build.
    """
    found: list[Path] = []
    for path in output.iterdir():
        if path.is_dir() and path.name not in ("lite", "slides"):
            found += path.rglob("*.html")
        elif path.suffix == ".html":
            found.append(path)
    return sorted(found)


def _finish_pages(app: Sphinx, exception: Exception | None) -> None:
    if exception or app.builder.format != "html":
        return
    output = Path(app.outdir)
    scripts: dict[str, str] = {}
    own = _own_pages(output)
    for page in own:
        before = page.read_text(encoding="utf-8")
        if is_light(before):
            # Sphinx has not written it again, so that it was finished in an earlier build.
            continue
        try:
            after = _finish_page(before, scripts, page.name)
        except ValueError as error:
            page.unlink()
            raise ExtensionError(f"{page.relative_to(output)}: {error}") from error
        if after != before:
            page.write_text(after, encoding="utf-8")
    for name, text in scripts.items():
        path = output / "_static" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for name in UNUSED_FILES:
        (output / "_static" / name).unlink(missing_ok=True)
    lighten(output, [page for page in own if page.is_file()], kept=output.parent / ".styles")


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_html_math_renderer("mathml", (_visit_inline_math, None), (_visit_display_math, None))
    app.connect("config-inited", _add_repository_buttons)
    app.connect("config-inited", _announce_simulated_data)
    # The theme rewrites the colours of code at the end of the build: what is joined must hold them.
    app.connect("build-finished", _finish_pages, priority=600)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
