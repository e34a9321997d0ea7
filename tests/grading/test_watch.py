"""What becomes of a cell in each order of events, with moments that are written down: no clock, no machine."""

from __future__ import annotations

import pytest

from isotretinoin.grading.kernel import execution
from isotretinoin.grading.kernel.sandbox import Limits
from isotretinoin.grading.kernel.watch import GRACE, Purse, Stopped, Watch

LIMITS = Limits(cell_seconds=10, total_seconds=100)
LATE = LIMITS.patience * LIMITS.cell_seconds + 1


def watch(**known) -> Watch:
    made = Watch(LIMITS, Purse(100.0, 1000.0), allowed=10.0, begun=0.0)
    for name, value in known.items():
        setattr(made, name, value)
    return made


def ending(made: Watch, now: float) -> Stopped:
    with pytest.raises(Stopped) as stopped:
        made.look(now)
    return stopped.value


def test_a_reply_that_comes_after_the_interruption_is_told_as_the_limit_that_was_met():
    """On a busy machine the reply can come so late that the cell's time by the clock is over as well."""
    made = watch(spent=11.0)
    made.interrupt(made.exceeded(11.0, 0), 11.0)
    made.replied, made.quiet_since = True, LATE
    found = ending(made, LATE)
    assert "ran longer than 10 seconds" in str(found)
    assert not found.died


def test_an_interrupted_cell_that_replies_and_falls_silent_has_timed_out():
    made = watch(spent=11.0)
    made.interrupt(made.exceeded(11.0, 0), 11.0)
    made.replied, made.quiet_since = True, 12.0
    made.look(12.0 + GRACE)
    assert "ran longer than" in str(ending(made, 12.1 + GRACE))


def test_an_interrupted_cell_that_does_not_listen_is_ended():
    made = watch()
    made.interrupt("ran longer than 10 seconds", 11.0)
    made.look(11.0 + GRACE)
    found = ending(made, 11.1 + GRACE)
    assert str(found).endswith("was stopped. It did not listen.")
    assert not found.died


def test_a_cell_that_replies_and_whose_output_never_ends_has_broken_its_kernel():
    made = watch(replied=True, quiet_since=2.0)
    made.look(2.0 + GRACE)
    found = ending(made, 2.1 + GRACE)
    assert "too large to travel" in str(found)
    assert found.died
    assert ending(watch(replied=True, quiet_since=LATE), LATE).died, "output that goes on past the cell's time"


def test_a_crowded_machine_is_given_more_time_and_says_the_same():
    """Under a load of sixteen a large output came later than the grace, and a sound kernel was called broken."""
    made = watch(replied=True, quiet_since=2.0, crowd=4.0)
    made.look(2.0 + 4 * GRACE)
    assert "too large to travel" in str(ending(made, 2.1 + 4 * GRACE))
    assert watch(crowd=4.0).exceeded(LATE, 0) == ""
    assert "ran longer" in watch(crowd=4.0).exceeded(4 * LATE, 0)
    watch(replied=True, quiet_since=LATE, crowd=4.0).look(LATE)
    stopped = watch(crowd=4.0)
    stopped.interrupt("ran longer than 10 seconds", 11.0)
    stopped.look(11.0 + 4 * GRACE)
    assert "did not listen" in str(ending(stopped, 11.1 + 4 * GRACE))


@pytest.mark.parametrize(("load", "expected"), [(0.0, 1.0), (8.0, 2.0), (64.0, 16.0), (4000.0, 20.0)])
def test_the_crowd_is_the_load_of_a_processor(monkeypatch, load, expected):
    monkeypatch.setattr(execution.os, "getloadavg", lambda: (load, 0.0, 0.0))
    monkeypatch.setattr(execution.os, "cpu_count", lambda: 4)
    assert execution.crowd() == expected


def test_a_cell_is_over_only_with_reply_and_idle():
    assert not watch(replied=True).is_over
    assert not watch(idle=True).is_over
    assert watch(replied=True, idle=True).is_over


@pytest.mark.parametrize(
    ("known", "now", "output", "words"),
    [
        ({}, 1.0, 0, ""),
        ({"spent": 10.0}, 10.0, 0, ""),
        ({"spent": 10.1}, 10.0, 0, "ran longer than 10 seconds"),
        ({}, LATE, 0, "ran longer than 10 seconds"),
        ({}, 1.0, 2 * LIMITS.output + 1, "printed without end"),
        ({"purse": Purse(5.0, 1000.0), "spent": 5.1}, 6.0, 0, "the limit of 100 seconds for the whole notebook"),
        ({"purse": Purse(100.0, 8.0)}, 8.1, 0, "the limit of 100 seconds for the whole notebook"),
        ({"spent": 10.1, "replied": True}, 10.2, 0, ""),
        ({"spent": 10.1, "stopped": "This cell ran on."}, 10.2, 0, ""),
    ],
)
def test_each_limit_is_named(known, now, output, words):
    found = watch(**known).exceeded(now, output)
    assert words in found
    assert bool(found) == bool(words)


def test_a_purse_is_empty_by_processor_time_or_by_the_clock():
    assert not Purse(1.0, 10.0).is_empty(10.0)
    assert Purse(0.0, 10.0).is_empty(1.0)
    assert Purse(1.0, 10.0).is_empty(10.1)
