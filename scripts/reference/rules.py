"""Robust aggregation rules in float64, written from the papers, over whole updates (rows of an n x d array).

Nothing here uses a Gram matrix or integers: it is the other road to the same place.

    mean             the weighted mean
    geometric_median Pillutla, Kakade, Harchaoui 2022, "Robust Aggregation for Federated Learning", algorithm 2
                     (smoothed Weiszfeld), started at the weighted mean
    krum_scores      Blanchard, El Mhamdi, Guerraoui, Stainer 2017, "Machine Learning with Adversaries"
    nnm              Allouah, Farhadkhani, Guerraoui, Gupta, Pinot, Stephan 2023, "Fixing by Mixing"
    median, trimmed_mean
                     Yin, Chen, Kannan, Bartlett 2018, "Byzantine-Robust Distributed Learning"
    meamed           Xie, Koyejo, Gupta 2018, "Generalized Byzantine-tolerant SGD"
    bulyan           El Mhamdi, Guerraoui, Rouault 2018, "The Hidden Vulnerability of Distributed Learning in Byzantium"
    minimum_diameter Rousseeuw 1985; El Mhamdi, Guerraoui, Rouault 2018
    centered_clipping
                     Karimireddy, He, Jaggi 2021, "Learning from History for Byzantine Robust Optimization"
    bucketing        Karimireddy, He, Jaggi 2022, "Byzantine-Robust Learning on Heterogeneous Datasets via Bucketing"
    monna            Farhadkhani et al. 2023, "Robust Collaborative Learning with Linear Gradient Overhead"
    smea             Allouah et al. 2023, "On the Privacy-Robustness-Utility Trilemma in Distributed Learning"
    arc              Allouah et al. 2024, "Adaptive Gradient Clipping for Robust Federated Learning"
    caf              Allouah, Guerraoui, Stephan 2025, "Towards Trustworthy Federated Learning with Untrusted Participants"

Ties go to the lower index throughout. `caf` and `smea` look for a direction by power iteration, as the specification
does, because a rule that is to give the same bits everywhere cannot ask an eigensolver; here it runs on vectors of d
numbers. `largest_eigenvalue` is the eigensolver's answer, to compare with.
"""

import itertools

import blake3
import numpy as np


def mean(weights):
    """Coefficients of the weighted mean."""
    return weights / weights.sum()


def geometric_median(updates, weights, nu, iterations, still=2.0**-24):
    """Coefficients of the smoothed geometric median; stops when no coefficient moves by more than `still` (never if -1)."""
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


def bound_norms(updates, tau):
    """The diagonal map that scales every update to a norm of at most tau, also where tau is 0."""
    norms = np.linalg.norm(updates, axis=1)
    return np.diag([1.0 if norm <= tau else tau / norm for norm in norms])


