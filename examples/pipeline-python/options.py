"""Command line and environment."""

from __future__ import annotations

import argparse
import os
import re

from problem import USAGE, PipelineProblem


def read_options(arguments, environment):
    """The settings of a run; raises PipelineProblem (exit code 2) that says what to change."""
    parser = argparse.ArgumentParser(
        prog='pipeline.py',
        description='Finds bright or dark blobs in an image and posts them as an analysis.',
        epilog='Exit codes: 0 done, 1 failed, 2 wrong usage, 3 server not reachable, 4 not allowed, 130 interrupted.',
    )
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument('--image', metavar='ID', help="id of the image: the last part of its page's address")
    which.add_argument('--file', metavar='PATH', help='only look for blobs in a local file')
    server = environment.get('API_BASE_URL') or 'http://localhost:8000'
    parser.add_argument('--server', default=server, metavar='URL', help='default http://localhost:8000, or API_BASE_URL')
    parser.add_argument(
        '--secret-file',
        metavar='PATH',
        help='file with the signature secret; default is ML_CALLBACK_HMAC_SECRET, '
        'then <DATA_DIR or ./data>/ml-callback-hmac-secret',
    )
    key = environment.get('API_KEY') or None
    parser.add_argument('--api-key', default=key, metavar='KEY', help='for servers with accounts; better given as API_KEY')
    parser.add_argument('--model-name', default='blob_detector', metavar='NAME', help='default %(default)s')
    parser.add_argument('--polarity', default='auto', choices=['auto', 'bright', 'dark'], help='default %(default)s')
    parser.add_argument('--threshold', type=_whole(0, 254), metavar='GREY', help="0 to 254, instead of Otsu's choice")
    parser.add_argument('--min-area', type=_whole(1, 10**9), default=40, metavar='N', help='pixels; default %(default)s')
    parser.add_argument(
        '--max-boxes',
        type=_whole(1, 10**7),
        default=50000,
        metavar='N',
        help='keep the N most confident (default %(default)s); says so when it leaves some out',
    )
    parser.add_argument(
        '--chunk-size',
        type=_whole(1, 10**6),
        default=1000,
        metavar='N',
        help='annotations per request; default %(default)s',
    )
    parser.add_argument('--out', metavar='FOLDER', help='also write annotations.json and heatmap.png there')
    parser.add_argument('--json', action='store_true', help='print the result as one line of JSON')
    options = parser.parse_args(arguments)
    if not re.match(r'https?://[^/]', options.server):
        text = '--server is an address such as http://localhost:8000, not %s.'
        raise PipelineProblem(text % options.server, USAGE)
    options.server = options.server.rstrip('/')
    options.secret, options.secret_source = '', ''
    if options.image:
        options.secret, options.secret_source = _read_secret(options.secret_file, environment)
    return options


def _whole(least, most):
    def whole_number(text):
        if not text.isdigit() or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError('must be a whole number from %d to %d, not %s' % (least, most, text))
        return int(text)

    return whole_number


def _read_secret(file_given, environment):
    from_environment = environment.get('ML_CALLBACK_HMAC_SECRET')
    if file_given is None and from_environment:
        return from_environment, 'ML_CALLBACK_HMAC_SECRET'
    path = file_given or os.path.join(environment.get('DATA_DIR') or 'data', 'ml-callback-hmac-secret')
    try:
        with open(path, encoding='utf-8') as file:
            text = file.read().strip()
    except OSError as error:
        raise PipelineProblem(
            "No signature secret: %s can't be read (%s). Start the server once in this folder, name the file with "
            "--secret-file, or set ML_CALLBACK_HMAC_SECRET to the server's." % (path, error.strerror),
            USAGE,
        )
    if not text:
        text = "The secret file %s is empty: put the server's ML_CALLBACK_HMAC_SECRET into it."
        raise PipelineProblem(text % path, USAGE)
    return text, path
