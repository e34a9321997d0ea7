"""Questions that can be answered without reading are found, each by the rule that it breaks."""

from __future__ import annotations

from dataclasses import replace

import pytest

from isotretinoin.classroom.guessing import Guessed, check_wording, guessed
from isotretinoin.questions.bank import Bank
from isotretinoin.questions.kinds import Choice, Option, Prediction

SOUND = ("The drug raised it", "The drug lowered it", "The plates differed")


def item(*texts: str, name: str = "q07-a", stem: str = "What happened?", lesson: str = "07") -> Choice:
    options = tuple(Option(text, "", correct=at == 0) for at, text in enumerate(texts))
    return Choice(id=name, lesson=lesson, objective="7.1", stem=stem, options=options)


def said(*questions: Choice) -> list[str]:
    return [f"{lesson} {code} {text}" for lesson, code, text in check_wording(Bank({one.id: one for one in questions}))]


def test_a_sound_question_passes():
    assert said(item(*SOUND)) == []


@pytest.mark.parametrize(
    ("texts", "code", "words"),
    [
        (("The drug raised it in most of the cells that were seen", *SOUND[1:]), "Q01", "times the mean of the others"),
        (
            ("It fell because of it", "It rose by nearly a half", "It was the same again"),
            "Q03",
            "1 of 3 options have a reason",
        ),
        (
            ("It fell. So be it", "It rose by a half", "It was the same again"),
            "Q03",
            "1 of 3 options have a second sentence",
        ),
        (("The drug raised it", "Nothing has changed", "The plates differed"), "Q04", "straw man"),
    ],
)
def test_what_gives_a_key_away_is_named(texts, code, words):
    (found,) = said(item(*texts))
    assert found.startswith(f"07 {code} q07-a: ")
    assert words in found


def test_two_questions_in_one_are_named_and_the_setting_does_not_count():
    assert said(item(*SOUND, stem="Who asked? A reader.\n\nWhat happened?")) == []
    assert "Q05" in said(item(*SOUND, stem="What happened? And why?"))[0]


def test_a_lesson_whose_keys_are_always_longest_is_named():
    longest = [item("The drug raised it", "It has lowered", "Plates differed", name=f"q07-{n}") for n in range(4)]
    found = said(*longest)
    assert any("07 Q02 in 4 of 4 items the right option is the longest" in one for one in found)
    assert any(one.startswith(" Q02 in 4 of 4 items of the course the longest option") for one in found)
    assert not any("longest" in one for one in said(*longest[:3])), "three items are too few for a share"


def test_test_wise_rule_strikes_reasons_and_absolutes_before_length():
    wise = item("It rose a bit", "It never rose at all in any one", "It rose since the plates were warm")
    assert guessed([wise]) == Guessed(items=1, longest=0, shortest=1, test_wise=1)


def test_questions_with_several_keys_and_other_kinds_are_left_out():
    several = replace(item(*SOUND), multiple=True)
    predicted = Prediction(id="p07-a", lesson="07", objective="7.1", stem="What will happen?", options=several.options)
    assert guessed([several, predicted]).items == 0
