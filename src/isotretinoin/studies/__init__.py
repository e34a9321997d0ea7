"""Studies: deposited records and simulated ones, each with the account of where its values come from."""

from __future__ import annotations

from .configurations import CONFIGURATIONS
from .probes import Chip, ProbeStudy, simulate_probes
from .simulator import simulate
from .sources import load
from .study import Provenance, Study, StudyError
from .trial import SealedTrial, TrialError, TrialParameters, simulate_trial

__all__ = [
    "CONFIGURATIONS",
    "Chip",
    "ProbeStudy",
    "Provenance",
    "SealedTrial",
    "Study",
    "StudyError",
    "TrialError",
    "TrialParameters",
    "load",
    "simulate",
    "simulate_probes",
    "simulate_trial",
]
