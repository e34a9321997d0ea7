"""Publish by push, and the other ways out of the site: workflows, archive, e-book, paper, cards, links, pictures."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from collections import Counter
from pathlib import Path

import anki
import archive
import epub
import look
import outside
import pdf
import pytest
import yaml
from browser import chromium, serve  # noqa: F401  (chromium is a fixture)
from explore_pages import push_down, write_page
from explore_samples import small_explorer
from paper_pages import PaperError, pages_of, pictures
from PIL import Image
from pypdf import PdfReader

ROOT = Path(__file__).resolve().parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
FORMS = [path for path in sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml")) if path.stem != "config"]


# --- workflows -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("schema", "files", "more"),
    [
        ("vendor.github-workflows", WORKFLOWS, ()),
        ("vendor.github-issue-forms", FORMS, ()),
        ("vendor.gitlab-ci", [ROOT / ".gitlab-ci.yml"], ("--data-transform", "gitlab-ci")),
        ("vendor.citation-file-format", [ROOT / "CITATION.cff"], ("--default-filetype", "yaml")),
    ],
)
def test_files_of_the_forges_follow_their_schemas(schema, files, more):
    assert files
    command = [Path(sys.executable).with_name("check-jsonschema"), "--builtin-schema", schema, *more, *files]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_actionlint_finds_nothing_in_the_workflows(tmp_path):
    program = ROOT / "_build" / "outside" / "node_modules" / "@tktco" / "node-actionlint" / "bin" / "node-actionlint.js"
    if not program.is_file() or not shutil.which("node"):
        pytest.skip("actionlint is not here: install Node.js and run tools/outside-tools")

    def told(folder: Path) -> subprocess.CompletedProcess:
        # One start for all files: it takes seconds.
        command = ["node", program, str(folder / "*.yml")]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    ran = told(WORKFLOWS[0].parent)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    for path in WORKFLOWS:
        text = path.read_text(encoding="utf-8")
        (tmp_path / path.name).write_text(text.replace("github.token", "github.nothing", 1), encoding="utf-8")
    wrong = {path.name for path in tmp_path.iterdir() if "github.nothing" in path.read_text(encoding="utf-8")}
    assert wrong
    ran = told(tmp_path)
    assert ran.returncode == 1, "it would find what is wrong"
    assert {name for name in wrong if name in ran.stdout + ran.stderr} == wrong


def made_by() -> set[str]:
    """Return every target of make that a workflow calls."""
    texts = [path.read_text(encoding="utf-8") for path in [*WORKFLOWS, ROOT / ".gitlab-ci.yml"]]
    lines = [line for text in texts for line in re.findall(r"\bmake ([\w .=\"${}]+)", text)]
    return {word for line in lines for word in line.split() if re.fullmatch(r"[a-z][a-z-]*", word)}


def test_workflows_call_targets_that_exist():
    targets = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    assert {"lite", "test", "archive", "outside"} <= made_by() - {"nodejs", "npm"}
    assert made_by() - {"nodejs", "npm"} <= targets


def test_a_public_address_holds_for_every_line_of_a_job():
    """`make test` builds the site as well: without the address, a site without one would be published."""
    told = []
    for path in WORKFLOWS:
        for name, job in yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"].items():
            lines = [step.get("run", "") for step in job["steps"]]
            assert not any("SITE_URL=" in line for line in lines), f"{path.name}: {name}"
            if any(re.search(r"\bmake (lite|site|test)\b", line) for line in lines):
                told.append(job["env"]["SITE_URL"])
    assert told == ["${{ vars.SITE_URL }}"] * 2
    assert "SITE_URL=" not in (ROOT / ".gitlab-ci.yml").read_text(encoding="utf-8")


def test_a_job_has_only_the_rights_it_needs_and_an_end():
    for path in WORKFLOWS:
        workflow = yaml.safe_load(path.read_text(encoding="utf-8"))
        assert isinstance(workflow["permissions"], dict), f"{path.name} would have every right"
        for name, job in workflow["jobs"].items():
            assert job["timeout-minutes"] <= 180, f"{path.name}: {name}"
        asked_by_strangers = "pull_request" in workflow[True]
        assert not asked_by_strangers or set(workflow["permissions"].values()) == {"read"}, path.name


def test_the_devcontainer_is_json_and_makes_the_environment():
    container = json.loads((ROOT / ".devcontainer" / "devcontainer.json").read_text(encoding="utf-8"))
    assert container["postCreateCommand"] == "make .venv/.ready"


# --- archive ---------------------------------------------------------------------------------------------------------


def test_an_archive_holds_the_site_and_says_what_is_in_it(tmp_path):
    site = tmp_path / "html"
    (site / "book").mkdir(parents=True)
    (site / "index.html").write_text("<p>start</p>")
    (site / "book" / "page.html").write_text("<p>page</p>")
    packed = archive.pack(site, tmp_path / "out", "course-1.0")
    again = archive.pack(site, tmp_path / "again", "course-1.0")
    assert packed.read_bytes() == again.read_bytes()
    assert zipfile.ZipFile(packed).namelist() == ["course-1.0/book/page.html", "course-1.0/index.html"]
    check = subprocess.run(["sha256sum", "--check", "course-1.0.zip.sha256"], cwd=packed.parent, check=False)
    assert check.returncode == 0
    rows = (packed.parent / "course-1.0.manifest.tsv").read_text().splitlines()[1:]
    listed = {row.split("\t")[2]: row.split("\t")[:2] for row in rows}
    assert listed.keys() == {"index.html", "book/page.html"}
    for path, (digest, size) in listed.items():
        content = (site / path).read_bytes()
        assert (digest, int(size)) == (archive.hashlib.sha256(content).hexdigest(), len(content))


# --- paper and e-book ------------------------------------------------------------------------------------------------

STILL = """<div class="iso-explore iso-still"><p class="iso-setting">at 3</p><div class="iso-picture">
<svg role="img" aria-label="a line" viewBox="0 0 10 10"><clipPath id="c"><path d="M0 0H10"/></clipPath>
<path d=""/></svg>
</div><p class="iso-sentence">At 3 the line
 is flat.</p></div>"""
PAGE = """<!DOCTYPE html><html><body><article class="bd-article"><section id="t">
<h1>{title}<a class="headerlink">#</a></h1>
<p>Words with <a href="{other}#t">a link</a>, <a href="data.csv">a file</a> and <a href="#nowhere">a lost one</a>.</p>
<noscript>{still}</noscript><img src="../p.png"><span><p>inside</p></span><p id="t">twice</p>
<details><summary>More</summary><table border="1"><tr><td width="3">1</td></tr></table></details>
<math><mfrac><mn>1</mn><mn>2</mn></mfrac></math><script>alert(1)</script></section></article></body></html>"""


@pytest.fixture
def small_site(tmp_path):
    """Two pages with everything that makes an e-book fail, and their table of contents."""
    site = tmp_path / "site"
    (site / "book").mkdir(parents=True)
    for name, other in (("one", "two.html"), ("two", "one.html")):
        (site / "book" / f"{name}.html").write_text(PAGE.format(title=f"Page {name}", other=other, still=STILL))
    Image.new("RGB", (4, 4), "red").save(site / "p.png")
    contents = tmp_path / "toc.yml"
    contents.write_text("root: book/one\nparts: [{caption: Rest, chapters: [{file: book/two}]}]\n")
    return site, contents


def test_pages_for_paper_know_their_pictures_and_sentences(small_site):
    one, two = pages_of(*small_site)
    assert (one.title, one.part, two.part) == ("Page one", "", "Rest")
    assert (one.sentences, one.pictures) == (("At 3 the line is flat.",), 2)
    (small_site[0] / "book" / "two.html").unlink()
    with pytest.raises(PaperError, match="not built"):
        pages_of(*small_site)


def test_an_e_book_keeps_pictures_sentences_and_links(small_site, tmp_path):
    target = tmp_path / "course.epub"
    assert epub.main(["--site", str(small_site[0]), "--contents", str(small_site[1]), "--output", str(target)]) == 0
    packed = zipfile.ZipFile(target)
    chapter = packed.read("EPUB/one.xhtml").decode()
    assert 'viewBox="0 0 10 10"' in chapter
    assert "At 3 the line" in chapter
    assert 'href="two.xhtml#t"' in chapter
    assert "data.csv" not in chapter
    assert "alert" not in chapter
    assert packed.read("EPUB/images/p.png") == (small_site[0] / "p.png").read_bytes()


def checked_by_epubcheck(path: Path) -> str:
    jar = Path("/usr/share/java/epubcheck.jar")
    if not jar.is_file() or not shutil.which("java"):
        pytest.skip("no epubcheck here: install it ('apt install epubcheck')")
    ran = subprocess.run(["java", "-jar", jar, path], capture_output=True, text=True, check=False)
    return "" if ran.returncode == 0 else ran.stdout + ran.stderr


@pytest.mark.deep
def test_epubcheck_accepts_the_e_book(small_site, tmp_path):
    target = tmp_path / "course.epub"
    epub.main(["--site", str(small_site[0]), "--contents", str(small_site[1]), "--output", str(target)])
    assert checked_by_epubcheck(target) == ""


def test_a_lost_picture_stops_the_e_book(small_site, monkeypatch):
    monkeypatch.setattr(epub, "NOT_ON_PAPER", "svg")
    with pytest.raises(PaperError, match="of 2 pictures 1"):
        epub.bind(pages_of(*small_site), small_site[0])


def test_what_a_pdf_does_to_a_sentence_does_not_lose_it():
    sheets = ("Where nothing di\ufb00ers, it\nDecoding isotretinoin 3", "goes on overleaf.\nDecoding isotretinoin 4")
    on_paper = pdf.squeezed("".join(map(pdf.without_foot, sheets)))
    assert on_paper == pdf.squeezed("Where nothing differs, it goes on overleaf.")


@pytest.mark.deep
def test_the_whole_course_goes_on_paper_and_into_an_e_book(tmp_path):
    site, contents = ROOT / "_build" / "html", ROOT / "_toc.yml"
    pages = pages_of(site, contents)
    assert sum(len(page.sentences) for page in pages) > 20
    assert sum(page.pictures for page in pages) > 100
    book = tmp_path / "course.epub"
    assert epub.main(["--output", str(book)]) == 0
    assert checked_by_epubcheck(book) == ""
    paper = tmp_path / "course.pdf"
    ran = subprocess.run([sys.executable, ROOT / "tools" / "pdf.py", "--output", paper], capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr  # it refuses to lose a sentence or a picture
    reader = PdfReader(paper)
    titles = [one.title for part in reader.outline for one in (part if isinstance(part, list) else [part])]
    assert {page.title for page in pages} <= set(titles)
    left = [
        str(one.get_object()["/A"]["/URI"])
        for sheet in reader.pages
        for one in sheet.get("/Annots", [])
        if "/URI" in one.get_object().get("/A", {})
    ]
    assert not [address for address in left if address.startswith("file:")]
    assert {path.stem for path in tmp_path.glob("*.pdf")} >= {
        page.path.stem for page in pages if "notebooks" in page.place
    }


# --- cards -----------------------------------------------------------------------------------------------------------


def test_cards_hold_every_word_idea_and_point_once(tmp_path):
    cards = anki.cards(ROOT)
    kinds = Counter(kind for kind, *_ in cards)
    ideas = sum(
        len(yaml.safe_load(path.read_text(encoding="utf-8")))
        for path in (ROOT / "data" / "lessons").rglob("misconceptions.yml")
    )
    assert kinds["Ideas that mislead"] == ideas
    assert kinds["Words"] > 50
    assert kinds["Key points"] > 50
    names = [name for _, name, _, _ in cards]
    assert len(set(names)) == len(names), "Anki would take two cards for one"
    assert all(front and back for _, _, front, back in cards)
    target = tmp_path / "cards.apkg"
    anki.package(ROOT).write_to_file(str(target), timestamp=0)
    zipfile.ZipFile(target).extract("collection.anki2", tmp_path)
    with sqlite3.connect(tmp_path / "collection.anki2") as opened:
        assert opened.execute("select count(*) from cards").fetchone() == (len(cards),)


# --- links to the outside --------------------------------------------------------------------------------------------


def test_dead_links_are_told_from_live_and_refused_ones(tmp_path, monkeypatch):
    (tmp_path / "here.html").write_text("here")
    with serve(tmp_path) as address:
        said = outside.look([f"{address}here.html", f"{address}gone.html", "http://127.0.0.1:1/"])
    assert said == {f"{address}gone.html": "answers 404", "http://127.0.0.1:1/": "ConnectionError"}
    assert 403 in outside.REFUSES_PROGRAMS


def test_every_source_is_among_the_links():
    named = outside.links(ROOT)
    assert "https://doi.org/10.1172/JCI33869" in named
    assert len(named) > 100
    assert not [address for address in named if "example.org" in address]


# --- pictures of the pages -------------------------------------------------------------------------------------------


def test_what_differs_to_the_eye_is_told_and_nothing_else(tmp_path):
    now, accepted = tmp_path / "now", tmp_path / "accepted"
    for folder in (now, accepted):
        folder.mkdir()
        for name in ("same.png", "changed.png", "grown.png"):
            Image.new("RGB", (100, 100), "white").save(folder / name)
    Image.new("RGB", (100, 100), (250, 250, 250)).save(now / "same.png")  # no eye sees it
    changed = Image.new("RGB", (100, 100), "white")
    changed.paste("black", (0, 0, 10, 10))
    changed.save(now / "changed.png")
    Image.new("RGB", (100, 120), "white").save(now / "grown.png")
    Image.new("RGB", (9, 9)).save(now / "new.png")
    Image.new("RGB", (9, 9)).save(accepted / "gone.png")
    told = look.compare(now, accepted, ["same.png", "changed.png", "grown.png", "new.png"])
    assert told == {
        "changed.png": "1.00% of the pixels differ",
        "grown.png": "another size",
        "new.png": "new",
        "gone.png": "gone",
    }
    assert "now/changed.png" in look.report(told, tmp_path).read_text()


def test_a_picture_of_a_page_shows_its_figures_at_work(chromium, tmp_path, monkeypatch):  # noqa: F811
    monkeypatch.setattr(look, "WIDTHS", (390,))
    monkeypatch.setattr(look, "MODES", ("light",))
    folder = tmp_path / "site" / "notebooks"
    folder.mkdir(parents=True)
    push_down(write_page(folder, small_explorer("Near"), small_explorer("Far")))
    shown = {}
    for name, passes in (("still", lambda page: None), ("at work", look.pass_figures)):
        monkeypatch.setattr(look, "pass_figures", passes)
        into = tmp_path / name
        into.mkdir()
        (picture,) = look.pictures_of(chromium, tmp_path / "site", into)
        shown[name] = into / picture
    assert picture == "notebooks.page.390.light.png"
    assert look.share_that_differs(shown["still"], shown["at work"]) > look.FEW


def test_pictures_inside_a_drawing_are_not_counted_twice(small_site):
    article = pages_of(*small_site)[0].article()
    assert [one.name for one in pictures(article)] == ["svg", "img"]
