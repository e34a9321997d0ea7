"""What a page loads: rules and icons that it shows, scripts in files, states of its figures when they come near."""

from __future__ import annotations

import io
import json
import re
import threading
from pathlib import Path

import pytest
from browser import Quiet, chromium, serve, visit  # noqa: F401  (chromium is a fixture)
from explore_pages import write_page
from explore_samples import small_explorer
from fontTools.ttLib import TTFont

from isotretinoin.pages import late
from isotretinoin.pages.icons import subset_font
from isotretinoin.pages.lean import lighten
from isotretinoin.pages.styles import icons_in, pruned

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "_build" / "html"
FONTS = "vendor/fontawesome/webfonts"
READY = ".aw-widget[data-ready]"


@pytest.mark.parametrize(
    ("css", "kept"),
    [
        (".a { top: 0 }", ".a{top: 0}"),
        (".a .gone { top: 0 }", ""),
        (".gone, .a:hover { top: 0 }", ".a:hover{top: 0}"),
        (".a:not(.gone)::before { top: 0 }", ".a:not(.gone)::before{top: 0}"),
        ("#gone { top: 0 } #a { top: 0 }", "#a{top: 0}"),
        ("gone { top: 0 } p { top: 0 }", "p{top: 0}"),
        ("@media print { .gone { top: 0 } }", ""),
        ("@media print { .a { top: 0 } .gone { top: 0 } }", "@media print{.a{top: 0}}"),
        ("@keyframes turn { to { top: 0 } }", ""),
        (
            ".a { animation: 1s turn } @keyframes turn { to { top: 0 } }",
            ".a{animation: 1s turn}@keyframes turn{to { top: 0 }}",
        ),
        ('.a::after { content: "\\f0c9" } /* .a */', '.a::after{content: "\uf0c9"}'),
    ],
)
def test_a_rule_stays_where_all_that_it_names_is_in_the_pages(css, kept):
    assert pruned(css, {"a", "p"}) == kept


def test_a_font_keeps_the_icons_that_sheets_name(tmp_path):
    import pydata_sphinx_theme

    theme = Path(pydata_sphinx_theme.__file__).parent / "theme" / "pydata_sphinx_theme" / "static"
    path = theme / FONTS / "fa-solid-900.ttf"
    icons = icons_in('.a { content: "\\f0c9" } .b { content: "\uf002" }')
    assert icons == {0xF0C9, 0xF002}
    content = subset_font(path, icons)
    assert content == subset_font(path, icons)
    assert set(TTFont(io.BytesIO(content)).getBestCmap()) == icons
    assert len(content) < path.stat().st_size / 50
    assert subset_font(path, {0x41 + 0x10000}) == b""


def test_a_site_loads_what_its_pages_use(tmp_path):
    static = tmp_path / "_static"
    (static / "styles").mkdir(parents=True)
    (static / "styles" / "theme.css").write_text('@import "../basic.css"; .gone { top: 0 } .shown { top: 1px }')
    (static / "basic.css").write_text("p { background: url(dot.png) }")
    (static / "one.js").write_text('"use strict";\nwindow.one = 1;\n//# sourceMappingURL=one.js.map')
    (static / "two.js").write_text("window.two = 2;")
    for name in ("searchtools.js", "togglebutton.js"):
        (static / name).write_text("")
    head = (
        '<link rel="stylesheet" href="{0}_static/styles/theme.css?digest=5" />'
        '<link rel="preload" as="script" href="{0}_static/one.js" />'
        "<script>document.documentElement.dataset.mode = 1</script>"
        '<script src="{0}_static/one.js?v=1"></script><script src="{0}_static/searchtools.js"></script>'
        '<script src="{0}_static/togglebutton.js"></script><script>let toggleHintShow = "Click";</script>'
    )
    first = tmp_path / "index.html"
    second = tmp_path / "book" / "search.html"
    second.parent.mkdir()
    body = '<p class="shown">Text</p><button onclick="window.print()">Print</button>'
    first.write_text(f"<html><head>{head.format('')}</head><body>{body}</body></html>")
    extra = '<script src="../_static/two.js"></script><div id="search-results"></div>'
    second.write_text(f"<html><head>{head.format('../')}</head><body><p>Text</p>{extra}</body></html>")
    lighten(tmp_path, [first, second])
    one, two = first.read_text(), second.read_text()
    for page, base in ((one, ""), (two, "../")):
        assert re.search(rf'<script defer src="{re.escape(base)}_static/site-\w+\.js"></script>', page)
        assert re.search(rf'<script src="{re.escape(base)}_static/inline-\w+\.js"></script>', page)
        assert page.count("stylesheet") == 1
        assert "togglebutton" not in page
        assert "toggleHintShow" not in page
        assert "preload" not in page
    assert 'data-does="print"' in one
    assert "searchtools" not in one
    assert two.index("site-") < two.index("searchtools.js") < two.index("two.js")
    (sheet,) = static.glob("site-*.css")
    assert sheet.read_text() == "p{background: url(dot.png)}.shown{top: 1px}"
    (script,) = static.glob("site-*.js")
    assert "window.one = 1;" in script.read_text()
    assert "sourceMappingURL" not in script.read_text()
    lighten(tmp_path, [first, second])
    assert (one, two) == (first.read_text(), second.read_text())


