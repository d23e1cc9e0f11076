"""BLAKE3 from its paper, as far as docs/trace.md needs it: the plain, keyed and key derivation modes, and the tree beneath a hash.

The package `blake3` shows no chaining values, and a span's value is one. NumPy computes many chunks, or a level of the tree, at a
time. `python3 scripts/reference/blake3_tree.py` compares it with the package.
"""

import numpy as np

CHUNK, BLOCK = 1024, 64
CHUNK_START, CHUNK_END, PARENT, ROOT, KEYED, CONTEXT, MATERIAL = (1 << bit for bit in range(7))
IV = (0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A, 0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19)
PERMUTATION = [2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8]
# Columns, then diagonals.
PLACES = [(i, i + 4, i + 8, i + 12) for i in range(4)] + [(i, 4 + (i + 1) % 4, 8 + (i + 2) % 4, 12 + (i + 3) % 4) for i in range(4)]


class Mode:
    """What is put in where the plain hash has its constants."""

    def __init__(self, key=IV, flags=0):
        self.key, self.flags = np.array(key, dtype=np.uint32), flags


PLAIN = Mode()


def words(data):
    return np.frombuffer(data, dtype="<u4")


def rotated(x, by):
    return (x >> np.uint32(by)) | (x << np.uint32(32 - by))


def compress(chaining, block, counter, length, flags):
    """New chaining values; every argument is over columns, one for each node: (8, m), (16, m), and counters (m,)."""
    m = block.shape[1]
    counter = np.broadcast_to(np.asarray(counter, dtype=np.uint64), m)
    tail = [counter & np.uint64(0xFFFFFFFF), counter >> np.uint64(32), np.full(m, length), np.full(m, flags)]
    v = [row.copy() for row in chaining] + [np.full(m, iv, dtype=np.uint32) for iv in IV[:4]] + [x.astype(np.uint32) for x in tail]
    order = list(range(16))
    for _ in range(7):
        for g, (a, b, c, d) in enumerate(PLACES):
            for word, right, left in ((block[order[2 * g]], 16, 12), (block[order[2 * g + 1]], 8, 7)):
                v[a] = v[a] + v[b] + word
                v[d] = rotated(v[d] ^ v[a], right)
                v[c] = v[c] + v[d]
                v[b] = rotated(v[b] ^ v[c], left)
        order = [order[p] for p in PERMUTATION]
    return np.array([v[i] ^ v[i + 8] for i in range(8)])


def equal_chunks(chunks, counters, mode, last_flags=0):
    """Chaining values of chunks of one length: `chunks` is a list of bytes objects."""
    length = len(chunks[0])
    blocks = max(-(-length // BLOCK), 1)
    padded = b"".join(chunk.ljust(blocks * BLOCK, b"\0") for chunk in chunks)
    message = words(padded).reshape(len(chunks), blocks, 16)
    value = np.repeat(mode.key[:, None], len(chunks), axis=1)
    for b in range(blocks):
        first, last = b == 0, b == blocks - 1
        flags = mode.flags | (CHUNK_START if first else 0) | (CHUNK_END | last_flags if last else 0)
        here = length - b * BLOCK if last else BLOCK
        value = compress(value, message[:, b].T, counters, here, flags)
    return value


def chunks_of(data):
    """An empty file has one empty chunk."""
    return [data[at : at + CHUNK] for at in range(0, len(data), CHUNK)] or [b""]


def chunk_values(data, first=0, mode=PLAIN):
    """The chaining values of all chunks as bytes; `first` is the place of the first one in its file."""
    chunks = chunks_of(data)
    short = len(chunks[-1]) < CHUNK
    full = chunks[:-1] if short else chunks
    columns = []
    if full:
        columns.append(equal_chunks(full, np.arange(first, first + len(full)), mode))
    if short:
        columns.append(equal_chunks(chunks[-1:], [first + len(full)], mode))
    return as_bytes(np.concatenate(columns, axis=1))


def as_bytes(values):
    flat = values.T.astype("<u4").tobytes()
    return [flat[at : at + 32] for at in range(0, len(flat), 32)]


def parents(pairs, mode, flags=0):
    """The values above pairs of nodes, each 64 bytes."""
    value = np.repeat(mode.key[:, None], len(pairs), axis=1)
    return as_bytes(compress(value, words(b"".join(pairs)).reshape(-1, 16).T, 0, BLOCK, mode.flags | PARENT | flags))


def fold(values, root=False, mode=PLAIN):
    """The value of the node above these, or the file's root.

    Pairs are made level by level, and an odd last one waits: that gives the tree whose left half is the largest power of two
    below the whole.
    """
    while len(values) > 1:
        pairs = [values[i] + values[i + 1] for i in range(0, len(values) - 1, 2)]
        odd = values[-1:] if len(values) % 2 else []
        values = parents(pairs, mode, ROOT if root and len(values) == 2 else 0) + odd
    return values[0]


def digest(data, mode=PLAIN):
    if len(data) <= CHUNK:
        return as_bytes(equal_chunks([data], [0], mode, ROOT))[0]
    return fold(chunk_values(data, 0, mode), root=True, mode=mode)


def keyed(key):
    return Mode(words(key), KEYED)


def derived(context):
    return Mode(words(digest(context.encode(), Mode(flags=CONTEXT))), MATERIAL)


def compare_with_the_package():
    import blake3

    lengths = [0, 1, 63, 64, 65, 1023, 1024, 1025, 2048, 2049, 3072, 5000, 7168, 16385, 100_001]
    for length in lengths:
        data = bytes(i % 251 for i in range(length))
        key = bytes(range(32))
        assert digest(data) == blake3.blake3(data).digest(), length
        assert digest(data, keyed(key)) == blake3.blake3(data, key=key).digest(), length
        assert digest(data, derived("a context")) == blake3.blake3(data, derive_key_context="a context").digest(), length
    return len(lengths)


if __name__ == "__main__":
    print(f"BLAKE3 is that of the package, for {compare_with_the_package()} lengths in three modes")
