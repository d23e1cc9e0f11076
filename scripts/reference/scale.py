"""SCALE, as far as docs/trace.md needs it: fixed integers in little-endian, lists and bytes behind their compact length, options."""

import struct


def fixed(kind, number):
    """`kind` is a letter of `struct`."""
    return struct.pack("<" + kind, number)


def compact(number):
    if number < 1 << 6:
        return bytes([number << 2])
    if number < 1 << 14:
        return struct.pack("<H", number << 2 | 1)
    return struct.pack("<I", number << 2 | 2)


def of_bytes(data):
    return compact(len(data)) + data


def of_list(items):
    """Of encoded items."""
    return compact(len(items)) + b"".join(items)


def of_option(item):
    """Of an encoded item, or None."""
    return b"\0" if item is None else b"\1" + item


class Malformed(Exception):
    """The bytes are no encoding."""


class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, count):
        if self.at + count > len(self.data):
            raise Malformed
        self.at += count
        return self.data[self.at - count : self.at]

    def fixed(self, kind):
        return struct.unpack("<" + kind, self.take(struct.calcsize(kind)))[0]

    def tag(self, below):
        tag = self.fixed("B")
        if tag >= below:
            raise Malformed
        return tag

    def compact(self, most):
        """A number has one encoding, the shortest."""
        mode = self.data[self.at] & 3 if self.at < len(self.data) else 3
        if mode == 3:
            raise Malformed
        number = int.from_bytes(self.take(1 << mode), "little") >> 2
        if number > most or (mode and number < (1 << 6, 1 << 14)[mode - 1]):
            raise Malformed
        return number

    def bytes(self, most):
        return self.take(self.compact(most))

    def list(self, most, item):
        return [item() for _ in range(self.compact(most))]

    def option(self, item):
        return item() if self.tag(2) else None

    def end(self):
        if self.at != len(self.data):
            raise Malformed
