"""Studies: deposited records and simulated ones, each with the account of where its values come from."""

from __future__ import annotations

from .simulated.configurations import CONFIGURATIONS
from .simulated.mishaps import add_batch, swap_two_labels
from .simulated.probes import Chip, ProbeStudy, simulate_probes
from .simulated.sex_genes import SEX_GENES, add_sex_genes
from .simulated.simulator import simulate
from .simulated.trial import SealedTrial, TrialError, TrialParameters, capstone_trial, simulate_trial
from .sources import how_to_get, load
from .study import Provenance, Study, StudyError

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
    "how_to_get",
    "load",
    "simulate",
    "simulate_probes",
    "simulate_trial",
    "swap_two_labels",
]
