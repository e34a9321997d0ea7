"""The strip of small pictures: no letters that are too small to read, and a link with words for each."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup
from picture_samples import SAMPLES, drawn

from isotretinoin import pictures

PICTURE = drawn(next(iter(SAMPLES)))
LINK = "../notebooks/01_a_headline_and_a_gland.ipynb"


def test_each_thumbnail_is_a_link_with_words_and_without_letters():
    thumbnails = [pictures.Thumbnail(PICTURE, 0, (0, 10, 80.5, 90), words, LINK) for words in ("One & two", "Three")]
    page = BeautifulSoup(pictures.Strip(thumbnails, "A story")._repr_html_(), "html.parser")
    assert page.ol["aria-label"] == "A story"
    assert [link.get_text().strip() for link in page.select("a.iso-source")] == ["One & two", "Three"]
    assert {link["href"] for link in page.select("a")} == {LINK}
    for drawing in page.select("svg"):
        assert (drawing["viewbox"], drawing["aria-hidden"]) == ("0 10 80.5 90", "true")
        assert drawing.find("text") is None
        assert len(drawing.find_all(["path", "circle"])) > 3
    assert re.search(r"<text", PICTURE.panels[0].markup()), "the sample has letters that could have stayed"


@pytest.mark.parametrize("panel", [-1, len(PICTURE.panels)])
def test_a_panel_that_is_not_there_is_told(panel):
    with pytest.raises(pictures.PictureError, match="has panels 0 to"):
        pictures.Thumbnail(PICTURE, panel, (0, 0, 1, 1), "x", LINK)
