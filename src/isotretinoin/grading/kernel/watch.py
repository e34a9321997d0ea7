"""What is known of a running cell at a moment, and what follows from it. Nothing here asks a clock."""

from __future__ import annotations

from dataclasses import dataclass

from .sandbox import Limits

__all__ = ["GRACE", "Purse", "Stopped", "Watch"]

GRACE = 5.0
"""Seconds that an interrupted cell has to end, and that output may take to arrive after the cell's reply, where the
machine does nothing else."""


class Stopped(Exception):  # noqa: N818 - a signal inside this folder
    """This kernel is gone, or had to go; ``reason`` is the note for the cell.

    Attributes
    ----------
    died : bool
        Whether the kernel broke; False where a limit of time ended it.
    """

    def __init__(self, reason: str, *, died: bool = True) -> None:
        super().__init__(reason)
        self.died = died


@dataclass
class Purse:
    """Time that one submission has left: processor seconds, and the moment at which the clock has run out."""

    seconds: float
    until: float

    def is_empty(self, now: float) -> bool:
        """Return whether nothing is left at a moment of the same clock as ``until``."""
        return self.seconds <= 0 or now > self.until


@dataclass
class Watch:
    """One running cell. Moments are seconds of one clock.

    Parameters
    ----------
    limits : Limits
    purse : Purse
        What the whole submission has left.
    allowed : float
        Processor seconds that this cell has.
    begun : float
        When it was sent.
    crowd : float
        How many processes want each processor of the machine: as many times longer may an answer take to arrive.

    Attributes
    ----------
    replied, idle : bool
        Whether the kernel has answered the request, and said that it has nothing left to do.
    quiet_since : float
        When the last message of this cell arrived.
    spent : float
        Processor seconds used so far.
    stopped : str
        Why the cell was interrupted, as a sentence; empty where it was not.
    interrupted_at : float
        When; only read where ``stopped`` says something.
    """

    limits: Limits
    purse: Purse
    allowed: float
    begun: float
    crowd: float = 1.0
    replied: bool = False
    idle: bool = False
    quiet_since: float = 0.0
    spent: float = 0.0
    stopped: str = ""
    interrupted_at: float = 0.0

    def __post_init__(self) -> None:
        self.quiet_since = self.begun

    @property
    def grace(self) -> float:
        """Seconds of silence that say something on a machine with this crowd."""
        return GRACE * self.crowd

    @property
    def until(self) -> float:
        """Moment at which the cell's time by the clock is over: it may wait for a processor, and not for ever."""
        return self.begun + self.limits.patience * self.allowed * self.crowd

    @property
    def is_over(self) -> bool:
        """Whether the cell has ended and all of its output is here."""
        return self.replied and self.idle

    def look(self, now: float) -> None:
        """Raise :class:`Stopped` if the rest of this cell can't be waited for."""
        if not self.replied:
            if self.stopped and now > self.interrupted_at + self.grace:
                raise Stopped(f"{self.stopped} It did not listen.", died=False)
            return
        if now - self.quiet_since <= self.grace and now <= self.until:
            return
        if self.stopped:
            # An interrupted cell has answered and then fallen silent, or its answer came late on a busy machine: what
            # ended it is the limit that it met first.
            raise Stopped(self.stopped, died=False)
        # The connection is lost if a message was too large for it; a forged reply has no end either.
        raise Stopped("The output of this cell was too large to travel, or had no end.")

    def exceeded(self, now: float, output: int) -> str:
        """Return which limit a cell meets that has not answered yet, as the middle of a sentence, or "".

        Parameters
        ----------
        now : float
        output : int
            Bytes that the cell has sent.
        """
        if self.replied or self.stopped:
            return ""
        if output > 2 * self.limits.output:
            return "printed without end"
        if self.spent > self.purse.seconds or now > self.purse.until:
            return f"came to the limit of {self.limits.total_seconds:g} seconds for the whole notebook"
        if self.spent > self.allowed or now > self.until:
            return f"ran longer than {self.allowed:g} seconds"
        return ""

    def interrupt(self, why: str, now: float) -> None:
        """Note that the cell is told to stop."""
        self.interrupted_at, self.stopped = now, f"This cell {why} and was stopped."
