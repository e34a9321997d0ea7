"""``mount_points``: what it puts into a page of MyST-NB, what it takes out, and the widgets it refuses."""

from __future__ import annotations

import json
import re

import ipywidgets
import pytest
from explore_pages import STATE, as_myst_nb_writes
from explore_samples import small_explorer

from isotretinoin.pages.mount import DeadWidgetError, mount_points


def state_of(page: str) -> dict:
    return json.loads(re.search(rf'<script type="{re.escape(STATE)}">(.*?)</script>', page, re.S)[1])


def test_pages_without_widgets_stay_as_they_are():
    assert mount_points("<html><p>Text</p></html>") == "<html><p>Text</p></html>"


def test_fallback_stands_before_each_mount_point():
    one, two = small_explorer("One"), small_explorer("Two")
    page = mount_points(as_myst_nb_writes(one, two, one))
    parts = page.split('<script type="application/vnd.jupyter.widget-view+json">')
    assert len(parts) == 4
    for part, title in zip(parts, ("One", "Two", "One"), strict=False):
        before = part[part.rindex('<div class="aw-fallback">') :]
        assert f'<p class="iso-title">{title}</p>' in before
    ids = re.findall(r'\sid="([^"]*)"', "".join(parts[:-1]))
    assert ids
    assert len(ids) == len(set(ids))


def test_state_keeps_what_views_need_and_code_once():
    one, two, unseen = small_explorer("One"), small_explorer("Two"), small_explorer("Unseen")
    raw = as_myst_nb_writes(one, two, others=(one.layout, unseen))
    page = mount_points(raw)
    state = state_of(page)
    assert set(state["state"]) == {one.model_id, two.model_id}
    assert state["texts"] == [one._esm]
    kept = state["state"][one.model_id]["state"]
    assert kept["_esm"] == 0
    assert not {"_css", "fallback", "layout", "_model_name", "_dom_classes"} & set(kept)
    assert page.count(one._css) == 1
    assert page.index(one._css) < page.index("</head>")
    assert len(page) < 0.7 * len(raw)


def test_jslinks_between_shown_widgets_stay():
    one, two, unseen = small_explorer(), small_explorer(), small_explorer()
    kept = ipywidgets.jslink((one, "wet"), (two, "wet"))
    dropped = ipywidgets.jslink((one, "wet"), (unseen, "wet"))
    state = state_of(mount_points(as_myst_nb_writes(one, two, others=(unseen, kept, dropped))))
    assert set(state["state"]) == {one.model_id, two.model_id, kept.model_id}


def test_a_prepared_page_comes_back_unchanged():
    page = mount_points(as_myst_nb_writes(small_explorer()))
    assert mount_points(page) == page


def test_text_that_looks_like_the_end_of_a_script_is_harmless():
    explorer = small_explorer("</script><!--<script>alert(1)")
    page = mount_points(as_myst_nb_writes(explorer))
    assert state_of(page)["state"][explorer.model_id]["state"]["_title"] == explorer._title
    assert "<!--" not in page


def test_dead_widgets_are_named():
    with pytest.raises(
        DeadWidgetError, match=r"displays @jupyter-widgets/controls\.IntSliderModel, which is no anywidget"
    ):
        mount_points(as_myst_nb_writes(ipywidgets.IntSlider()))
    with pytest.raises(DeadWidgetError, match="VBoxModel"):
        mount_points(as_myst_nb_writes(ipywidgets.VBox([small_explorer()])))
    bare = small_explorer()
    bare.fallback = ""
    with pytest.raises(DeadWidgetError, match=r"explore\.frames\.Explorer, which has no fallback"):
        mount_points(as_myst_nb_writes(bare))


def test_a_view_without_state_is_dead_too():
    page = as_myst_nb_writes(small_explorer())
    without = page[: page.index(f'<script type="{STATE}">')]
    with pytest.raises(DeadWidgetError, match="whose state it does not have"):
        mount_points(without)


def test_a_dead_widget_that_no_page_displays_is_no_trouble():
    mount_points(as_myst_nb_writes(small_explorer(), others=(ipywidgets.IntSlider(),)))
