"""What a blob is taken for, and how sure one may be: the same formulas as the TypeScript pipeline."""

from __future__ import annotations

import math

# Blob sizes are relative to the typical area.
DEBRIS_BELOW = 0.15
CLUSTER_ABOVE = 1.6
CLUSTER_ALWAYS_ABOVE = 6
CLUSTER_FILL_BELOW = 0.93
DEBRIS_ROUNDNESS_BELOW = 0.2
DEBRIS_SMOOTHNESS_BELOW = 0.45


def measure_blobs(blobs, split):
    """Measures all blobs, classifies each against the typical size, and sorts: most confident first, then from the top."""
    measured = [_measure(blob, split) for blob in blobs]
    typical_area = _typical_area(measured)
    for found in measured:
        found['class_name'] = _class_of(found, typical_area)
        found['confidence'] = _confidence_of(found)
    measured.sort(key=lambda found: (-found['confidence'], found['top'], found['left']))
    return measured, typical_area


def _measure(blob, split):
    """All measures of one blob, rounded to four decimals; each is explained in the README."""
    area = blob.area
    mean_x, mean_y = blob.sum_x / area, blob.sum_y / area
    # A pixel is a square, not a point: its own second moment is 1/12.
    variance_x = blob.sum_xx / area - mean_x * mean_x + 1 / 12
    variance_y = blob.sum_yy / area - mean_y * mean_y + 1 / 12
    covariance = blob.sum_xy / area - mean_x * mean_y
    ellipse_area = 4 * math.pi * math.sqrt(max(1e-9, variance_x * variance_y - covariance * covariance))
    middle = (variance_x + variance_y) / 2
    half_gap = (variance_x - variance_y) / 2
    spread = math.sqrt(half_gap * half_gap + covariance * covariance)
    perimeter = 2 * blob.runs + 2 * (area - blob.stacked)
    mean_grey = blob.grey_sum / area
    half_distance = max(0.5, (split['bright_mean'] - split['dark_mean']) / 2)
    beyond = 1 + abs(mean_grey - split['threshold'] - 0.5) / half_distance
    box = 2 * (blob.right - blob.left + blob.bottom - blob.top)
    return {
        'left': blob.left,
        'top': blob.top,
        'right': blob.right,
        'bottom': blob.bottom,
        'centre_x': round4(mean_x + 0.5),
        'centre_y': round4(mean_y + 0.5),
        'area': area,
        'mean_grey': round4(mean_grey),
        'contrast': round4(1 - 1 / (beyond * beyond * beyond)),
        'fill': round4(min(1, area / ellipse_area)),
        'smoothness': round4(min(1, box / perimeter)),
        'roundness': round4(math.sqrt(max(0, middle - spread) / (middle + spread))),
    }


def _typical_area(blobs):
    """The size of a usual cell in pixels: half of the summed diameters of all well-formed blobs is in blobs up to it."""
    well_formed = [found for found in blobs if found['fill'] >= 0.9 and found['smoothness'] >= 0.75]
    areas = sorted(found['area'] for found in (well_formed if len(well_formed) >= 5 else blobs))
    total = 0.0
    for area in areas:
        total += math.sqrt(area)
    half, reached = total / 2, 0.0
    for area in areas:
        reached += math.sqrt(area)
        if reached >= half:
            return area
    return 0


def _class_of(found, typical_area):
    """Too small, too thin or too ragged is debris; too large, or large and not an ellipse, is a cluster."""
    size = found['area'] / typical_area
    if size < DEBRIS_BELOW:
        return 'debris'
    if found['roundness'] < DEBRIS_ROUNDNESS_BELOW or found['smoothness'] < DEBRIS_SMOOTHNESS_BELOW:
        return 'debris'
    if size > CLUSTER_ALWAYS_ABOVE:
        return 'cell_cluster'
    return 'cell_cluster' if size > CLUSTER_ABOVE and found['fill'] < CLUSTER_FILL_BELOW else 'cell'


def _confidence_of(found):
    """√(contrast × shape), 0 to 1; shape is fill × smoothness for a cell, smoothness for what need not be round."""
    is_cell = found['class_name'] == 'cell'
    shape = found['fill'] * found['smoothness'] if is_cell else found['smoothness']
    return round4(math.sqrt(found['contrast'] * shape))


def round4(value):
    """Rounds half up to four decimals, as the TypeScript pipeline does."""
    return math.floor(value * 10000 + 0.5) / 10000
