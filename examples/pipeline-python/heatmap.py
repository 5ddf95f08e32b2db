"""A density map of the detections as a PNG with transparency, made to lie over the whole picture."""

from __future__ import annotations

import math

from measure import round4
from png import write_png

LONGEST_SIDE = 1024

# Matplotlib's viridis as polynomials of degree 6, one per channel: within 3 of 255 of the table.
VIRIDIS = (
    (0.2777273272234177, 0.1050930431085774, -0.3308618287255563, -4.634230498983486, 6.228269936347081,
     4.776384997670288, -5.435455855934631),
    (0.005407344544966578, 1.404613529898575, 0.214847559468213, -5.799100973351585, 14.17993336680509,
     -13.74514537774601, 4.645852612178535),
    (0.3340998053353061, 1.384590162594685, 0.09509516302823659, -19.33244095627987, 56.69055260068105,
     -65.35303263337234, 26.3124352495832),
)  # fmt: skip


def draw_heatmap(result):
    """Where cells and clusters are dense: their areas, put down at their centres and smoothed by three box blurs.

    Debris doesn't count; what is empty is transparent. Answers a dict with `png`, the map's `width` and `height`,
    `max` (covered share at the densest spot) and `smoothing` (standard deviation in pixels of the picture).
    """
    scale = math.ceil(max(result['width'], result['height']) / LONGEST_SIDE)
    width = math.ceil(result['width'] / scale)
    height = math.ceil(result['height'] / scale)
    radius = max(1, max(width, height) // 40)
    rows = [[0.0] * width for _ in range(height)]
    for found in result['detections']:
        if found['class_name'] != 'debris':
            x, y = math.floor(found['centre_x'] / scale), math.floor(found['centre_y'] / scale)
            rows[y][x] += found['area'] / (scale * scale)
    for _ in range(3):
        rows = [_blur_line(row, radius) for row in rows]
        rows = list(zip(*(_blur_line(column, radius) for column in zip(*rows))))
    densest = max(map(max, rows))
    png = write_png(width, height, _colour(rows, densest))
    smoothing = scale * math.sqrt(((2 * radius + 1) ** 2 - 1) / 4)
    return {'png': png, 'width': width, 'height': height, 'max': round4(densest), 'smoothing': round4(smoothing)}


def _blur_line(line, radius):
    """Mean over 2 × radius + 1 neighbours; at the border over those that exist."""
    length = len(line)
    blurred = []
    total, count = 0.0, 0
    for i in range(-radius, length):
        if i + radius < length:
            total += line[i + radius]
            count += 1
        if i - radius - 1 >= 0:
            total -= line[i - radius - 1]
            count -= 1
        if i >= 0:
            # Sums of differences may end a hair below zero.
            blurred.append(max(0.0, total / count))
    return blurred


def _colour(rows, densest):
    if densest == 0:
        return bytes(4 * len(rows) * len(rows[0]))
    # Viridis, the more opaque the higher: nothing at all is transparent.
    levels = [level / 255 for level in range(256)]
    colours = [bytes(viridis(level) + [math.floor(230 * math.sqrt(level) + 0.5)]) for level in levels]
    return b''.join(colours[int(value / densest * 255 + 0.5)] for row in rows for value in row)


def viridis(level):
    """Red, green, blue, 0 to 255, for a level from 0 to 1."""
    colour = []
    for coefficients in VIRIDIS:
        value = 0.0
        for coefficient in reversed(coefficients):
            value = value * level + coefficient
        colour.append(math.floor(min(1, max(0, value)) * 255 + 0.5))
    return colour
