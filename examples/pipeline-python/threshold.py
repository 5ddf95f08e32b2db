"""Otsu's threshold and what lies on both sides of it."""

from __future__ import annotations

from collections import Counter


def grey_histogram(picture):
    """How many pixels have each of the 256 grey values."""
    counts = Counter()
    for _, rows in picture.blocks():
        counts.update(rows)
    return [counts[grey] for grey in range(256)]


def otsu_threshold(histogram):
    """Otsu's cut: it leaves the two sides' means farthest apart, weighted by their sizes.

    Where several neighbouring cuts are equally good (no pixel has those values), the middle one.
    """
    total = sum(histogram)
    grey_sum = sum(n * grey for grey, n in enumerate(histogram))
    best, first, last = -1.0, 0, 0
    count = level = 0
    for grey in range(255):
        count += histogram[grey]
        level += histogram[grey] * grey
        rest = total - count
        if count == 0 or rest == 0:
            continue
        distance = level / count - (grey_sum - level) / rest
        spread = float(count) * float(rest) * distance * distance
        if spread > best:
            best, first = spread, grey
        if spread == best:
            last = grey
    return (first + last) >> 1


def split_at(histogram, threshold):
    """Means of both sides of the threshold (the threshold itself where a side is empty) and the dark side's share."""
    counts, sums = [0, 0], [0, 0]
    for grey, n in enumerate(histogram):
        side = 0 if grey <= threshold else 1
        counts[side] += n
        sums[side] += n * grey
    dark, bright = (sums[i] / counts[i] if counts[i] else threshold for i in (0, 1))
    return {'threshold': threshold, 'dark_mean': dark, 'bright_mean': bright, 'dark_share': counts[0] / sum(counts)}
