"""What the other bookmakers say, each left out in turn."""

import numpy as np

from edges.detection.slate import Floats, Ints


def median_of_others(values: Floats) -> tuple[Floats, Ints]:
    """For every element along axis -2 the median of the others there, NaN where there are none; and how many they are.

    Missing ones are NaN and count for nobody; their own "others" are all that are told.
    """
    told = ~np.isnan(values)
    count = told.sum(axis=-2, keepdims=True)
    order = np.argsort(values, axis=-2, kind="stable")  # NaN last
    ranked = np.take_along_axis(values, order, axis=-2)
    rank = np.argsort(order, axis=-2, kind="stable")
    others = count - told
    low, high = (others - 1) // 2, others // 2

    def at(place: Ints) -> Floats:
        shifted = place + (told & (place >= rank))
        return np.take_along_axis(ranked, np.clip(shifted, 0, values.shape[-2] - 1), axis=-2)

    return np.where(others > 0, (at(low) + at(high)) / 2, np.nan), others


def mean_of_others(values: Floats) -> tuple[Floats, Ints]:
    """The same for the mean."""
    told = ~np.isnan(values)
    others = told.sum(axis=-2, keepdims=True) - told
    total = np.where(told, values, 0.0).sum(axis=-2, keepdims=True) - np.where(told, values, 0.0)
    return np.divide(total, others, out=np.full(values.shape, np.nan), where=others > 0), others
