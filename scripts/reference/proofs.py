"""Slices, and the proofs with their encodings, as docs/trace.md has them."""

from dataclasses import dataclass

import blake3_tree as b3
from scale import Reader, fixed, of_bytes, of_list, of_option

# What an encoding may hold at most.
SLICE_BYTES, SLICE_VALUES, COLUMNS, ENTRIES, LIST_BYTES = 32 << 10, 54, 128, 128 * 129 // 2, 96 << 14


@dataclass
class Slice:
    """A run of a file's chunks, and the values of the nodes beside it, from left to right."""

    data: bytes
    values: list

    def encode(self):
        return of_bytes(self.data) + of_list(self.values)


def left_half(chunks):
    """Of m >= 2 nodes the largest power of two below m."""
    return 1 << ((chunks - 1).bit_length() - 1)


def cut(data, first, count):
    """The slice of a run of a file's chunks."""
    all_values, shown, beside = b3.chunk_values(data), [], []

    def walk(low, high):
        if high <= first or low >= first + count:
            beside.append(b3.fold(all_values[low:high]))
        elif first <= low and high <= first + count:
            shown.append(data[low * b3.CHUNK : high * b3.CHUNK])
        else:
            middle = low + left_half(high - low)
            walk(low, middle)
            walk(middle, high)

    walk(0, len(all_values))
    return Slice(b"".join(shown), beside)


def leads_to(piece, root, length, first, count):
    """Whether a slice of these chunks of a file of so many bytes leads to the root; with nothing left over."""
    chunks = max(-(-length // b3.CHUNK), 1)
    if count < 1 or first + count > chunks:
        return False
    if len(piece.data) != min(length, (first + count) * b3.CHUNK) - first * b3.CHUNK:
        return False
    values = iter(piece.values)

    def walk(low, high, is_root):
        if high <= first or low >= first + count:
            return next(values)
        if high - low == 1:
            data = piece.data[(low - first) * b3.CHUNK :][: b3.CHUNK]
            return b3.digest(data) if is_root else b3.chunk_values(data, low)[0]
        middle = low + left_half(high - low)
        return b3.fold([walk(low, middle, False), walk(middle, high, False)], root=is_root)

    try:
        return walk(0, chunks, True) == root and next(values, None) is None
    except StopIteration:
        return False


def encoded_entries(entries):
    return of_list([fixed("q", entry) for entry in entries])


@dataclass
class Fold:
    list: bytes

    def encode(self):
        return b"\0" + of_bytes(self.list)


@dataclass
class GramStep:
    span: int
    leaves: Slice
    before: list
    columns: list

    def encode(self):
        parts = [fixed("I", self.span), self.leaves.encode(), encoded_entries(self.before)]
        return b"\1" + b"".join(parts) + of_list([column.encode() for column in self.columns])


@dataclass
class ModelStep:
    span: int
    leaf: Slice
    columns: list
    base: Slice = None
    gram: tuple = None  # entries, and the slice of the last leaf

    def encode(self):
        gram = None if self.gram is None else encoded_entries(self.gram[0]) + self.gram[1].encode()
        parts = [
            fixed("I", self.span),
            self.leaf.encode(),
            of_list([column.encode() for column in self.columns]),
            of_option(None if self.base is None else self.base.encode()),
            of_option(gram),
        ]
        return b"\2" + b"".join(parts)


@dataclass
class Coefficients:
    entries: list
    leaf: Slice

    def encode(self):
        return b"\3" + encoded_entries(self.entries) + self.leaf.encode()


@dataclass
class MalformedLane:
    update: int
    chunk: int
    slice: Slice

    def encode(self):
        return b"\4" + fixed("I", self.update) + b"\0" + fixed("I", self.chunk) + self.slice.encode()


@dataclass
class MalformedLength:
    update: int
    len: int
    last: Slice

    def encode(self):
        return b"\4" + fixed("I", self.update) + b"\1" + fixed("Q", self.len) + self.last.encode()


@dataclass
class ListLength:
    len: int
    last: Slice

    def encode(self):
        return b"\5" + fixed("Q", self.len) + self.last.encode()


@dataclass
class Possession:
    list: bytes

    def encode(self):
        return b"\6" + of_bytes(self.list)


class ProofReader(Reader):
    def slice(self):
        return Slice(self.bytes(SLICE_BYTES), self.list(SLICE_VALUES, lambda: self.take(32)))

    def slices(self):
        return self.list(COLUMNS, self.slice)

    def entries(self):
        return self.list(ENTRIES, lambda: self.fixed("q"))


def decode(data):
    """The proof of these bytes, with nothing left over."""
    r = ProofReader(data)
    kind = r.tag(7)
    if kind == 0:
        proof = Fold(r.bytes(LIST_BYTES))
    elif kind == 1:
        proof = GramStep(r.fixed("I"), r.slice(), r.entries(), r.slices())
    elif kind == 2:
        shown = [r.fixed("I"), r.slice(), r.slices(), r.option(r.slice)]
        proof = ModelStep(*shown, r.option(lambda: (r.entries(), r.slice())))
    elif kind == 3:
        proof = Coefficients(r.entries(), r.slice())
    elif kind == 4:
        update = r.fixed("I")
        proof = MalformedLength(update, r.fixed("Q"), r.slice()) if r.tag(2) else MalformedLane(update, r.fixed("I"), r.slice())
    elif kind == 5:
        proof = ListLength(r.fixed("Q"), r.slice())
    else:
        proof = Possession(r.bytes(LIST_BYTES))
    r.end()
    return proof
