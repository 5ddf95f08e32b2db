#!/usr/bin/env python3
"""The six pipeline steps on Python's standard library alone: `python3 pipeline.py --image <id>`."""

from __future__ import annotations

import json
import os
import signal
import sys
import tempfile
import time

from annotations import box_annotations, classification_annotation, heatmap_annotation
from client import Client
from detect import detect
from heatmap import draw_heatmap
from options import read_options
from picture import open_file, open_from_server
from problem import DONE, INTERRUPTED, PipelineProblem

# Goes into every analysis, so that results of different detectors can be told apart.
MODEL_VERSION = '1.0.0'


class Report:
    """Progress on standard error: one line a step, with a percentage where a step takes long."""

    def __init__(self):
        self._started = time.monotonic()
        self._shown = None

    def step(self, text):
        clear = '\r\x1b[K' if sys.stderr.isatty() else ''
        print('%s[%5.1f s] %s' % (clear, time.monotonic() - self._started, text), file=sys.stderr, flush=True)

    def share(self, share):
        percent = int(100 * share)
        if sys.stderr.isatty() and percent != self._shown:
            self._shown = percent
            print('\r\x1b[K          %d %%' % percent, end='', file=sys.stderr, flush=True)


def analyse_image(options, report):
    """All six steps for one image on the server; a failure after the first is told to it as `failed`, and raised."""
    client = Client(options.server, options.secret, options.secret_source, options.api_key)
    image = client.find_image(options.image)
    report.step('1/6 create an analysis of ' + image['filename'])
    parameters = {
        'polarity': options.polarity,
        'threshold': 'otsu' if options.threshold is None else options.threshold,
        'min_area': options.min_area,
    }
    analysis_id = client.create_analysis(image['id'], options.model_name, MODEL_VERSION, parameters)['id']
    try:
        result, heatmap, total = _run_analysis(client, image['id'], analysis_id, options, report)
    except BaseException as error:
        _report_failure(client, analysis_id, error)
        raise
    page = '%s/images/%s' % (options.server, image['id'])
    return {'analysis_id': analysis_id, 'page': page, 'annotations': total, 'result': result, 'heatmap': heatmap}


def _run_analysis(client, image_id, analysis_id, options, report):
    report.step('2/6 set the status to processing')
    client.start_processing(analysis_id)
    with tempfile.TemporaryDirectory(prefix='pipeline-') as folder:
        report.step('3/6 download the image and find blobs')
        original, scratch = os.path.join(folder, 'original'), os.path.join(folder, 'grey')
        client.download_original(image_id, original)
        picture = open_file(original, scratch)
        if picture is None:
            report.step('    this format needs Pillow, which is not installed: asking the server for grey regions')
            picture = open_from_server(client, image_id, scratch, report.share)
        result = detect(picture, options, report.share)
    heatmap = draw_heatmap(result)
    report.step('4/6 upload the heatmap')
    artifact = client.presign(analysis_id, 'heatmap.png')
    client.upload(artifact['upload_url'], heatmap['png'])
    report.step('5/6 post the annotations')
    annotations = _all_annotations(result, heatmap, artifact['storage_path'])
    total = _post_in_chunks(client, analysis_id, annotations, options.chunk_size, report)
    _write_result(options.out, annotations, heatmap)
    report.step('6/6 finalize the analysis as completed')
    client.finalize(analysis_id, 'completed')
    return result, heatmap, total


def analyse_local_file(options, report):
    """The detector alone, on a local file; nothing is sent anywhere."""
    report.step('find blobs in ' + options.file)
    with tempfile.TemporaryDirectory(prefix='pipeline-') as folder:
        try:
            picture = open_file(options.file, os.path.join(folder, 'grey'))
        except OSError as error:
            raise PipelineProblem("%s can't be read: %s." % (options.file, error.strerror))
        if picture is None:
            text = '%s is not a plain PNG: install Pillow (pip install pillow), or take --image, which lets the server decode.'
            raise PipelineProblem(text % options.file)
        result = detect(picture, options, report.share)
    heatmap = draw_heatmap(result)
    _write_result(options.out, _all_annotations(result, heatmap, 'heatmap.png'), heatmap)
    return {'analysis_id': None, 'page': None, 'annotations': None, 'result': result, 'heatmap': heatmap}


def _all_annotations(result, heatmap, storage_path):
    overall = [heatmap_annotation(result, heatmap, storage_path), classification_annotation(result)]
    return box_annotations(result) + overall


def _post_in_chunks(client, analysis_id, annotations, size, report):
    """Posts `annotations` in order; where the server's limit per request is smaller, in smaller chunks."""
    sent = total = 0
    while sent < len(annotations):
        chunk = annotations[sent : sent + size]
        try:
            total = client.add_annotations(analysis_id, chunk)
        except PipelineProblem as problem:
            if 'Too many annotations' not in str(problem) or len(chunk) == 1:
                raise
            size = (len(chunk) + 1) // 2
            continue
        sent += len(chunk)
        report.share(sent / len(annotations))
    return total


def _report_failure(client, analysis_id, error):
    # Nothing to tell where somebody cancelled or finished it (409), no use where we aren't believed (401).
    if isinstance(error, PipelineProblem) and error.status in (401, 403, 409):
        return
    message = 'Interrupted before it was done.' if isinstance(error, KeyboardInterrupt) else str(error)
    try:
        client.finalize(analysis_id, 'failed', message[:1000])
    except PipelineProblem as second:
        print('The server could not be told either: %s' % second, file=sys.stderr)


def _write_result(folder, annotations, heatmap):
    if folder is None:
        return
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, 'annotations.json'), 'w', encoding='utf-8') as file:
        json.dump({'annotations': annotations}, file, indent=1)
    with open(os.path.join(folder, 'heatmap.png'), 'wb') as file:
        file.write(heatmap['png'])


def _summary(run):
    result, counts = run['result'], run['result']['counts']
    lines = [
        '%d %s blobs in %d x %d pixels (threshold %d): %d cells, %d clusters, %d debris; %.1f %% covered, '
        'at most %.1f %% in one place.'
        % (
            len(result['detections']),
            result['polarity'],
            result['width'],
            result['height'],
            result['threshold'],
            counts['cell'],
            counts['cell_cluster'],
            counts['debris'],
            100 * result['covered_share'],
            100 * run['heatmap']['max'],
        )
    ]
    if result['left_out']:
        lines.append('%d less confident blobs were left out: raise --max-boxes to keep them.' % result['left_out'])
    if run['analysis_id']:
        lines.append('Analysis %s has %d annotations.' % (run['analysis_id'], run['annotations']))
        lines.append('See it at ' + run['page'])
    return '\n'.join(lines)


def _as_json(run):
    result = run['result']
    facts = {name: run[name] for name in ('analysis_id', 'page', 'annotations')}
    facts.update((name, result[name]) for name in ('width', 'height', 'threshold', 'polarity'))
    facts['typical_area_px'] = result['typical_area']
    facts['blobs'] = len(result['detections'])
    facts.update((name, result[name]) for name in ('left_out', 'counts'))
    return json.dumps(facts)


def main():
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        options = read_options(sys.argv[1:], os.environ)
        report = Report()
        run = analyse_local_file(options, report) if options.file else analyse_image(options, report)
        report.step('done')
        print(_as_json(run) if options.json else _summary(run))
        return DONE
    except PipelineProblem as problem:
        print(problem, file=sys.stderr)
        return problem.code
    except KeyboardInterrupt:
        print('Interrupted before it was done.', file=sys.stderr)
        return INTERRUPTED


if __name__ == '__main__':
    sys.exit(main())
