"""Robust aggregation rules in float64, written from the papers, over whole updates (rows of an n x d array).

Nothing here uses a Gram matrix or integers: it is the other road to the same place.

    mean             the weighted mean
    geometric_median Pillutla, Kakade, Harchaoui 2022, "Robust Aggregation for Federated Learning", algorithm 2
                     (smoothed Weiszfeld), started at the weighted mean
    krum_scores      Blanchard, El Mhamdi, Guerraoui, Stainer 2017, "Machine Learning with Adversaries"
    nnm              Allouah, Farhadkhani, Guerraoui, Gupta, Pinot, Stephan 2023, "Fixing by Mixing"
    median, trimmed_mean
                     Yin, Chen, Kannan, Bartlett 2018, "Byzantine-Robust Distributed Learning"

Ties go to the lower index throughout.
"""

import numpy as np


def mean(weights):
    """Coefficients of the weighted mean."""
    return weights / weights.sum()


def geometric_median(updates, weights, nu, iterations, still=2.0**-24):
    """Coefficients of the smoothed geometric median; stops when no coefficient moves by more than `still`."""
    coefficients = mean(weights)
    for _ in range(iterations):
        centre = coefficients @ updates
        distances = np.linalg.norm(updates - centre, axis=1)
        pull = weights / np.maximum(nu, distances)
        previous, coefficients = coefficients, pull / pull.sum()
        if np.abs(coefficients - previous).max() <= still:
            break
    return coefficients


def squared_distances(updates):
    """All pairs, exact for integer updates: no cancellation of large inner products."""
    return ((updates[:, None, :] - updates[None, :, :]) ** 2).sum(axis=2)


def krum_scores(updates, f):
    """Sum of squared distances to the n - f - 2 nearest other updates."""
    n = len(updates)
    squared = squared_distances(updates)
    return np.array([np.sort(np.delete(squared[i], i))[: max(n - f - 2, 0)].sum() for i in range(n)])


def best(scores, m):
    """Indices of the m least scores, of equal ones the lower index first."""
    return np.argsort(scores, kind="stable")[:m]


def chosen(n, indices, weights):
    """Coefficients of the weighted mean of some of n updates."""
    coefficients = np.zeros(n)
    coefficients[indices] = weights[indices] / weights[indices].sum()
    return coefficients


def clip(updates, tau):
    """The diagonal map that scales every update to a norm of at most tau."""
    norms = np.linalg.norm(updates, axis=1)
    return np.diag(np.minimum(1.0, tau / np.maximum(norms, 1e-300)))


def nnm(updates, f):
    """The map that replaces every update by the mean of its n - f nearest, itself included."""
    n = len(updates)
    squared = squared_distances(updates)
    rows = []
    for i in range(n):
        order = sorted(range(n), key=lambda j: (j != i, squared[i, j], j))
        rows.append(chosen(n, order[: n - f], np.ones(n)))
    return np.array(rows)


def median(rows):
    """Coordinate-wise median; of an even number the mean of the middle two."""
    return np.median(rows, axis=0)


def trimmed_mean(rows, f):
    """Coordinate-wise mean without the f largest and the f smallest."""
    return np.sort(rows, axis=0)[f : len(rows) - f].mean(axis=0)


def objective(updates, weights, centre):
    """What the geometric median minimises: the weighted sum of distances."""
    return float((weights * np.linalg.norm(updates - centre, axis=1)).sum())


def optimum(updates, weights):
    """The least objective: Weiszfeld with hardly any smoothing, run to the end, or the best single update."""
    coefficients = geometric_median(updates, weights, 1e-9, 200_000, 1e-15)
    candidates = [coefficients @ updates, *updates]
    return min(objective(updates, weights, candidate) for candidate in candidates)
