"""A picture as 8-bit grey at full resolution, kept in a scratch file so that its size doesn't matter."""

from __future__ import annotations

import json
import math
import time

from grey import grey_of_rgb, over_white
from png import MAGIC, NotPlain, PngReader
from problem import PipelineProblem

BLOCK_BYTES = 4 << 20
# Side of the regions asked of the server: a multiple of every usual tile size.
REGION_SIDE = 2048
TILES_WAIT_SECONDS = 300


class GreyPicture:
    """Rows of `width` bytes in the file at `path`; `source` says how they were decoded."""

    def __init__(self, path, width, height, source):
        self._path = path
        self.width = width
        self.height = height
        self.source = source

    def blocks(self):
        """Yields (row number, bytes of whole rows) from the top, a few megabytes at a time."""
        rows = max(1, BLOCK_BYTES // self.width)
        with open(self._path, 'rb') as file:
            for top in range(0, self.height, rows):
                size = min(rows, self.height - top) * self.width
                data = file.read(size)
                if len(data) != size:
                    raise PipelineProblem('The scratch file %s ends early, at row %d.' % (self._path, top))
                yield top, data


def open_file(path, scratch_path):
    """Decodes a local file: plain PNG here, anything else by Pillow.

    Answers None when neither can; raises PipelineProblem when the file is damaged.
    """
    with open(path, 'rb') as file:
        is_png = file.read(len(MAGIC)) == MAGIC
        file.seek(0)
        if is_png:
            try:
                return _from_png(PngReader(file), scratch_path)
            except NotPlain:
                pass  # An unusual PNG: the better decoder below takes it.
    return _from_pillow(path, scratch_path)


def _from_png(reader, scratch_path):
    with open(scratch_path, 'wb') as scratch:
        for row in reader.grey_rows():
            scratch.write(row)
    return GreyPicture(scratch_path, reader.width, reader.height, 'own PNG reader')


def _from_pillow(path, scratch_path):
    try:
        from PIL import Image, ImageOps
    except ImportError:
        return None
    Image.MAX_IMAGE_PIXELS = None  # The server has let the picture in: its limit holds.
    try:
        image = ImageOps.exif_transpose(Image.open(path))
        has_alpha = image.mode in ('RGBA', 'LA', 'PA') or 'transparency' in image.info
        image = image.convert('RGBA' if has_alpha else 'RGB')
    except OSError as error:
        raise PipelineProblem("The image file can't be decoded: %s." % error)
    rows = max(1, BLOCK_BYTES // image.width)
    with open(scratch_path, 'wb') as scratch:
        for top in range(0, image.height, rows):
            strip = image.crop((0, top, image.width, min(image.height, top + rows)))
            channels = [channel.tobytes() for channel in strip.split()]
            if has_alpha:
                channels = [over_white(channel, channels[3]) for channel in channels[:3]]
            scratch.write(grey_of_rgb(*channels))
    return GreyPicture(scratch_path, image.width, image.height, 'Pillow')


def open_from_server(client, image_id, scratch_path, on_share=lambda share: None):
    """Fetches the picture at full resolution as grey PNGs through the server's IIIF Image API, region by region."""
    base = '%s/iiif/3/%s' % (client.server, image_id)
    info = _tile_info(client, base)
    width, height = info['width'], info['height']
    side = min(REGION_SIDE, info.get('maxWidth', REGION_SIDE), info.get('maxHeight', REGION_SIDE))
    side = min(side, math.isqrt(info.get('maxArea', side * side)))
    quality = 'gray' if 'gray' in info.get('extraQualities', ['gray']) else 'default'
    with open(scratch_path, 'wb') as scratch:
        for top in range(0, height, side):
            strip_height = min(side, height - top)
            regions = []
            for left in range(0, width, side):
                size = (min(side, width - left), strip_height)
                url = '%s/%d,%d,%d,%d/max/0/%s.png' % (base, left, top, size[0], size[1], quality)
                regions.append(_region(client, url, size))
            for parts in zip(*regions):
                scratch.write(b''.join(parts))
            on_share((top + strip_height) / height)
    return GreyPicture(scratch_path, width, height, 'regions of the IIIF Image API')


def _region(client, url, size):
    with client.fetch('draw a region of the picture', url) as response:
        reader = PngReader(response)
        if (reader.width, reader.height) != size:
            text = 'The server drew %s as %d x %d pixels, where %d x %d were due.'
            raise PipelineProblem(text % ((url, reader.width, reader.height) + size))
        return list(reader.grey_rows())  # a region that broke off is a PNG that ends early


def _tile_info(client, base):
    """The picture's info.json; waits while the server is still preparing its tiles (503)."""
    deadline = time.monotonic() + TILES_WAIT_SECONDS
    while True:
        try:
            with client.fetch('show the picture', base + '/info.json') as response:
                return json.loads(response.read())
        except PipelineProblem as problem:
            if problem.status != 503 or time.monotonic() > deadline:
                raise
