"""Studies: deposited records and simulated ones, each with the account of where its values come from."""

from __future__ import annotations

from .configurations import CONFIGURATIONS
from .mishaps import add_batch, swap_two_labels
from .probes import Chip, ProbeStudy, simulate_probes
from .sex_genes import SEX_GENES, add_sex_genes
from .simulator import simulate
from .sources import load
from .study import Provenance, Study, StudyError
from .trial import SealedTrial, TrialError, TrialParameters, capstone_trial, simulate_trial

__all__ = [
    "CONFIGURATIONS",
    "SEX_GENES",
    "Chip",
    "ProbeStudy",
    "Provenance",
    "SealedTrial",
    "Study",
    "StudyError",
    "TrialError",
    "TrialParameters",
    "add_batch",
    "add_sex_genes",
    "capstone_trial",
    "load",
    "simulate",
    "simulate_probes",
    "simulate_trial",
    "swap_two_labels",
]
