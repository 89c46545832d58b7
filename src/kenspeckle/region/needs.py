"""What lies behind: four separate needs of each child, the home's income, and who is or was looked after.

Needs in health, housing, family and learning hang together only loosely (correlations from 0.2 to 0.4), through the
strain of the home, through something general, and through what children of one home share.
"""

from __future__ import annotations

import numpy as np

from kenspeckle.ground.frozen import dataclass
from kenspeckle.region.chance import Chance, Flags, Ints
from kenspeckle.region.homes import FOSTER, KINSHIP, ONE, Homes
from kenspeckle.region.maths import Reals, beside_peers, logistic
from kenspeckle.region.people import Births, pupils_in
from kenspeckle.region.places import MIDDLE_STRAIN, fifth_of

# Log odds of a low income: at middling strain; by the strain of the zone; less of that beyond the line; one parent.
_INCOME = (-1.53, 1.03, -0.52, 0.95)
_INCOME_LINE = 0.9
ONE_PARENT_SHARE = np.array([0.0, 0.34, 0.26, 0.22, 0.18, 0.13])  # by fifth
_INCOME_SHARE, _INCOME_SD = 0.24, 0.427
_GENERAL = 0.38
# How much of each need comes from the strain of the home, and how much of the rest brothers and sisters share.
_LOADINGS = {"health": (0.22, 0.15), "housing": (0.42, 1.0), "family": (0.35, 0.6), "learning": (0.33, 0.2)}


@dataclass(frozen=True)
class Needs:
    """Latent needs of each child, about standard normal, and what they lead to. Homes by place in `Homes`."""

    low_income_home: Flags
    home_strain: Reals
    health: Reals
    housing: Reals
    family: Reals
    learning: Reals
    vigour: Reals
    low_income: Flags
    care: Flags
    disabled: Flags


def make_needs(chance: Chance, homes: Homes, births: Births) -> Needs:
    """Draw the needs of these children."""
    low = _low_income(chance, homes, births)
    centred = (low - _INCOME_SHARE) / _INCOME_SD
    home_strain = 0.42 * homes.strain + 0.55 * centred + 0.62 * chance.normal("needs/home", homes.household)
    at, child = births.home, births.child
    general = np.sqrt(0.5) * (
        chance.normal("needs/general home", homes.household)[at] + chance.normal("needs/general", child)
    )
    need = {}
    for name, (loading, shared) in _LOADINGS.items():
        own = np.sqrt(1.0 - loading * loading - _GENERAL * _GENERAL)
        together = chance.normal(f"needs/{name} home", homes.household)[at]
        alone = chance.normal(f"needs/{name}", child)
        need[name] = (
            loading * home_strain[at]
            + _GENERAL * general
            + own * (np.sqrt(shared) * together + np.sqrt(1.0 - shared) * alone)
        )
    boy = births.sex == 1
    learning = need["learning"] + np.where(boy, 0.14, -0.14)
    kind = homes.kind[at]
    care = (
        (kind == FOSTER)
        | ((kind == KINSHIP) & chance.happens(0.6, "needs/kin", homes.household)[at])
        | chance.happens(logistic(-5.6 + 1.15 * need["family"] + 0.3 * home_strain[at]), "needs/care", child)
    )
    return Needs(
        low_income_home=low,
        home_strain=home_strain,
        health=need["health"],
        housing=need["housing"],
        family=need["family"] + np.where(care, 0.7, 0.0),
        learning=learning,
        vigour=chance.normal("needs/vigour", child),
        low_income=low[at],
        care=care,
        disabled=chance.happens(logistic(-3.7 + 1.0 * need["health"] + 0.5 * learning), "needs/disabled", child),
    )


def _low_income(chance: Chance, homes: Homes, births: Births) -> Flags:
    base, slope, beyond, one_parent = _INCOME
    fifth = fifth_of(homes.strain)
    pupils = np.bincount(births.home[pupils_in(births.cohort, 2024)], minlength=len(homes.household))
    cells: Ints = fifth * 8 + np.minimum(pupils, 7)
    strain = beside_peers(homes.strain, cells, MIDDLE_STRAIN[fifth], homes.crosses)
    one = beside_peers((homes.kind == ONE).astype("float64"), cells, ONE_PARENT_SHARE[fifth], homes.crosses)
    p = logistic(base + slope * strain + beyond * np.maximum(strain - _INCOME_LINE, 0.0) + one_parent * one)
    return chance.spread(p, cells, "needs/low income", homes.household, alone=homes.crosses) > 0