def test_rules_are_sought_again_for_other_words_or_another_sheet(tmp_path):
    site, kept = tmp_path / "site", tmp_path / "kept"
    (site / "_static").mkdir(parents=True)

    def rules(word: str, sheet: str = ".one { top: 1px } .two { top: 2px }") -> str:
        (site / "_static" / "theme.css").write_text(sheet)
        page = site / "index.html"
        page.write_text(f'<head><link rel="stylesheet" href="_static/theme.css" /></head><p class="{word}"></p>')
        lighten(site, [page], kept)
        name = re.search(r"_static/site-\w+\.css", page.read_text())[0]
        return (site / name).read_text()

    assert rules("one") == ".one{top: 1px}"
    (found,) = kept.iterdir()
    found.write_text(".one{top: 9px}")
    assert rules("one") == ".one{top: 9px}", "what is known is not sought again"
    assert rules("two") == ".two{top: 2px}"
    assert rules("one", ".one { left: 0 }") == ".one{left: 0}"


@pytest.fixture
def long_page(tmp_path, monkeypatch):
    """A page with two figures, the second several screens below the first, and both states in files."""
    monkeypatch.setattr(late, "LATE", 100)
    path = write_page(tmp_path, small_explorer("Near"), small_explorer("Far"))
    apart = '<div style="height: 9000px"></div><div class="aw-fallback">'
    head, sep, tail = path.read_text().rpartition('<div class="aw-fallback">')
    assert sep
    path.write_text(head + apart + tail)
    return path


def test_the_first_state_comes_with_the_page_and_the_others_when_they_come_near(long_page, chromium):  # noqa: F811
    html = long_page.read_text()
    records = json.loads(re.search(r'widget-state\+json">(.*?)</script>', html, re.S)[1])["state"]
    names = [record["late"] for record in records.values()]
    assert len(set(names)) == 2
    assert [f'src="states/{name}.js"' in html for name in names] == [True, False]
    with visit(chromium, long_page.as_uri()) as seen:
        seen.page.wait_for_selector(READY)
        seen.page.wait_for_timeout(300)
        assert seen.page.locator(READY).count() == 1
        assert seen.page.locator(".aw-fallback").count() == 1
        seen.page.locator(".aw-fallback").scroll_into_view_if_needed()
        seen.page.wait_for_function("document.querySelectorAll('.aw-widget[data-ready]').length === 2")
        assert seen.page.locator(".aw-fallback").count() == 0
        figure = seen.page.get_by_role("group", name="Far")
        before = figure.locator(".iso-sentence").text_content()
        figure.get_by_role("switch").first.click()
        assert figure.locator(".iso-sentence").text_content() != before
    seen.assert_sound()


class _Slow(Quiet):
    """A host whose page ends only after the state of its second figure was asked for."""

    held: str
    asked: threading.Event

    def do_GET(self) -> None:  # noqa: N802  (the name that the server calls)
        path = Path(self.translate_path(self.path))
        if path.stem == self.held:
            self.asked.set()
        if path.suffix != ".html":
            return super().do_GET()
        head, sep, tail = path.read_bytes().rpartition(b"</main>")
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(head)
        self.wfile.flush()
        self.in_time.append(self.asked.wait(60))
        self.wfile.write(sep + tail)


