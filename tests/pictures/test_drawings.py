"""Every picture of the course: roles instead of colours, small, described, sourced, and the same twice."""

from __future__ import annotations

import gzip
import re

import pytest
from picture_samples import SAMPLES, draw_again, drawn

from isotretinoin import pictures
from isotretinoin.evidence import claim
from isotretinoin.explore import explore
from isotretinoin.figures import PALETTE
from isotretinoin.pages.figures import number_figures
from isotretinoin.pictures.kit import ROLES, Panel, colours, ring, smooth, style_sheet
from isotretinoin.pictures.kit.roles import TINTS, share_sheet

MODES = pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
EACH = pytest.mark.parametrize("sample", SAMPLES)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dim, bright = sorted([luminance(one), luminance(other)])
    return (bright + 0.05) / (dim + 0.05)


def test_every_picture_has_a_sample():
    assert {values["name"] for values in SAMPLES.values()} == set(pictures.names())


@MODES
def test_letters_can_be_read(dark):
    table = colours(dark)
    grounds = ["paper", "ngal1", "drug1", "skin1", "dermis1", "grey1", "fat1", "bacteria1", "siderophore1", "control1"]
    for letters, least in (("ink", 7), ("muted", 4.5), ("words", 4.5), ("alarm", 4.5)):
        for ground in grounds:
            assert contrast(table[letters], table[ground]) >= least, f"{letters} on {ground}"


@MODES
def test_lines_can_be_seen(dark):
    table = colours(dark)
    for role in set(ROLES) - {"shine"}:
        least = 2.9 if role == "dermis" else 3
        assert contrast(table[role], table["paper"]) >= least, role


def test_shared_roles_have_the_colours_of_the_figures():
    assert colours(False)["ngal"] == PALETTE["LCN2 siRNA"].lower()
    assert colours(False)["drug"] == PALETTE["treated"].lower()


@EACH
def test_small(sample):
    assert len(gzip.compress(drawn(sample)._repr_html_().encode())) <= 15_000


@EACH
def test_described(sample):
    picture = drawn(sample)
    # A step is one of several, each with a description of its own.
    least = 40 if "step" in SAMPLES[sample] else 60
    assert least <= len(picture.description.split()) <= 110
    assert picture.description not in picture.caption
    assert 8 <= len(picture.caption.split()) <= 60
    assert re.search(r"\d", picture.caption) or "sources" in SAMPLES[sample], "a caption has a number"
    assert "*" not in picture.description + picture.title


@EACH
def test_named_sources(sample):
    picture = drawn(sample)
    assert picture.facts, "each picture shows at least one sourced fact"
    for fact in picture.facts:
        assert f'href="../book/evidence.md#{fact.id}"' in picture._repr_html_() or fact.source.short in (
            other.source.short for other in picture.facts if other is not fact
        )


@EACH
def test_roles_only(sample):
    html = drawn(sample).drawing.replace(style_sheet(), "")
    assert not re.findall(r'(?:fill|stroke)="(?!none|var)[^"]*"|#[0-9a-fA-F]{3,8}\b|rgb', html)
    used = set(re.findall(r"var\(--(\w+)\)", html))
    assert used <= set(colours(False)) | {"halo", "basis"}


@EACH
def test_stands_alone(sample):
    html = drawn(sample)._repr_html_()
    assert not re.search(r"<image|<img|<script|https?:|url\(", html)
    assert not re.search(r'\sid="', html), "a picture may stand twice on a page"
    assert "CC BY 4.0" in html


@EACH
def test_same_bytes_twice(sample):
    assert draw_again(sample)._repr_html_() == drawn(sample)._repr_html_()


def test_colours_differ_from_their_tints():
    table = colours(True)
    assert len({table["ngal" + ending] for ending in ("", *TINTS)}) == 4


def test_a_page_keeps_one_sheet():
    picture = drawn("knockdown")._repr_html_()
    page = share_sheet(f"<html><head></head><body>{picture}{picture}</body></html>")
    assert page.count(style_sheet()) == 1
    assert page.index(style_sheet()) < page.index("</head>")
    assert share_sheet("<html></html>") == "<html></html>"


def test_claims_come_in_as_values_and_are_named():
    picture = pictures.show("gland", surface=claim("det-surface-2p4"), caption="A caption.")
    assert "2.4-fold" in picture.drawing
    assert picture.caption == "A caption."
    assert [fact.id for fact in picture.facts] == ["det-surface-2p4"]
    assert "2.4" not in pictures.show("gland").drawing.replace(style_sheet(), "").split("<svg")[0]


def test_unknown_pictures_and_values_are_told():
    with pytest.raises(pictures.PictureError, match="Do you mean 'gland'"):
        pictures.show("glands")
    with pytest.raises(pictures.PictureError, match=r"There are: .*gland"):
        pictures.show("zzz")
    with pytest.raises(pictures.PictureError, match="colour"):
        pictures.show("gland", colour="red")


def test_a_picture_steps():
    made = explore(
        lambda silenced, drug: pictures.show(
            "knockdown", rise=claim("lcn2-fold"), kept=0.3, silenced=silenced, drug=drug
        ).state(),
        silenced=[True, False],
        drug=[True, False],
    )
    assert len(made.states) == 4
    html = made.picture(0)
    assert html.startswith('<div aria-label="')
    assert html.count("<svg") == 2
    assert "2 of 7" in made.fallback
    # In an explorable as below a drawing that stands alone: who drew it, under which licence, whose facts.
    assert f'<p class="iso-credit">{drawn("knockdown").credit}</p>' in made.fallback
    assert made._credit.count("CC BY 4.0") == made._credit.count("#lcn2-fold") == 1


def test_curves_close_and_dots_share_one_element():
    assert smooth(ring(0, 0, 5, 5), closed=True).endswith("z")
    panel = Panel()
    panel.dots([(1, 2), (4, 6)], "fat", 3)
    panel.dots([], "fat", 3)
    assert [part.split('"')[1] for part in panel.parts] == ["m1 2h0m3 4h0"]


def test_labels_travel_with_marks():
    pictures_ = [drawn(sample).drawing for sample in ("exchange, way 1", "exchange, way 7")]
    places = [dict(re.findall(r'data-mark="(label \d)" transform="([^"]*)"', html)) for html in pictures_]
    assert len(places[0]) == len(places[1]) == 6
    assert sorted(places[0].values()) == sorted(places[1].values())
    assert places[0] != places[1]


@EACH
def test_marks_have_names_of_their_own(sample):
    marks = re.findall(r'data-mark="([^"]*)"', drawn(sample).drawing)
    assert len(marks) == len(set(marks))


def test_captions_are_numbered_once():
    page = drawn("knockdown")._repr_html_() * 2
    once = number_figures(page)
    assert [int(number) for number in re.findall(r"Figure (\d)\.</b>", once)] == [1, 2]
    assert number_figures(once) == once