def arc(updates, f):
    """The diagonal map that clips the floor(2 f (n - f) / n) longest updates to the norm of the next one."""
    n = len(updates)
    longest = np.sort(np.linalg.norm(updates, axis=1))[::-1]
    return bound_norms(updates, longest[2 * f * (n - f) // n])


def clip_to_median(updates):
    """The diagonal map that clips every update to the (lower) median of the norms."""
    n = len(updates)
    return bound_norms(updates, np.sort(np.linalg.norm(updates, axis=1))[(n - 1) // 2])


def permutation(n, seed, place):
    """The numbers below n in the order that a seed decides: Fisher and Yates over a BLAKE3 stream."""
    stream = blake3.blake3(seed + bytes([place]), derive_key_context="guild 2026-11 bucketing v1").digest(length=4 * 17 * 128)
    numbers = iter(int.from_bytes(stream[at : at + 4], "little") for at in range(0, len(stream), 4))
    order = list(range(n))
    for i in range(n - 1, 0, -1):
        number = next(numbers)
        while number >= 2**32 // (i + 1) * (i + 1):
            number = next(numbers)
        j = number % (i + 1)
        order[i], order[j] = order[j], order[i]
    return order


def bucketing(n, weights, size, seed, place):
    """The map to the weighted means of random buckets, and the weights of the buckets."""
    order = permutation(n, seed, place)
    buckets = [order[at : at + size] for at in range(0, n, size)]
    return (
        np.array([chosen(n, bucket, weights) for bucket in buckets]),
        np.array([np.floor(weights[bucket].mean()) for bucket in buckets]),
    )


def monna(updates, weights, f):
    """For each update the weighted mean of its n - f nearest, itself included."""
    kept = nnm(updates, f) > 0
    return np.array([chosen(len(updates), np.flatnonzero(row), weights) for row in kept])


def bulyan(updates, f):
    """Indices of the n - 2 f updates that Krum picks one after the other, ascending."""
    left, picked = list(range(len(updates))), []
    while len(picked) < len(updates) - 2 * f:
        squared = squared_distances(updates[left])
        others = max(len(left) - f - 2, 1)
        scores = [np.sort(np.delete(row, i))[:others].sum() for i, row in enumerate(squared)]
        picked.append(left.pop(int(np.argmin(scores))))
    return sorted(picked)


def minimum_diameter(updates, f):
    """Indices of the first set of n - f, in lexicographic order, of least diameter: depth first, with a bound."""
    n, squared = len(updates), squared_distances(updates)
    best = [np.inf, None]

    def visit(chosen, diameter, start):
        if diameter >= best[0]:
            return
        if len(chosen) == n - f:
            best[:] = [diameter, list(chosen)]
            return
        for i in range(start, n - (n - f - len(chosen)) + 1):
            visit(chosen + [i], max([diameter, *squared[i, chosen]]), i + 1)

    visit([], 0.0, 0)
    return best[1]


def greedy_minimum_diameter(updates, f):
    """Of each update with its n - f - 1 nearest, the set of least diameter."""
    squared = squared_distances(updates)
    sets = [np.flatnonzero(row) for row in nnm(updates, f) > 0]
    return sets[int(np.argmin([squared[np.ix_(a, a)].max() for a in sets]))]


def centered_clipping(updates, weights, previous, tau, iterations):
    """Coefficients over the updates, and over the previous aggregate if there is one; without one it starts at zero."""
    part, n = mean(weights), len(updates)
    coefficients = np.zeros(n)
    centre = np.zeros(updates.shape[1]) if previous is None else previous
    start = centre
    for _ in range(iterations):
        differences = updates - centre
        distances = np.linalg.norm(differences, axis=1)
        pull = part * np.minimum(1.0, tau / np.maximum(distances, 1e-300))
        centre = centre + pull @ differences
        coefficients = coefficients * (1 - pull.sum()) + pull
    assert np.allclose(centre, start + coefficients @ (updates - start))
    return coefficients if previous is None else np.append(coefficients, 1 - coefficients.sum())


def spread(updates, inner, steps=64, still=2.0**-24):
    """The largest eigenvalue of the covariance under inner weights, and squared projections on its direction."""
    some = inner > 0
    centred = np.where(some[:, None], updates - (inner @ updates) / inner.sum(), 0.0)
    pattern = np.array([(i + 1) * 2654435769 % 2**32 for i in range(len(updates))], dtype=np.int64)
    a = np.where(some, np.where(pattern >= 2**31, pattern - 2**32, pattern), 0).astype(float)
    if not np.abs(centred).max() > 1e-9:
        return 0.0, np.zeros(len(updates))
    for _ in range(steps):
        moved = inner * (centred @ (a @ centred))
        following = moved / np.abs(moved).max()
        stop = np.abs(following - a).max() <= still
        a = following
        if stop:
            break
    direction = a @ centred
    projections = centred @ direction
    return (inner @ projections**2) / (direction @ direction) / inner.sum(), projections**2


def largest_eigenvalue(updates, inner):
    """What `spread` approximates, by an eigensolver."""
    centred = updates - (inner @ updates) / inner.sum()
    return np.linalg.norm(np.sqrt(inner)[:, None] * centred, 2) ** 2 / inner.sum()


def caf(updates, weights, f, seen=None):
    """Coefficients of the covariance-bound agnostic filter; `seen` collects every eigenvalue."""
    n = len(updates)
    inner = np.ones(n)
    best, least = inner, np.inf
    while inner.sum() > n - 2 * f + 1e-9:
        eigenvalue, projections = spread(updates, inner)
        if seen is not None:
            seen.append(eigenvalue)
        if eigenvalue < least:
            least, best = eigenvalue, inner
        most = np.where(inner > 0, projections, 0).max()
        if most == 0:
            break
        inner = np.where(inner > 0, inner * (1 - projections / most), 0)
    return best * weights / (best @ weights)


def smea(updates, f):
    """Indices of the set of n - f with the least largest eigenvalue, and whether another one is as good but for noise."""
    n = len(updates)
    sets = list(itertools.combinations(range(n), n - f))
    eigenvalues = np.array([spread(updates, np.isin(np.arange(n), chosen).astype(float))[0] for chosen in sets])
    first = int(np.argmin(eigenvalues))
    close = eigenvalues <= eigenvalues[first] * (1 + 1e-6) + 1e-6
    return list(sets[first]), bool(close.sum() > 1)


def smea_filter(updates, f):
    """What is left after f times taking away the update that projects farthest."""
    left = np.ones(len(updates))
    for _ in range(f):
        _, projections = spread(updates, left)
        left[np.argmax(np.where(left > 0, projections, -1))] = 0
    return np.flatnonzero(left)


def median(rows):
    """Coordinate-wise median; of an even number the mean of the middle two."""
    return np.median(rows, axis=0)


def trimmed_mean(rows, f):
    """Coordinate-wise mean without the f largest and the f smallest."""
    return np.sort(rows, axis=0)[f : len(rows) - f].mean(axis=0)


def meamed(rows, far):
    """Coordinate-wise mean without the `far` values farthest from the median, of equally far ones the larger first."""
    middle = np.median(rows, axis=0)
    kept = []
    for column, centre in zip(rows.T, middle):
        order = sorted(range(len(column)), key=lambda i: (abs(column[i] - centre), column[i]))
        kept.append(column[order[: len(rows) - far]].mean())
    return np.array(kept)


def objective(updates, weights, centre):
    """What the geometric median minimises: the weighted sum of distances."""
    return float((weights * np.linalg.norm(updates - centre, axis=1)).sum())


def optimum(updates, weights):
    """The least objective: Weiszfeld with hardly any smoothing, run to the end, or the best single update."""
    coefficients = geometric_median(updates, weights, 1e-9, 200_000, 1e-15)
    candidates = [coefficients @ updates, *updates]
    return min(objective(updates, weights, candidate) for candidate in candidates)
