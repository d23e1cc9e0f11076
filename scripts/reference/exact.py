"""Every rule in whole numbers, bit for bit as docs/aggregation.md has it: a second implementation, in Python's integers.

It is written from that page and shares nothing with the Rust code or with `rules.py`. Small and slow; for known answers.
"""

from dataclasses import dataclass
from itertools import combinations
from math import comb, isqrt

import blake3

ONE = 1 << 32
STILL = 1 << 8


# --- Numbers -----------------------------------------------------------------------------------------------------------


def half_even(numerator, denominator):
    quotient, rest = divmod(numerator, denominator)
    return quotient + (2 * rest > denominator or (2 * rest == denominator and quotient % 2))


def give_remainder(row, total):
    row[row.index(max(row))] += total - sum(row)
    return row


def normalise(weights):
    total = sum(weights)
    if total == 0:
        return [0] * len(weights)
    return give_remainder([weight * ONE // total for weight in weights], ONE)


def compose(outer, inner, width):
    exact = [sum(c * row[l] for c, row in zip(outer, inner)) for l in range(width)]
    return give_remainder([value // ONE for value in exact], sum(exact) // ONE)


def mean_over(weights, chosen):
    return normalise([weight if i in chosen else 0 for i, weight in enumerate(weights)])


def unit(n, i):
    return [ONE if j == i else 0 for j in range(n)]


# --- The matrix --------------------------------------------------------------------------------------------------------


def gram_of(updates):
    return [[sum(a * b for a, b in zip(u, v)) for v in updates] for u in updates]


def select(gram, chosen):
    return [[gram[i][j] for j in chosen] for i in chosen]


def squared_distance(gram, i, j):
    return max(gram[i][i] - 2 * gram[i][j] + gram[j][j], 0)


def squared_distances_from(gram, row):
    """With 64 fraction bits."""
    inner = [sum(g * c for g, c in zip(line, row)) for line in gram]
    norm = sum(a * c for a, c in zip(inner, row))
    return [max(norm - (inner[i] << 33) + (gram[i][i] << 64), 0) for i in range(len(gram))]


def nearest(gram, n, i, kept):
    return sorted(range(n), key=lambda j: (j != i, squared_distance(gram, i, j), j))[:kept]


# --- Pre-steps: rows of {update: numerator}, a denominator, weights ------------------------------------------------------


def clip_to(gram, weights, squared_tau):
    def factor(squared):
        return ONE if squared <= squared_tau else isqrt((squared_tau << 64) // squared)

    return [{i: factor(gram[i][i])} for i in range(len(weights))], ONE, weights


def arc(gram, weights, f):
    n = len(weights)
    squared = sorted((gram[i][i] for i in range(n)), reverse=True)
    return clip_to(gram, weights, squared[2 * f * (n - f) // n])


def clip_to_median(gram, weights):
    n = len(weights)
    return clip_to(gram, weights, sorted(gram[i][i] for i in range(n))[(n - 1) // 2])


def nearest_neighbour_mixing(gram, weights, f):
    n = len(weights)
    kept = n - f
    return [{j: 1 for j in nearest(gram, n, i, kept)} for i in range(n)], kept, weights


def permutation(n, seed, place):
    stream = blake3.blake3(seed + bytes([place]), derive_key_context="guild 2026-11 bucketing v1")
    at, order = 0, list(range(n))
    for i in range(n - 1, 0, -1):
        while True:
            number = int.from_bytes(stream.digest(length=4, seek=at), "little")
            at += 4
            if number < 2**32 - 2**32 % (i + 1):
                break
        j = number % (i + 1)
        order[i], order[j] = order[j], order[i]
    return order


def bucketing(weights, size, seed, place):
    order = permutation(len(weights), seed, place)
    rows, after = [], []
    for at in range(0, len(order), size):
        members = sorted(order[at : at + size])
        inside = [weights[i] for i in members]
        rows.append(dict(zip(members, normalise(inside))))
        after.append(sum(inside) // len(inside))
    return rows, ONE, after


def pre_step(step, gram, weights, f, seed, place):
    if step == "nearest-neighbour-mixing":
        return nearest_neighbour_mixing(gram, weights, f)
    if step == "arc":
        return arc(gram, weights, f)
    if step == "clip-to-median":
        return clip_to_median(gram, weights)
    if "bucketing" in step:
        return bucketing(weights, step["bucketing"]["size"], seed, place)
    return clip_to(gram, weights, step["clip"]["tau"] ** 2)


def apply_map(gram, rows, denominators):
    def entry(i, j):
        total = sum(a * b * gram[k][l] for k, a in rows[i].items() for l, b in rows[j].items())
        return half_even(total, denominators[i] * denominators[j])

    # From the lower triangle, though it is symmetric anyway.
    return [[entry(max(i, j), min(i, j)) for j in range(len(rows))] for i in range(len(rows))]


def fractions(row, width, denominator):
    numerators = [row.get(l, 0) for l in range(width)]
    floors = [numerator * ONE // denominator for numerator in numerators]
    return give_remainder(floors, sum(numerators) * ONE // denominator)


# --- Mixes: rows over the updates, centered clipping over the previous aggregate too -------------------------------------


def weiszfeld(gram, weights, nu, row):
    return normalise(
        [(w << 95) // max(isqrt(d), nu << 32) for w, d in zip(weights, squared_distances_from(gram, row))]
    )


def geometric_median(gram, weights, iterations, nu, stops=True):
    row = normalise(weights)
    for _ in range(iterations):
        following = weiszfeld(gram, weights, nu, row)
        moved = max(abs(a - b) for a, b in zip(row, following))
        row = following
        if stops and moved <= STILL:
            break
    return row


def by_krum_score(gram, these, neighbours):
    def score(i):
        return sum(sorted(squared_distance(gram, i, j) for j in these if j != i)[:neighbours])

    return sorted(these, key=lambda i: (score(i), i))


def bulyan(gram, n, f):
    left, picked = list(range(n)), []
    while len(picked) < max(n - 2 * f, 1):
        best = by_krum_score(gram, left, max(len(left) - f - 2, 1))[0]
        left.remove(best)
        picked.append(best)
    return [unit(n, i) for i in sorted(picked)]


def minimum_diameter(gram, n, f):
    def diameter(chosen):
        return max(squared_distance(gram, i, j) for i in chosen for j in chosen)

    if f <= 12:
        return min(combinations(range(n), n - f), key=diameter)  # `min` keeps the first.
    return min((nearest(gram, n, i, n - f) for i in range(n)), key=diameter)


def centered_clipping(around, n, weights, tau, iterations):
    width = len(around)
    part = normalise(weights)
    row = unit(width, n) if width > n else [0] * width
    for _ in range(iterations):
        distances = [isqrt(d) for d in squared_distances_from(around, row)]
        pulls = [p * (ONE if d <= tau << 32 else (tau << 64) // d) // ONE for p, d in zip(part, distances)]
        kept = ONE - sum(pulls)
        row = [c * kept // ONE + pull for c, pull in zip(row, pulls + [0] * (width - n))]
        if width > n:
            row[n] = ONE - sum(row[:n])
    return row


def spread(gram, inner):
    """Eigenvalue (64 fraction bits) and squared projections."""
    n, total = len(inner), sum(inner)
    part = normalise(inner)
    of_mean = [sum(g * p for g, p in zip(line, part)) for line in gram]
    mean = sum(a * p for a, p in zip(of_mean, part))
    live = [c > 0 for c in inner]
    h = [
        [(gram[i][j] << 64) - (of_mean[i] << 32) - (of_mean[j] << 32) + mean if live[i] and live[j] else 0 for j in range(n)]
        for i in range(n)
    ]
    e, largest = 0, max(abs(x) for line in h for x in line)
    while half_even(largest, 1 << e) >= 1 << 59:
        e += 1
    h = [[half_even(x, 1 << e) for x in line] for line in h]

    def project(a):
        t = [sum(x * y for x, y in zip(line, a)) for line in h]
        k = max(max(abs(x) for x in t).bit_length() - 43, 0)
        return [x >> k for x in t], k

    a = []
    for i in range(n):
        start = (i + 1) * 2654435769 % 2**32
        a.append((start - 2**32 if start >= 2**31 else start) if live[i] else 0)
    for _ in range(64):
        t, _ = project(a)
        u = [x * c for x, c in zip(t, inner)]
        top = max(abs(x) for x in u)
        if top == 0:
            return 0, [0] * n
        following = [(abs(x) * (2**31 - 1) // top) * (1 if x >= 0 else -1) for x in u]
        moved = max(abs(x - y) for x, y in zip(a, following))
        a = following
        if moved <= 1 << 7:
            break
    t, k = project(a)
    squares = [x * x for x in t]
    below = sum(x * y for x, y in zip(a, t))
    quotient = sum(c * s for c, s in zip(inner, squares)) // below if below > 0 else 0
    return ((quotient << k) // total) << e, squares


def caf(gram, weights, f):
    n = len(weights)
    inner = [ONE] * n
    best, least = inner, None
    while sum(inner) > (n - 2 * f) * ONE:
        eigenvalue, squares = spread(gram, inner)
        if least is None or eigenvalue < least:
            least, best = eigenvalue, inner
        top = max(squares)
        if top == 0:
            break
        inner = [c * (top - square) // top for c, square in zip(inner, squares)]
    return normalise([w * c for w, c in zip(weights, best)])


def smea(gram, n, f):
    def inner(chosen):
        return [ONE if i in chosen else 0 for i in range(n)]

    if comb(n, f) * n**2 <= 4_000_000:
        return min(combinations(range(n), n - f), key=lambda chosen: spread(gram, inner(chosen))[0])
    left = list(range(n))
    for _ in range(f):
        squares = spread(gram, inner(left))[1]
        left.remove(max(left, key=lambda i: (squares[i], -i)))
    return left


def mixed_rows(gram, around, weights, f, mix):
    n = len(weights)
    kind, given = (mix, {}) if isinstance(mix, str) else next(iter(mix.items()))
    if kind == "mean":
        return [normalise(weights)]
    if kind == "each":
        return [unit(n, i) for i in range(n)]
    if kind == "geometric-median":
        return [geometric_median(gram, weights, given["iterations"], given["nu"])]
    if kind == "approximate-geometric-median":
        return [geometric_median(gram, weights, given["iterations"], given["nu"], stops=False)]
    if kind == "krum":
        return [unit(n, by_krum_score(gram, range(n), max(n - f - 2, 0))[0])]
    if kind == "multi-krum":
        kept = max(min(given["m"], n - f), 1)
        return [mean_over(weights, by_krum_score(gram, range(n), max(n - f - 2, 0))[:kept])]
    if kind == "centered-clipping":
        return [centered_clipping(around, n, weights, given["tau"], given["iterations"])]
    if kind == "minimum-diameter":
        return [mean_over(weights, minimum_diameter(gram, n, f))]
    if kind == "monna":
        return [mean_over(weights, nearest(gram, n, i, n - f)) for i in range(n)]
    if kind == "bulyan":
        return bulyan(gram, n, f)
    if kind == "caf":
        return [caf(gram, weights, f)]
    if kind == "smea":
        return [mean_over(weights, smea(gram, n, f))]
    raise ValueError(kind)


# --- The whole -----------------------------------------------------------------------------------------------------------


def column(rule, f, values):
    values = sorted(values)
    r = len(values)
    if rule["column"] == "identity":
        return values[0]
    if rule["column"] == "meamed":
        far = min(2 * f if rule["mix"] == "bulyan" else f, r - 1)
        twice_median = values[(r - 1) // 2] + values[r // 2]
        values = sorted(values, key=lambda v: (abs(2 * v - twice_median), v))[: r - far]
    else:
        cut = (r - 1) // 2 if rule["column"] == "median" else min(f, (r - 1) // 2)
        values = values[cut : r - cut]
    return half_even(sum(values), len(values))


def needs(rule, f):
    """The least number of updates with which the guarantee holds."""
    mix = rule["mix"] if isinstance(rule["mix"], str) else next(iter(rule["mix"]))
    n = {"mean": 1, "each": 1, "krum": 2 * f + 3, "multi-krum": 2 * f + 3, "bulyan": 4 * f + 3}.get(mix, 2 * f + 1)
    if rule["column"] != "identity":
        n = max(n, 2 * f + 1)
    for step in reversed(rule["pre"]):
        if "bucketing" in step:
            n = (n - 1) * step["bucketing"]["size"] + 1
        elif "clip" not in step:
            n = max(n, 2 * f + 1)
    return n


def novelties(gram, n):
    """What part of each update does not lie along the previous aggregate, in units of 2^-32; nothing where there is none."""
    if len(gram) == n:
        return []
    along = [gram[i][n] ** 2 // gram[n][n] if gram[n][n] > 0 else 0 for i in range(n)]
    return [ONE * (gram[i][i] - min(along[i], gram[i][i])) // gram[i][i] if gram[i][i] > 0 else 0 for i in range(n)]


@dataclass
class Mixed:
    """What a rule decides from the matrix: rows over the columns, the f that it was lowered to, scores of the updates."""

    rows: list
    f: int
    norms: list
    distances: list
    novelties: list


def mix(rule, gram, weights, active, norm_bound, seed):
    """Of the matrix over the updates, one a weight, and the previous aggregate if it has one row more. None if there is no result."""
    n = len(weights)
    seen = [i for i in range(n) if active[i] and gram[i][i] <= norm_bound**2]
    if not seen or (seed is None and any("bucketing" in step for step in rule["pre"])):
        return None
    f = next((f for f in range(min(rule["f"], len(seen) // 2), 0, -1) if needs(rule, f) <= len(seen)), 0)
    weights = [weights[i] if rule["weighting"] != "equal" else 1 for i in seen]
    seen += range(n, len(gram))
    here, width = select(gram, seen), len(seen)
    rows = [unit(width, i) for i in range(width)]
    for place, step in enumerate(rule["pre"]):
        count = len(weights)
        mapped, denominator, weights = pre_step(step, here, weights, f, seed, place)
        denominators = [denominator] * len(mapped) + [1] * (len(here) - count)
        mapped = mapped + [{i: 1} for i in range(count, len(here))]
        composed = [compose(fractions(row, len(here), d), rows, width) for row, d in zip(mapped, denominators)]
        here, rows = apply_map(here, mapped, denominators), composed
    inner = select(here, range(len(weights)))
    over_seen = [compose(row, rows, width) for row in mixed_rows(inner, here, weights, f, rule["mix"])]
    final = []
    for row in over_seen:
        spread_out = [0] * len(gram)
        for i, c in zip(seen, row):
            spread_out[i] = c
        final.append(spread_out)
    centre = compose(normalise([1] * len(final)), final, len(gram))
    norms = [isqrt(gram[i][i]) for i in range(n)]
    distances = [isqrt(squared) >> 32 for squared in squared_distances_from(gram, centre)[:n]]
    return Mixed(final, f, norms, distances, novelties(gram, n))


def apply(rule, f, rows, columns):
    """The aggregate's lanes."""
    lanes = []
    for at in zip(*columns):
        mixed = [half_even(sum(c * lane for c, lane in zip(row, at)), ONE) for row in rows]
        lanes.append(column(rule, f, mixed))
    return lanes


def aggregate(rule, updates, weights, active, norm_bound, previous=None, seed=bytes(32)):
    """Rows over the columns, the aggregate, norms, distances and novelties."""
    columns = updates + ([previous] if previous is not None else [])
    mixed = mix(rule, gram_of(columns), weights, active, norm_bound, seed)
    return mixed.rows, apply(rule, mixed.f, mixed.rows, columns), mixed.norms, mixed.distances, mixed.novelties
