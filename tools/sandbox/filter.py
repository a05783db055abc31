"""One message of a kernel, taken apart, cleaned, signed again. jupyter-client.readthedocs.io/en/stable/messaging.html, "wire protocol"."""

import hmac
import json
import logging
import re
from datetime import datetime

from tools.outputs import clean, loads, plain

log = logging.getLogger(__name__)
DELIMITER = b"<IDS|MSG>"
HEADER_BYTES = 1 << 16
HEADER = ("msg_id", "session", "date", "msg_type", "version")
DATE = re.compile(r"\d{4}-\d\d-\d\dT")  # clients make a time of every text that begins so, or stumble over it


def clean_message(channel: str, frames: list[bytes], key: bytes) -> list[bytes]:
    """The frames to pass on; none when the message must not pass."""
    if channel == "hb":
        return frames
    try:
        start = frames.index(DELIMITER) + 1
        header, parent, metadata = (_dictionary(frame) for frame in frames[start + 1 : start + 4])
        if max(map(len, frames[start : start + 4])) > HEADER_BYTES:
            return []
        header, parent = _fields(header), _fields(parent)
        if not all(header[field] for field in HEADER):
            return []
        kind = header["msg_type"]
        cleaned = clean(kind, _dictionary(frames[start + 4]))
        parts = [_text(part) for part in (plain(header), plain(parent), plain(metadata), cleaned)]
    except (ValueError, KeyError, TypeError, IndexError, RecursionError) as error:
        log.debug("%s: a malformed message was dropped: %s", channel, error)
        return []
    if cleaned is None:
        log.debug("%s: %s was dropped", channel, kind)
        return []
    signature = hmac.new(key, b"".join(parts), "sha256").hexdigest().encode()
    buffers = frames[start + 5 :] if kind.startswith("comm_") else []
    return [*frames[: start - 1], DELIMITER, signature, *parts, *buffers]


def _fields(header: dict) -> dict:
    """Of a header, the texts, and of those that look like a time the ones that are one."""
    return {name: value for name, value in header.items() if value is None or (isinstance(value, str) and _is_sound(value))}


def _is_sound(value: str) -> bool:
    try:
        return not DATE.match(value) or datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


def _text(value: dict | None) -> bytes:
    """JSON as every reader takes it: no NaN, no infinity (ValueError)."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False).encode("utf-8", "replace")


def _dictionary(data: bytes) -> dict:
    value = loads(data)
    if not isinstance(value, dict):
        raise TypeError("no object")
    return value
