"""Found, cited, and reached by its old address: heads of pages, structured data, sitemap, redirects, versions."""

from __future__ import annotations

import json
import re
import tomllib
import xml.etree.ElementTree as ET
from html import unescape
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from programs import load
from sphinx.errors import ExtensionError

ROOT = Path(__file__).resolve().parents[2]
ADDRESS = "https://example.org/course/"
TOC = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
PAGES = [TOC["root"], *(one["file"] for part in TOC["parts"] for one in part["chapters"])]
LESSONS = [page for page in PAGES if page.startswith("notebooks/")]
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]


@pytest.fixture(scope="module")
def found():
    return load("book/_ext/course_found.py")


def app_of(found, tmp_path, monkeypatch, address: str = "", setting: str = ""):
    monkeypatch.setenv("SITE_URL", address)
    config = SimpleNamespace(course_address=setting, html_baseurl="", html_theme_options={}, root_doc=TOC["root"])
    env = SimpleNamespace(found_docs=set(PAGES))
    builder = SimpleNamespace(format="html")
    app = SimpleNamespace(srcdir=str(ROOT), outdir=str(tmp_path), config=config, env=env, builder=builder)
    found._settle(app, config)
    return app


def head(found, app, page: str) -> str:
    context = {"body": "<h1>T</h1><p>First words.</p>", "title": "T &amp; more"}
    found._add_head(app, page, "page.html", context, None)
    return context.get("metatags", "")


# --- the public address ----------------------------------------------------------------------------------------------


def test_without_an_address_no_page_names_one(found, tmp_path, monkeypatch):
    app = app_of(found, tmp_path, monkeypatch)
    assert app.config.html_baseurl == ""
    assert [head(found, app, page) for page in PAGES] == [""] * len(PAGES)
    found._write_addresses(app, None)
    assert not (tmp_path / "sitemap.xml").exists()
    assert not (tmp_path / "robots.txt").exists()


def test_with_an_address_each_page_has_its_card(found, tmp_path, monkeypatch):
    app = app_of(found, tmp_path, monkeypatch, setting=ADDRESS.rstrip("/"))
    assert app.config.html_baseurl == ADDRESS
    said = head(found, app, "book/data")
    assert '<meta name="description" content="First words.">' in said
    assert f'<meta property="og:url" content="{ADDRESS}book/data.html">' in said
    assert f'<meta property="og:image" content="{ADDRESS}_static/screenshot.png">' in said
    assert '<meta property="og:title" content="T &amp; more">' in said
    assert (ROOT / "book" / "_static" / "screenshot.png").is_file()


def test_the_environment_goes_before_the_setting_and_nonsense_is_refused(found, tmp_path, monkeypatch):
    app = app_of(found, tmp_path, monkeypatch, address=ADDRESS, setting="https://another.example/")
    assert app.config.course_address == ADDRESS
    with pytest.raises(ExtensionError, match="public address"):
        app_of(found, tmp_path, monkeypatch, address="example.org")


def test_sitemap_and_robots_name_every_page_once(found, tmp_path, monkeypatch):
    found._write_addresses(app_of(found, tmp_path, monkeypatch, address=ADDRESS), None)
    named = [one.text for one in ET.parse(tmp_path / "sitemap.xml").getroot().iter() if one.tag.endswith("loc")]
    assert sorted(named) == sorted([ADDRESS, *(f"{ADDRESS}{page}.html" for page in PAGES[1:])])
    assert f"Sitemap: {ADDRESS}sitemap.xml" in (tmp_path / "robots.txt").read_text()


# --- structured data -------------------------------------------------------------------------------------------------

TEXT, TEXTS = (str, 1), (list, 1)
LEARNING_RESOURCE = {
    "@context": TEXT, "@id": TEXT, "url": TEXT, "name": TEXT, "description": TEXT, "learningResourceType": TEXT,
    "teaches": TEXTS, "timeRequired": TEXT, "competencyRequired": (list, 0), "keywords": TEXTS, "inLanguage": TEXT,
    "license": TEXT, "version": TEXT, "isPartOf": (dict, 1), "isAccessibleForFree": (bool, None),
}  # fmt: skip
"""What the training profile of Bioschemas asks for: key, kind, least length."""


