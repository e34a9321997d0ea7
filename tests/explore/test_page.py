"""``mount_points``: what it puts into a page of MyST-NB, what it takes out, and the widgets it refuses."""

from __future__ import annotations

import json
import re

import ipywidgets
import pytest
from explore_pages import STATE, as_myst_nb_writes
from explore_samples import small_explorer

from isotretinoin.pages.mount import DeadWidgetError, mount_points


def mounted(html: str) -> str:
    return mount_points(html, {})


def state_of(page: str) -> dict:
    return json.loads(re.search(rf'<script type="{re.escape(STATE)}">(.*?)</script>', page, re.S)[1])


def test_pages_without_widgets_stay_as_they_are():
    assert mounted("<html><p>Text</p></html>") == "<html><p>Text</p></html>"


def test_fallback_stands_before_each_mount_point():
    one, two = small_explorer("One"), small_explorer("Two")
    page = mounted(as_myst_nb_writes(one, two, one))
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
    page = mounted(raw)
    state = state_of(page)
    assert set(state["state"]) == {one.model_id, two.model_id}
    (name,) = state["scripts"]
    kept = state["state"][one.model_id]["state"]
    assert kept["_esm"] == name
    assert page.count(f'<script defer src="widgets/{name}.js"></script>') == 1
    assert one._esm not in page
    assert not {"_css", "fallback", "layout", "_model_name", "_dom_classes"} & set(kept)
    assert page.count(one._css) == 1
    assert page.index(one._css) < page.index("</head>")
    assert len(page) < 0.7 * len(raw)


def test_jslinks_between_shown_widgets_stay():
    one, two, unseen = small_explorer(), small_explorer(), small_explorer()
    kept = ipywidgets.jslink((one, "wet"), (two, "wet"))
    dropped = ipywidgets.jslink((one, "wet"), (unseen, "wet"))
    state = state_of(mounted(as_myst_nb_writes(one, two, others=(unseen, kept, dropped))))
    assert set(state["state"]) == {one.model_id, two.model_id, kept.model_id}


def test_a_prepared_page_comes_back_unchanged():
    page = mounted(as_myst_nb_writes(small_explorer()))
    assert mounted(page) == page


def test_text_that_looks_like_the_end_of_a_script_is_harmless():
    explorer = small_explorer("</script><!--<script>alert(1)")
    page = mounted(as_myst_nb_writes(explorer))
    assert state_of(page)["state"][explorer.model_id]["state"]["_title"] == explorer._title
    assert "<!--" not in page


def test_dead_widgets_are_named():
    with pytest.raises(
        DeadWidgetError, match=r"displays @jupyter-widgets/controls\.IntSliderModel, which is no anywidget"
    ):
        mounted(as_myst_nb_writes(ipywidgets.IntSlider()))
    with pytest.raises(DeadWidgetError, match="VBoxModel"):
        mounted(as_myst_nb_writes(ipywidgets.VBox([small_explorer()])))
    bare = small_explorer()
    bare.fallback = ""
    with pytest.raises(DeadWidgetError, match=r"explore\.frames\.Explorer, which has no fallback"):
        mounted(as_myst_nb_writes(bare))


def test_a_view_without_state_is_dead_too():
    page = as_myst_nb_writes(small_explorer())
    without = page[: page.index(f'<script type="{STATE}">')]
    with pytest.raises(DeadWidgetError, match="whose state it does not have"):
        mounted(without)


def test_a_dead_widget_that_no_page_displays_is_no_trouble():
    mounted(as_myst_nb_writes(small_explorer(), others=(ipywidgets.IntSlider(),)))


def test_code_becomes_scripts_of_files_by_kind():
    scripts = {}
    page = mount_points(as_myst_nb_writes(small_explorer("One"), small_explorer("Two")), scripts)
    ((name, text),) = scripts.items()
    assert re.fullmatch(r"frames-[0-9a-f]{10}\.js", name)
    assert text.startswith(f'(globalThis.isotretinoinWidgets ??= {{}})["{name.removesuffix(".js")}"]')
    assert page.index(name) < page.index("anywidget-host.js"), "the host would find no code"


def test_scripts_lie_beside_the_host():
    page = as_myst_nb_writes(small_explorer()).replace('src="anywidget', 'src="../_static/anywidget')
    assert '<script defer src="../_static/widgets/frames-' in mounted(page)


def test_a_page_without_the_host_is_refused():
    page = as_myst_nb_writes(small_explorer()).replace("anywidget-host.js", "other.js")
    with pytest.raises(DeadWidgetError, match=r"does not load anywidget-host\.js"):
        mounted(page)


def test_code_that_needs_other_code_is_refused():
    explorer = small_explorer()
    explorer._esm = 'import * as other from "https://example.org/other.js";\nexport default {};'
    with pytest.raises(DeadWidgetError, match="code can't be a script: This module imports others"):
        mounted(as_myst_nb_writes(explorer))
