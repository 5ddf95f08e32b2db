"""What was found, as `annotations:bulk` takes it."""

from __future__ import annotations

from measure import round4


def box_annotations(result):
    """One box per detection, in pixels of the full picture; `x_max` and `y_max` are one past the last pixel."""
    return [
        {
            'annotation_type': 'bounding_box',
            'class_name': found['class_name'],
            'confidence': found['confidence'],
            'data': {
                'x_min': found['left'],
                'y_min': found['top'],
                'x_max': found['right'],
                'y_max': found['bottom'],
                'image_width': result['width'],
                'image_height': result['height'],
                'area_px': found['area'],
                'mean_grey': found['mean_grey'],
                'contrast': found['contrast'],
                'fill': found['fill'],
                'smoothness': found['smoothness'],
                'roundness': found['roundness'],
            },
            'ordering': ordering,
        }
        for ordering, found in enumerate(result['detections'])
    ]


def heatmap_annotation(result, heatmap, storage_path):
    """The density map, which lies over the whole picture; `storage_path` is where presign said it is."""
    return {
        'annotation_type': 'heatmap',
        'class_name': None,
        'confidence': None,
        'data': {
            'width': result['width'],
            'height': result['height'],
            'map_width': heatmap['width'],
            'map_height': heatmap['height'],
            'color_map': 'viridis',
            'quantity': 'share of the neighbourhood covered by cells and clusters',
            'max': heatmap['max'],
            'smoothing_px': heatmap['smoothing'],
        },
        'storage_path': storage_path,
        'ordering': len(result['detections']),
    }


def classification_annotation(result):
    """What the picture mostly shows: each class's share of the blobs as `topk`, largest first, with the counts.

    A picture without blobs is `empty`.
    """
    total = len(result['detections'])
    shares = [
        {'class': name, 'confidence': round4(count / total), 'count': count}
        for name, count in result['counts'].items()
        if count > 0
    ]
    shares.sort(key=lambda share: (-share['count'], share['class']))
    topk = shares or [{'class': 'empty', 'confidence': 1, 'count': 0}]
    return {
        'annotation_type': 'classification',
        'class_name': topk[0]['class'],
        'confidence': topk[0]['confidence'],
        'data': {
            'topk': topk,
            'blobs': total,
            'left_out': result['left_out'],
            'covered_share': round4(result['covered_share']),
            'typical_area_px': result['typical_area'],
            'threshold': result['threshold'],
            'polarity': result['polarity'],
        },
        'ordering': total + 1,
    }
