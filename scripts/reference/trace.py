"""Spans, the list and its roots as docs/trace.md has them: a second implementation, written from that page.

It shares nothing with the Rust code. Files are bytes; lanes are lists of Python's integers.
"""

import struct

import blake3_tree as b3

LEAF = 96
LEAST, MOST = -(2**31), 2**31 - 1
PREFIX = b3.derived("guild 2026-11 prefix gram v1")


class Spans:
    """How d lanes are cut. `shift` is the page's k, and `count` its N."""

    def __init__(self, d):
        def least(most):
            return next(k for k in range(64) if -(-chunks // 2**k) <= most)

        chunks = -(-d // 512)
        self.d = d
        self.shift = max(min(least(2**9), 2), least(2**14))
        self.width = 512 << self.shift
        self.count = -(-d // self.width)

    def lanes(self, s):
        return s * self.width, min(self.d, (s + 1) * self.width)

    def chunks(self, s, lane_bytes):
        """The first chunk, and how many, of the span in a file of so many bytes a lane."""
        per = (1 << self.shift) * (lane_bytes // 2)
        of_file = -(-self.d * lane_bytes // b3.CHUNK)
        return s * per, min(of_file, (s + 1) * per) - s * per

    def value(self, data, s, lane_bytes):
        """Of the span's bytes."""
        if self.count == 1:
            return b3.digest(data)
        return b3.fold(b3.chunk_values(data, self.chunks(s, lane_bytes)[0]))

    def values(self, data, lane_bytes):
        """Of every span of a whole file."""
        if self.count == 1:
            return [b3.digest(data)]
        chunks = b3.chunk_values(data)
        per = self.chunks(0, lane_bytes)[1]
        return [b3.fold(chunks[at : at + per]) for at in range(0, len(chunks), per)]


def lanes_bytes(lanes):
    return struct.pack(f"<{len(lanes)}h", *lanes)


def model_bytes(lanes):
    return struct.pack(f"<{len(lanes)}i", *lanes)


def lanes_of(data):
    return list(struct.unpack(f"<{len(data) // 2}h", data))


def model_of(data):
    return list(struct.unpack(f"<{len(data) // 4}i", data))


def add_to_model(base, aggregate):
    return [min(max(a + b, LEAST), MOST) for a, b in zip(base, aggregate)]


def triangle(columns):
    """Inner products of lanes, `[0][0], [1][0], [1][1], …`."""
    return [sum(a * b for a, b in zip(columns[i], columns[j])) for i in range(len(columns)) for j in range(i + 1)]


def square(entries, n):
    """The symmetric matrix with this lower triangle."""
    row = [i * (i + 1) // 2 for i in range(n)]
    return [[entries[row[max(i, j)] + min(i, j)] for j in range(n)] for i in range(n)]


def prefix_hash(entries):
    return b3.digest(struct.pack(f"<{len(entries)}q", *entries), PREFIX)


def prefixes(columns, spans):
    """The triangle after every span."""
    total = [0] * (len(columns) * (len(columns) + 1) // 2)
    for s in range(spans.count):
        first, end = spans.lanes(s)
        total = [a + b for a, b in zip(total, triangle([column[first:end] for column in columns]))]
        yield total


def leaves_of(spans, prefixes, aggregate, model):
    """The 96-byte leaves, from the triangles after the spans and from two files."""
    hashes = [prefix_hash(entries) for entries in prefixes]
    return [b"".join(leaf) for leaf in zip(hashes, spans.values(aggregate, 2), spans.values(model, 4))]


def roots(leaves):
    """`trace_root`, `aggregate_root`, `model_root`."""
    aggregate, model = ([leaf[at : at + 32] for leaf in leaves] for at in (32, 64))
    return b3.digest(b"".join(leaves)), b3.fold(aggregate, root=True), b3.fold(model, root=True)
