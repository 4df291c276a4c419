"""Random draws, the same on every machine for the same seed."""

from collections.abc import Mapping, Sequence
from math import exp
from random import Random
from statistics import NormalDist
from typing import TypeVar

T = TypeVar("T")
_NORMAL = NormalDist()


def seeded_random(*subject: object) -> Random:
    """A generator of its own for each subject, so that draws for one never change those for another."""
    return Random(" ".join(str(part) for part in subject))


def weighted_choice(rng: Random, weights: Mapping[T, float]) -> T:
    """One of the keys, each as likely as its weight."""
    return rng.choices(list(weights), list(weights.values()))[0]


def lognormal_factor(rng: Random, *, spread: float) -> float:
    """A factor around 1: log-normal, with `spread` the standard deviation of its logarithm and mean 1."""
    drawn = _NORMAL.inv_cdf(min(max(rng.random(), 1e-9), 1 - 1e-9))
    return exp(spread * drawn - spread * spread / 2)


def apportion(total: int, weights: Sequence[float]) -> list[int]:
    """`total` in whole parts after the weights, at least one each (Sainte-Laguë; ties go to the first)."""
    parts = [1] * len(weights)
    for _ in range(total - len(weights)):
        parts[max(range(len(weights)), key=lambda one: weights[one] / (parts[one] + 0.5))] += 1
    return parts
