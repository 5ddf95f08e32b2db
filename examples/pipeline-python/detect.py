"""Threshold, connected components, measures: the whole detector."""

from __future__ import annotations

from blobs import find_blobs
from measure import measure_blobs
from threshold import grey_histogram, otsu_threshold, split_at


def detect(picture, options, on_share=lambda share: None):
    """Finds, measures and counts; answers a dict of what was found and by which cut, most confident first."""
    histogram = grey_histogram(picture)
    on_share(0.3)
    threshold = otsu_threshold(histogram) if options.threshold is None else options.threshold
    split = split_at(histogram, threshold)
    rarer = 'dark' if split['dark_share'] <= 0.5 else 'bright'
    polarity = rarer if options.polarity == 'auto' else options.polarity
    blobs = find_blobs(
        picture,
        threshold,
        polarity == 'bright',
        options.min_area,
        lambda row: on_share(0.3 + 0.7 * row / picture.height),
    )
    every, typical_area = measure_blobs(blobs, split)
    detections = every[: options.max_boxes]
    counts = {'cell': 0, 'cell_cluster': 0, 'debris': 0}
    for found in detections:
        counts[found['class_name']] += 1
    return {
        'width': picture.width,
        'height': picture.height,
        'threshold': threshold,
        'polarity': polarity,
        'typical_area': typical_area,
        'detections': detections,
        'left_out': len(every) - len(detections),
        'counts': counts,
        'covered_share': sum(found['area'] for found in detections) / (picture.width * picture.height),
    }
