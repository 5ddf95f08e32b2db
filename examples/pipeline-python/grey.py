"""Colour to grey, value for value as libvips does it, so that both pipelines see the same picture."""

from __future__ import annotations

import math
from functools import lru_cache
from operator import add

# Linear light is kept in whole steps of 1 / STEPS: fine enough that rounding practically never shows.
STEPS = 1 << 20
OPAQUE = b'\xff'


def _linear(value):
    share = value / 255
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4


def _weighted(weight):
    return [round(weight * _linear(value) * STEPS) for value in range(256)]


@lru_cache(maxsize=None)
def _srgb_table():
    """Grey value for each step of linear light: 256 support points of the sRGB curve, straight lines between."""
    lights = [i / 255 for i in range(256)]
    curve = [12.92 * light if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055 for light in lights]
    points = [round(255 * value) for value in curve]
    table = bytearray()
    for left, (start, end) in enumerate(zip(points, points[1:])):
        for value in range(start, end):
            # Up to here the straight line rounds to `value`.
            edge = (left + (value - start + 0.5) / (end - start)) / 255
            table += bytes([value]) * (math.ceil(edge * STEPS) - len(table))
    return bytes(table) + bytes([255]) * (STEPS + 2 - len(table))


_RED, _GREEN, _BLUE = (_weighted(weight).__getitem__ for weight in (0.2126, 0.7152, 0.0722))


def grey_of_rgb(red, green, blue):
    """Grey bytes from three equally long channels: luminance of linear light, back to sRGB, 0 to 255."""
    light = map(add, map(add, map(_RED, red), map(_GREEN, green)), map(_BLUE, blue))
    return bytes(map(_srgb_table().__getitem__, light))


def over_white(channel, alpha):
    """Lays a channel over white; a wholly opaque one comes back as it is."""
    if alpha.count(OPAQUE) == len(alpha):
        return channel
    return bytes((value * a + 255 * (255 - a)) // 255 for value, a in zip(channel, alpha))
