"""The calls of the six steps: prefixes, credentials, signature, retries."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import re
import shutil
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from email.utils import parsedate_to_datetime

from problem import UNREACHABLE, PipelineProblem, detail_of, refused

RETRY_WAITS = (0.5, 1.5, 4.0)
RETRY_STATUSES = (429, 502, 503, 504)
TIMEOUT_SECONDS = 60


def signature_headers(secret, body, timestamp=None):
    """The two headers that prove a pipeline call (signature scheme v1).

    The signature is `sha256=` and the lower-case hex HMAC-SHA256, keyed with the UTF-8 secret, of the
    timestamp text, a full stop, and the exact bytes of the body; method and path are not signed.
    """
    timestamp = timestamp or str(int(time.time()))
    digest = hmac.new(secret.encode(), timestamp.encode() + b'.' + body, hashlib.sha256).hexdigest()
    return {'X-ML-Timestamp': timestamp, 'X-ML-Signature': 'sha256=' + digest}


class Client:
    """A client of the pipeline API; every call raises a PipelineProblem that names the remedy.

    Without an API key everything goes to `/api`, where a valid signature is itself a credential; with one,
    signed calls go to `/api-ml` and the rest to `/api-key`.
    """

    def __init__(self, server, secret, secret_source, api_key=None):
        self.server = server
        self.secret = secret
        self.secret_source = secret_source
        self.api_key = api_key
        self.plain_prefix = '/api-key' if api_key else '/api'
        self.signed_prefix = '/api-ml' if api_key else '/api'

    def find_image(self, image_id):
        return self._call('show the image', 'GET', '/images/' + image_id)

    def create_analysis(self, image_id, model_name, model_version, parameters):
        body = {
            'image_id': image_id,
            'model_name': model_name,
            'model_version': model_version,
            'parameters': parameters,
        }
        return self._call('create the analysis', 'POST', '/images/%s/analyses' % image_id, body)

    def start_processing(self, analysis_id):
        path = '/analyses/%s/status' % analysis_id
        self._call('set the status to processing', 'PATCH', path, {'status': 'processing'}, is_signed=True)

    def download_original(self, image_id, path):
        """Writes the original file to `path`."""
        action = 'hand out the image file'
        url = self._call(action, 'GET', '/images/%s/download' % image_id)['url']
        # The answer is absolute, has a prefix, or lacks one (as in `/images/<id>/content`).
        if not re.match(r'https?:', url):
            url = self.server + (url if re.match(r'/api(-key|-ml)?/', url) else self.plain_prefix + url)
        with self.fetch(action, url) as response, open(path, 'wb') as file:
            due = response.headers['Content-Length']
            try:
                shutil.copyfileobj(response, file, 1 << 20)
                reason = 'connection closed' if due is not None and file.tell() != int(due) else None
            except (OSError, http.client.HTTPException) as error:
                reason = error
            if reason:
                raise PipelineProblem('The image file broke off after %d bytes (%s). Try again.' % (file.tell(), reason))

    def presign(self, analysis_id, filename):
        body = {'artifact_type': 'heatmap', 'filename': filename}
        path = '/analyses/%s/artifacts/presign' % analysis_id
        return self._call('presign the heatmap upload', 'POST', path, body, is_signed=True)

    def upload(self, upload_url, png):
        request = urllib.request.Request(upload_url, png, {'Content-Type': 'image/png'}, method='PUT')
        self._send('take the heatmap', request, is_signed=False).close()

    def add_annotations(self, analysis_id, annotations):
        """Appends one chunk; answers how many annotations the analysis has now."""
        body = {'annotations': annotations, 'mode': 'append'}
        path = '/analyses/%s/annotations:bulk' % analysis_id
        return self._call('take the annotations', 'POST', path, body, is_signed=True)['total']

    def finalize(self, analysis_id, status, error_message=None):
        body = {'status': status}
        if error_message:
            body['error_message'] = error_message
        action = 'finalize the analysis as ' + status
        self._call(action, 'POST', '/analyses/%s/finalize' % analysis_id, body, is_signed=True)

    def fetch(self, action, url):
        """An open response of any address; the API key goes to our own server only."""
        is_ours = urllib.parse.urlsplit(url)[:2] == urllib.parse.urlsplit(self.server)[:2]
        return self._send(action, urllib.request.Request(url, headers=self._credentials() if is_ours else {}), False)

    def _credentials(self):
        return {'Authorization': 'Bearer ' + self.api_key} if self.api_key else {}

    def _call(self, action, method, path, body=None, is_signed=False):
        # Serialised once: what is signed is byte for byte what is sent, on every attempt.
        data = None if body is None else json.dumps(body).encode()
        headers = self._credentials()
        if data is not None:
            headers['Content-Type'] = 'application/json'
        if is_signed:
            headers.update(signature_headers(self.secret, data or b''))
        if method == 'POST':
            headers['Idempotency-Key'] = str(uuid.uuid4())
        url = self.server + (self.signed_prefix if is_signed else self.plain_prefix) + path
        with self._send(action, urllib.request.Request(url, data, headers, method=method), is_signed) as response:
            text = response.read()
        try:
            return json.loads(text)
        except ValueError:
            raise PipelineProblem('%s answered with something else than JSON: is --server Image Project Manager?' % url)

    def _send(self, action, request, is_signed):
        # A retried signed call is the same bytes under the same signature, which the server carries out once.
        for wait in RETRY_WAITS + (None,):
            try:
                return urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS)
            except urllib.error.HTTPError as error:
                if wait is None or error.code not in RETRY_STATUSES:
                    raise self._refusal(action, error, is_signed)
                wait = _retry_after(error) or wait
            except (OSError, http.client.HTTPException) as error:
                reason = getattr(error, 'reason', error)
                if wait is None or isinstance(reason, ConnectionRefusedError):
                    raise PipelineProblem(
                        'No answer from %s when asked to %s (%s). Start the server with npm start, '
                        'or name another address with --server.' % (self.server, action, reason),
                        UNREACHABLE,
                    )
            time.sleep(wait)

    def _refusal(self, action, error, is_signed):
        try:
            clock_ahead = parsedate_to_datetime(error.headers['Date']).timestamp() - time.time()
        except (TypeError, ValueError):
            clock_ahead = None
        detail = detail_of(error.read().decode('utf-8', 'replace'))
        return refused(action, error.code, detail, is_signed, bool(self.api_key), self.secret_source, clock_ahead)


def _retry_after(error):
    text = error.headers.get('Retry-After') or ''
    return min(int(text), 30) if text.isdigit() else None
