"""What lies behind: four separate needs of each child, the home's income, and who is or was looked after.

Needs in health, housing, family and learning hang together only loosely (correlations from 0.2 to 0.4), through the
strain of the home, through something general, and through what children of one home share.
"""

from __future__ import annotations

import numpy as np

from kenspeckle.ground.frozen import dataclass
from kenspeckle.region.chance import Chance, Flags, Ints
from kenspeckle.region.homes import FOSTER, KINSHIP, ONE, Homes
from kenspeckle.region.maths import Reals, levelled, logistic
from kenspeckle.region.people import Births, pupils_in
from kenspeckle.region.places import fifth_of

# The share of pupils in homes of low income in each fifth (there is no fifth 0), and what adds to their odds within it.
_LOW_INCOME = np.array([0.0, 0.488, 0.326, 0.220, 0.137, 0.063])
_STRAIN, _ONE_PARENT = 1.0, 0.95
_CROSSING = -1.53  # log odds where there is neither, for those who must come out the same in two councils
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
    """Whether each home has a low income: so many of each fifth, and there more where there is strain or one parent."""
    fifth, crosses = fifth_of(homes.strain), homes.crosses
    pupils = np.bincount(births.home[pupils_in(births.cohort, 2024)], minlength=len(homes.household))
    own = _STRAIN * homes.strain + _ONE_PARENT * (homes.kind == ONE)
    p = levelled(own, fifth, _LOW_INCOME[fifth], weight=np.where(crosses, 0.0, pupils))
    p = np.where(crosses, logistic(_CROSSING + own), p)
    cells: Ints = fifth * 8 + np.minimum(pupils, 7)
    return chance.spread(p, cells, "needs/low income", homes.household, alone=crosses) > 0
