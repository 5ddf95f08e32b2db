"""Reading plain PNG files as grey rows, and writing PNG files, with zlib alone."""

from __future__ import annotations

import struct
import zlib
from itertools import accumulate
from operator import add

from grey import grey_of_rgb, over_white
from problem import PipelineProblem

MAGIC = b'\x89PNG\r\n\x1a\n'
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
# What changes colours or orientation in ways that this reader doesn't follow.
BEYOND_US = (b'iCCP', b'eXIf', b'cICP', b'acTL')
KEEP_LOW_BYTE = (255).__and__


class NotPlain(Exception):
    """A valid PNG with a feature that is left to better decoders; the text names the feature."""


class PngReader:
    """Reads `file` up to its pixels; raises NotPlain, or PipelineProblem when it isn't a sound PNG."""

    def __init__(self, file):
        self._file = file
        if file.read(8) != MAGIC:
            raise PipelineProblem("The file can't be decoded: it isn't a PNG.")
        kind, data = self._chunk()
        if kind != b'IHDR' or len(data) != 13:
            raise PipelineProblem("The PNG can't be decoded: it doesn't begin with its size.")
        self.width, self.height, self._depth, self._colour, _, _, interlace = struct.unpack('>IIBBBBB', data)
        if interlace:
            raise NotPlain('interlaced')
        palette, opacity = b'', b''
        while True:
            kind, data = self._chunk()
            if kind in BEYOND_US or (kind == b'tRNS' and self._colour != 3):
                raise NotPlain(kind.decode())
            if kind == b'PLTE':
                palette = data
            elif kind == b'tRNS':
                opacity = data
            elif kind == b'IDAT':
                break
        self._first = data
        self._grey_of_index = _grey_palette(palette, opacity) if self._colour == 3 else None

    def grey_rows(self):
        """Yields one bytes object of `width` grey values a row, from the top."""
        bits = CHANNELS[self._colour] * self._depth
        row_bytes = (self.width * bits + 7) // 8
        step = max(1, bits // 8)
        above = bytes(row_bytes)
        pending = bytearray()
        rows = 0
        for piece in self._pixel_bytes():
            pending += piece
            whole = len(pending) // (row_bytes + 1)
            for i in range(min(whole, self.height - rows)):
                at = i * (row_bytes + 1)
                line = bytes(pending[at + 1 : at + 1 + row_bytes])
                above = _unfilter(pending[at], line, above, step)
                yield self._grey(above)
                rows += 1
            del pending[: whole * (row_bytes + 1)]
        if rows < self.height:
            raise PipelineProblem("The PNG can't be decoded: it ends after row %d of %d." % (rows, self.height))

    def _grey(self, line):
        if self._depth < 8:
            line = _unpack(line, self._depth, self.width)
            if self._colour == 0:
                return line.translate(bytes(min(255, v * 255 // ((1 << self._depth) - 1)) for v in range(256)))
        if self._depth == 16:
            line = line[0::2]
        if self._colour == 3:
            return line.translate(self._grey_of_index)
        if self._colour == 0:
            return line
        if self._colour == 4:
            return over_white(line[0::2], line[1::2])
        red, green, blue = (line[i :: CHANNELS[self._colour]] for i in range(3))
        if self._colour == 6:
            red, green, blue = (over_white(channel, line[3::4]) for channel in (red, green, blue))
        return grey_of_rgb(red, green, blue)

    def _pixel_bytes(self):
        inflate = zlib.decompressobj()
        kind, data = b'IDAT', self._first
        try:
            while kind == b'IDAT':
                yield inflate.decompress(data)
                kind, data = self._chunk()
        except zlib.error as error:
            raise PipelineProblem("The PNG can't be decoded: %s." % error)

    def _chunk(self):
        head = self._file.read(8)
        if len(head) < 8:
            raise PipelineProblem("The PNG can't be decoded: it ends early.")
        length, kind = struct.unpack('>I4s', head)
        data = self._file.read(length)
        check = self._file.read(4)
        if len(check) < 4 or struct.unpack('>I', check)[0] != zlib.crc32(kind + data):
            raise PipelineProblem("The PNG can't be decoded: its %s part is damaged." % kind.decode('latin-1'))
        return kind, data


def _unfilter(kind, line, above, step):
    """Undoes one of PNG's five row filters; `step` is bytes per pixel."""
    if kind == 0:
        return line
    if kind == 1:
        row = bytearray(line)
        for channel in range(step):
            row[channel::step] = bytes(map(KEEP_LOW_BYTE, accumulate(line[channel::step])))
        return bytes(row)
    if kind == 2:
        return bytes(map(KEEP_LOW_BYTE, map(add, line, above)))
    row = bytearray(step) + line
    corner = bytes(step) + above
    if kind == 3:
        for i in range(step, len(row)):
            row[i] = (row[i] + ((row[i - step] + corner[i]) >> 1)) & 255
    elif kind == 4:
        for i in range(step, len(row)):
            a, b, c = row[i - step], corner[i], corner[i - step]
            to_a, to_b, to_c = abs(b - c), abs(a - c), abs(a + b - c - c)
            nearest = a if to_a <= to_b and to_a <= to_c else (b if to_b <= to_c else c)
            row[i] = (row[i] + nearest) & 255
    else:
        raise PipelineProblem("The PNG can't be decoded: there is no row filter %d." % kind)
    return bytes(row[step:])


def _unpack(line, depth, width):
    """One byte per value out of 1, 2 or 4 bits."""
    per_byte = 8 // depth
    mask = (1 << depth) - 1
    row = bytearray(len(line) * per_byte)
    for i in range(per_byte):
        shift = 8 - depth * (i + 1)
        row[i::per_byte] = line.translate(bytes((v >> shift) & mask for v in range(256)))
    return bytes(row[:width])


def _grey_palette(palette, opacity):
    alpha = (opacity + b'\xff' * 256)[:256]
    channels = [over_white((palette[i::3] + bytes(256))[:256], alpha) for i in range(3)]
    return grey_of_rgb(*channels)


def write_png(width, height, rgba):
    """A PNG file as bytes, from `width` × `height` × 4 bytes."""
    line = width * 4
    raw = b''.join(b'\x00' + rgba[y * line : (y + 1) * line] for y in range(height))
    header = struct.pack('>IIBBBBB', width, height, 8, 6, 0, 0, 0)
    parts = [(b'IHDR', header), (b'IDAT', zlib.compress(raw, 6)), (b'IEND', b'')]
    return MAGIC + b''.join(
        struct.pack('>I', len(data)) + kind + data + struct.pack('>I', zlib.crc32(kind + data)) for kind, data in parts
    )
