"""Connected components in one pass over the rows."""

from __future__ import annotations

import re

RUN = re.compile(rb'\x01+')


class Blob:
    """A connected set of foreground pixels (8 neighbours), as sums over its pixels.

    `right` and `bottom` are one past the last pixel. `runs` (horizontal ones) and `stacked` (pixels that have a
    pixel of the blob right above) together give the perimeter. `joined_to` makes it a node of a union-find forest.
    """

    __slots__ = (
        'area grey_sum left top right bottom sum_x sum_y sum_xx sum_yy sum_xy runs stacked joined_to is_finished'
    ).split()


def find_blobs(picture, threshold, is_bright, min_area, on_row=lambda row: None):
    """Every blob of at least `min_area` pixels whose grey is on the wanted side of the threshold.

    One pass: each row is cut into runs, runs that touch a run of the row above join its blob, and a blob that
    no run of a row touches is finished. Memory holds the open blobs and the result only.
    """
    marks = bytes(int((grey > threshold) == is_bright) for grey in range(256))
    width = picture.width
    found, above = [], []
    for top, rows in picture.blocks():
        marked = rows.translate(marks)
        for row in range(len(rows) // width):
            at = row * width
            runs = []
            for match in RUN.finditer(marked, at, at + width):
                start, end = match.span()
                runs.append((start - at, end - at, _blob_of_run(start - at, end - at, top + row, sum(rows[start:end]))))
            _join_rows(above, runs, top + row)
            _finish_untouched(above, top + row, min_area, found)
            above = runs
        on_row(top + len(rows) // width)
    _finish_untouched(above, picture.height, min_area, found)
    return found


def _blob_of_run(start, end, y, grey_sum):
    blob = Blob()
    blob.area = area = end - start
    blob.grey_sum = grey_sum
    blob.left, blob.top, blob.right, blob.bottom = start, y, end, y + 1
    blob.sum_x = sum_x = area * (start + end - 1) // 2
    blob.sum_y = area * y
    blob.sum_xx = ((end - 1) * end * (2 * end - 1) - (start - 1) * start * (2 * start - 1)) // 6
    blob.sum_yy = area * y * y
    blob.sum_xy = sum_x * y
    blob.runs = 1
    blob.stacked = 0
    blob.joined_to = None
    blob.is_finished = False
    return blob


def _join_rows(above, runs, y):
    """Joins each run of row `y` with those above that touch it, corners included."""
    first = 0
    for start, end, run_blob in runs:
        while first < len(above) and above[first][1] < start:
            first += 1
        i = first
        while i < len(above) and above[i][0] <= end:
            upper_start, upper_end, upper_blob = above[i]
            blob = _join(_root_of(upper_blob), _root_of(run_blob), y)
            blob.stacked += max(0, min(upper_end, end) - max(upper_start, start))
            i += 1


def _root_of(blob):
    root = blob
    while root.joined_to is not None:
        root = root.joined_to
    # Shortens the way for the next look-up.
    while blob.joined_to is not None:
        blob.joined_to, blob = root, blob.joined_to
    return root


def _join(one, other, y):
    if one is other:
        return one
    kept, gone = (one, other) if one.runs >= other.runs else (other, one)
    kept.area += gone.area
    kept.grey_sum += gone.grey_sum
    kept.left = min(kept.left, gone.left)
    kept.top = min(kept.top, gone.top)
    kept.right = max(kept.right, gone.right)
    kept.bottom = y + 1
    kept.sum_x += gone.sum_x
    kept.sum_y += gone.sum_y
    kept.sum_xx += gone.sum_xx
    kept.sum_yy += gone.sum_yy
    kept.sum_xy += gone.sum_xy
    kept.runs += gone.runs
    kept.stacked += gone.stacked
    gone.joined_to = kept
    return kept


def _finish_untouched(above, y, min_area, found):
    """Hands over the blobs of the row above `y` that reach no further down than that row."""
    for _, _, run_blob in above:
        blob = _root_of(run_blob)
        # A blob may have several runs in one row, but is handed over once.
        if blob.is_finished or blob.bottom > y:
            continue
        blob.is_finished = True
        if blob.area >= min_area:
            found.append(blob)
