"""Statistics of the course: arrays in, tables out.

``values`` are always (n_probe_sets, n_samples), log2, as a DataFrame or an array; a result table keeps the index. Only
``preprocessing`` begins earlier, with probes in rows and linear light. Input that cannot be analysed raises
``InputError``, whose message says what to do.
"""

from .designs import Design, paired_design, sex_by_treatment_design, two_group_design
from .inputs import InputError, paired_differences
from .interaction import interaction
from .moderated import ModeratedT, moderated_t
from .multiple_testing import benjamini_hochberg, storey
from .permutation import (
    all_labelings,
    all_sign_flips,
    exact_floor,
    permute_labels,
    sign_flip,
    sign_flip_floor,
)
from .power import (
    TypeSM,
    detectable_effect,
    half_width,
    patients_needed,
    power_paired,
    power_two_groups,
    type_s_m,
)
from .preprocessing import (
    BackgroundModel,
    MedianPolish,
    fit_background,
    median_polish,
    quantile_normalise,
    rma_background,
    summarise,
    tukey_biweight,
)
from .sam import Sam, SamCall, sam
from .shrinkage import empirical_null, empirical_null_test, shrink_effects, z_scores
from .t_tests import one_sample_t, paired_t, unpaired_t

__all__ = [
    "BackgroundModel",
    "Design",
    "InputError",
    "MedianPolish",
    "ModeratedT",
    "Sam",
    "SamCall",
    "TypeSM",
    "all_labelings",
    "all_sign_flips",
    "benjamini_hochberg",
    "detectable_effect",
    "empirical_null",
    "empirical_null_test",
    "exact_floor",
    "fit_background",
    "half_width",
    "interaction",
    "median_polish",
    "moderated_t",
    "one_sample_t",
    "paired_design",
    "paired_differences",
    "paired_t",
    "patients_needed",
    "permute_labels",
    "power_paired",
    "power_two_groups",
    "quantile_normalise",
    "rma_background",
    "sam",
    "sex_by_treatment_design",
    "shrink_effects",
    "sign_flip",
    "sign_flip_floor",
    "storey",
    "summarise",
    "tukey_biweight",
    "two_group_design",
    "type_s_m",
    "unpaired_t",
    "z_scores",
]
