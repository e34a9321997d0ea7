"""Every picture in a browser, beside the text and on a phone: letters that can be read, and nothing that overlaps."""

from __future__ import annotations

import pytest
from browser import chromium, visit  # noqa: F401
from picture_samples import SAMPLES, drawn

PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Picture</title>
<style>body {{ margin: 0 {margin}px; font: 16px "DejaVu Sans", sans-serif; }}</style>{pictures}</html>"""

_TEXTS = """() => [...document.querySelectorAll(".iso-pic > svg")].map((svg) => {
    const frame = svg.getBoundingClientRect();
    const scale = frame.width / svg.viewBox.baseVal.width;
    const rows = [...svg.querySelectorAll("text")].flatMap((text) => {
        const lines = [...text.querySelectorAll("tspan[x]")];
        return (lines.length ? lines : [text]).map((line) => {
            const box = line.getBoundingClientRect();
            return {
                words: line.textContent, size: parseFloat(getComputedStyle(text).fontSize) * scale,
                left: box.left, right: box.right, top: box.top, bottom: box.bottom,
            };
        });
    });
    const { left, right, top, bottom } = frame;
    const title = svg.closest(".iso-pic").ariaLabel.split(".")[0];
    return { title, rows, left, right, top, bottom };
})"""


def overlap(one: dict, other: dict) -> bool:
    """Tell whether letters lie on each other: line boxes are higher than their letters, so a fifth is let go."""
    high = 0.22 * min(one["bottom"] - one["top"], other["bottom"] - other["top"])
    across = min(one["right"], other["right"]) - max(one["left"], other["left"])
    down = min(one["bottom"], other["bottom"]) - max(one["top"], other["top"])
    return across > 1 and down > high


@pytest.mark.parametrize(("width", "margin"), [(690, 0), (360, 16), (1100, 155)])
def test_letters_keep_their_size_and_place(chromium, tmp_path, width, margin):  # noqa: F811
    page = tmp_path / "pictures.html"
    pictures = "".join(drawn(sample)._repr_html_() for sample in SAMPLES)
    page.write_text(PAGE.format(margin=margin, pictures=pictures), encoding="utf-8")
    with visit(chromium, page.as_uri(), width=width) as seen:
        panels = seen.page.evaluate(_TEXTS)
        assert seen.overflow() <= 0
        seen.assert_sound()
    assert len(panels) > len(SAMPLES)
    found = []
    for panel in panels:
        for place, row in enumerate(panel["rows"]):
            if row["size"] < 11:
                found.append(f"{panel['title']}: {row['words']!r} is {row['size']:.1f} px high")
            inside = panel["left"] - 1 <= row["left"] and row["right"] <= panel["right"] + 1
            if not (inside and panel["top"] - 1 <= row["top"] and row["bottom"] <= panel["bottom"] + 3):
                found.append(f"{panel['title']}: {row['words']!r} leaves its panel")
            for other in panel["rows"][place + 1 :]:
                if overlap(row, other):
                    found.append(f"{panel['title']}: {row['words']!r} lies on {other['words']!r}")
    assert not found, "\n".join(dict.fromkeys(found))


_COLUMN = 672
"""What a page of the course, 1280 wide, leaves to a picture."""


def test_panels_of_a_third_stand_three_in_a_row(chromium, tmp_path):  # noqa: F811
    narrow = [sample for sample in SAMPLES if {panel.width for panel in drawn(sample).panels} == {222}]
    assert narrow
    page = tmp_path / "row.html"
    pictures = "".join(drawn(sample)._repr_html_() for sample in narrow)
    page.write_text(PAGE.format(margin=0, pictures=pictures), encoding="utf-8")
    with visit(chromium, page.as_uri(), width=_COLUMN) as seen:
        tops = seen.page.evaluate(
            """() => [...document.querySelectorAll(".iso-pic")].map((picture) =>
                [...picture.querySelectorAll("svg")].slice(0, 3).map((svg) => svg.getBoundingClientRect().top))"""
        )
    assert [len(set(three)) for three in tops] == [1] * len(narrow)