def test_a_reader_who_is_near_a_figure_need_not_wait_for_the_end_of_the_page(tmp_path, monkeypatch, chromium):  # noqa: F811
    monkeypatch.setattr(late, "LATE", 100)
    path = write_page(tmp_path, small_explorer("First"), small_explorer("Second"))
    states = (tmp_path / "states").iterdir()
    (held,) = (file.stem for file in states if f'src="states/{file.name}"' not in path.read_text())
    known = {"held": held, "asked": threading.Event(), "in_time": []}
    with serve(tmp_path, type("Slow", (_Slow,), known)) as address, visit(chromium, address + path.name) as seen:
        seen.page.wait_for_function("document.querySelectorAll('.aw-widget[data-ready]').length === 2")
        seen.page.wait_for_function("'whole' in document.documentElement.dataset")
    seen.assert_sound()
    assert known["in_time"] == [True]


def test_a_state_that_does_not_come_is_told(long_page, chromium):  # noqa: F811
    for path in (long_page.parent / "states").iterdir():
        if f'src="states/{path.name}"' not in long_page.read_text():
            path.unlink()
    with visit(chromium, long_page.as_uri()) as seen:
        seen.page.locator(".aw-fallback").last.scroll_into_view_if_needed()
        told = seen.page.get_by_role("alert")
        told.wait_for()
        assert "did not load" in told.text_content()
        # What the page showed before stays.
        assert seen.page.locator(".aw-fallback svg").count() == 1


POLICY = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:"


class _Strict(Quiet):
    """A host that lets pages run the site's own files, and nothing that stands in them."""

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()


@pytest.fixture(scope="module")
def strict():
    with serve(SITE, _Strict) as address:
        yield address


@pytest.mark.parametrize("page", ["book/welcome", "notebooks/09_men_and_women", "search", "book/evidence"])
def test_a_strict_host_runs_the_pages(page, strict, chromium):  # noqa: F811
    with visit(chromium, f"{strict}{page}.html?q=ngal") as seen:
        before = seen.page.evaluate("document.documentElement.dataset.mode")
        seen.page.locator(".theme-switch-button").first.click()
        assert seen.page.evaluate("document.documentElement.dataset.mode") != before
        if page == "search":
            seen.page.locator("#search-results li").first.wait_for()
        if page.startswith("notebooks/"):
            seen.page.locator(READY).first.wait_for()
            shown = seen.page.locator(READY).locator("input[role=switch]").first
            shown.click()
            # A picture that is far away waits while the page starts, and no longer.
            seen.page.wait_for_function("'whole' in document.documentElement.dataset")
            far = seen.page.locator(".iso-figure > svg.iso-wide").last
            assert far.evaluate("(svg) => getComputedStyle(svg).contentVisibility") == "visible"
            # The theme's button for paper asks for it through a script of ours.
            seen.page.evaluate("window.print = () => { window.asked = true }")
            seen.page.locator("[data-does=print]").evaluate("(button) => button.click()")
            assert seen.page.evaluate("window.asked") is True
    seen.assert_sound()


def test_no_figure_draws_hundreds_of_marks_one_by_one():
    """Each is an element with a shadow of its own: a thousand of them cost a phone a second."""
    drawn = {
        f"{path.stem} {number}": svg.count("<use")
        for path in (SITE / "notebooks").glob("*.html")
        for number, svg in enumerate(re.findall(r"<svg\b.*?</svg>", path.read_text(encoding="utf-8"), re.S))
    }
    assert drawn
    assert {name: marks for name, marks in drawn.items() if marks > 400} == {}


def test_no_page_holds_a_script_or_a_handler():
    for path in SITE.rglob("*.html"):
        # 404.html stands in for an address at any depth: it finds the site's files by the script that it holds.
        if path.relative_to(SITE).parts[0] in ("lite", "slides", "404.html"):
            continue
        html = path.read_text(encoding="utf-8")
        inline = re.findall(r"<script\b(?![^>]*\b(?:src|type)=)[^>]*>", html)
        assert not inline, f"{path.name}: {inline[0]}"
        assert not re.search(r"<[a-z][^<>]*\son[a-z]+=", html.partition("<main")[0]), path.name