def structured(said: str) -> dict:
    (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', said, re.S)
    return json.loads(text)


@pytest.mark.parametrize("page", LESSONS)
def test_a_lesson_is_a_learning_resource_made_from_its_contract(found, tmp_path, monkeypatch, page):
    data = structured(head(found, app_of(found, tmp_path, monkeypatch, address=ADDRESS), page))
    assert data["@type"] == "LearningResource"
    for key, (kind, least) in LEARNING_RESOURCE.items():
        assert isinstance(data[key], kind), key
        assert least is None or len(data[key]) >= least, key
    contract = yaml.safe_load((ROOT / "data" / "lessons" / page[10:12] / "contract.yml").read_text(encoding="utf-8"))
    assert data["timeRequired"] == f"PT{contract['minutes']}M"
    assert len(data["teaches"]) == len(contract["objectives"])
    assert len(data["competencyRequired"]) == len(contract["prerequisites"])
    assert all(isinstance(one, str) and one for one in data["teaches"] + data["competencyRequired"])
    assert data["version"] == VERSION
    assert data["url"] == f"{ADDRESS}{page}.html"


def test_the_welcome_page_is_the_course_with_all_lessons(found, tmp_path, monkeypatch):
    data = structured(head(found, app_of(found, tmp_path, monkeypatch, address=ADDRESS), TOC["root"]))
    assert (data["@type"], data["url"], data["provider"]["@type"]) == ("Course", ADDRESS, "Organization")
    assert [one["@id"] for one in data["hasPart"]] == [f"{ADDRESS}{page}.html" for page in LESSONS]
    assert all(one["name"] for one in data["hasPart"])


def test_a_description_is_plain_and_ends_at_a_word(found):
    long = found.description(f"<p class='course-door'>no</p><p>{'word &amp; ' * 60}</p>")
    assert len(long) <= found.LONGEST
    assert long.endswith("word & …") or long.endswith("word …") or long.endswith("& …")
    assert unescape(long) == long


# --- addresses that were published -----------------------------------------------------------------------------------


def test_no_published_address_dies(found):
    addresses = found.published(ROOT / "book" / "published.txt")
    alive = {"index.html", *(f"{page}.html" for page in PAGES)}
    lost = {old: new for old, new in addresses.items() if new not in alive}
    assert not lost, "write `old -> new` into book/published.txt"
    assert alive - set(addresses) == set(), "a new page gets its line in book/published.txt"


def test_a_moved_page_leads_on_from_its_old_address(found, tmp_path):
    listed = tmp_path / "published.txt"
    listed.write_text("# a comment\nbook/old.html -> notebooks/new.html\nbook/same.html\n")
    assert found.published(listed) == {"book/old.html": "notebooks/new.html", "book/same.html": "book/same.html"}
    page = found.redirect("book/old.html", "notebooks/new.html")
    assert 'content="0; url=../notebooks/new.html"' in page
    assert '<a href="../notebooks/new.html">' in page
    listed.write_text("book/old\n")
    with pytest.raises(ExtensionError, match="line 1"):
        found.published(listed)


# --- one version -----------------------------------------------------------------------------------------------------


def test_version_licence_and_title_agree_everywhere(found, tmp_path, monkeypatch):
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    zenodo = json.loads((ROOT / ".zenodo.json").read_text(encoding="utf-8"))
    newest = re.search(r"^## (\d[\w.]*)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.M)
    assert {citation["version"], zenodo["version"], newest[1]} == {VERSION}
    assert citation["title"] == zenodo["title"]
    assert citation["keywords"] == zenodo["keywords"]
    assert [one["name"] for one in citation["authors"]] == [one["name"] for one in zenodo["creators"]]
    app = app_of(found, tmp_path, monkeypatch)
    assert f"Version {VERSION}." in app.config.html_theme_options["extra_footer"]
