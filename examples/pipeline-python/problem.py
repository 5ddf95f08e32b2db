"""Failures told as sentences with their remedy."""

from __future__ import annotations

import json

DONE, FAILED, USAGE, UNREACHABLE, REFUSED, INTERRUPTED = 0, 1, 2, 3, 4, 130


class PipelineProblem(Exception):
    """A sentence for people; `code` is the program's exit code, `status` the HTTP status that caused it, or 0."""

    def __init__(self, message, code=FAILED, status=0):
        super().__init__(message)
        self.code = code
        self.status = status


def detail_of(text):
    """The sentence inside an error answer: `detail` of a problem document, or the first 300 characters."""
    try:
        problem = json.loads(text)
    except ValueError:
        problem = None
    if isinstance(problem, dict) and isinstance(problem.get('detail'), str):
        faults = [
            ('%s %s' % (fault.get('pointer', ''), fault.get('message', ''))).strip()
            for fault in problem.get('errors') or []
        ]
        return ' '.join([problem['detail']] + faults)
    return text.strip()[:300] or 'no explanation given'


def refused(action, status, detail, is_signed, has_api_key, secret_source, clock_ahead):
    """Turns a refused call into a sentence that names the culprit and the remedy.

    `clock_ahead` is by how many seconds the server's clock is ahead of ours, or None when unknown.
    """
    said = 'The server refused to %s (%d): %s.' % (action, status, detail.rstrip('. \n'))
    remedy = _remedy_for(status, detail, is_signed, has_api_key, secret_source, clock_ahead)
    code = REFUSED if status in (401, 403) else FAILED
    return PipelineProblem(('%s %s' % (said, remedy)).strip(), code, status)


def _remedy_for(status, detail, is_signed, has_api_key, secret_source, clock_ahead):
    if status == 401 and is_signed:
        if clock_ahead is not None and abs(clock_ahead) > 240:
            return (
                'The clocks differ by %d seconds, and a signature holds for five minutes: '
                "set this machine's clock." % abs(clock_ahead)
            )
        key = ', or the API key is not valid' if has_api_key else ''
        return "The secret from %s is probably not the server's ML_CALLBACK_HMAC_SECRET%s." % (secret_source, key)
    if status == 401:
        if has_api_key:
            return 'The API key is not valid: make a new one and pass it with --api-key or API_KEY.'
        return 'This server wants to know who is calling: pass an API key with --api-key or API_KEY.'
    if 'Model not allowed' in detail:
        return 'Add the name to ML_ALLOWED_MODELS on the server, or choose an allowed one with --model-name.'
    if 'Analysis limit reached' in detail:
        return 'Raise ML_MAX_ANALYSES_PER_IMAGE on the server, or take another image.'
    if 'ML analysis feature disabled' in detail:
        return 'Set ML_ANALYSIS_ENABLED=true on the server.'
    if status == 404:
        return 'Is the id right? The address of an image page ends in it: /images/<id>.'
    if status == 422 and not is_signed:
        return 'An image id looks like 0b0f6c9e-3f7a-4a53-9a55-0d4a6f1f2c11.'
    if status == 409:
        return 'Somebody cancelled or finished this analysis in the meantime.'
    return ''
