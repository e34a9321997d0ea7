"""What a reader has before the widget starts, without JavaScript and on paper: a picture, every sentence."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from .choices import Choice, Option, spell

__all__ = ["fallback_html"]


def _table(choices: Sequence[Choice], states: Sequence[tuple[Option, ...]], sentences: Sequence[str]) -> str:
    head = "".join(f'<th scope="col">{escape(choice.label)}</th>' for choice in choices)
    rows = "".join(
        "<tr>"
        + "".join(f'<th scope="row">{escape(spell(option))}</th>' for option in state)
        + f"<td>{escape(sentence)}</td></tr>"
        for state, sentence in zip(states, sentences, strict=True)
    )
    return (
        f'<table class="iso-table"><thead><tr>{head}<th scope="col">What the figure shows</th></tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )


def fallback_html(
    title: str,
    picture: str,
    choices: Sequence[Choice],
    states: Sequence[tuple[Option, ...]],
    sentences: Sequence[str],
    chosen: int,
    credit: str = "",
    phone_shape: str = "",
) -> str:
    """Return complete HTML for one explorable without its controls.

    Parameters
    ----------
    title : str
        May be empty.
    picture : str
        ``<svg>`` of the state shown.
    choices, states, sentences
        Each state's options in the order of the choices, and its sentence.
    chosen : int
        Position of the state shown.
    credit
        Who drew the pictures (HTML); may be empty.
    phone_shape : str
        Width / height of another picture, whose room is kept on a phone: nothing moves when it comes.
    """
    heading = f'<p class="iso-title">{escape(title)}</p>' if title else ""
    setting = " · ".join(
        f"{escape(choice.label)}: {escape(spell(option))}"
        for choice, option in zip(choices, states[chosen], strict=True)
    )
    room = f' style="--phone-shape: {phone_shape}"' if phone_shape else ""
    drawn_by = f'<p class="iso-credit">{credit}</p>' if credit else ""
    return (
        f'<div class="iso-explore iso-still">{heading}<p class="iso-setting">{setting}</p>'
        # What scrolls on a narrow page must be reached by keys, and no script is here to see whether it scrolls.
        f'<div class="iso-picture" tabindex="0" role="region" aria-label="Picture"{room}>{picture}</div>'
        f'<p class="iso-sentence">{escape(sentences[chosen])}</p>{drawn_by}'
        f'<details class="iso-states" open><summary>All {len(states)} states in words</summary>'
        f'<div class="iso-scroll" tabindex="0" role="region" aria-label="Table">'
        f"{_table(choices, states, sentences)}</div></details></div>"
    )
