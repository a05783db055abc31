"""One message of a kernel, taken apart, cleaned, signed again. jupyter-client.readthedocs.io/en/stable/messaging.html, "wire protocol"."""

import hmac
import json
import logging

from tools.outputs import clean, loads

log = logging.getLogger(__name__)
DELIMITER = b"<IDS|MSG>"
HEADER_BYTES = 1 << 16


def clean_message(channel: str, frames: list[bytes], key: bytes) -> list[bytes]:
    """The frames to pass on; none when the message must not pass."""
    if channel == "hb":
        return frames
    try:
        start = frames.index(DELIMITER) + 1
        _, header, parent, metadata, content = frames[start : start + 5]
        if max(map(len, (header, parent, metadata))) > HEADER_BYTES:
            return []
        kind = _dictionary(header)["msg_type"]
        _dictionary(parent)
        _dictionary(metadata)
        cleaned = clean(kind, _dictionary(content))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        log.debug("%s: a malformed message was dropped: %s", channel, error)
        return []
    if cleaned is None:
        log.debug("%s: %s was dropped", channel, kind)
        return []
    parts = [header, parent, metadata, json.dumps(cleaned, ensure_ascii=False).encode("utf-8", "replace")]
    signature = hmac.new(key, b"".join(parts), "sha256").hexdigest().encode()
    buffers = frames[start + 5 :] if kind.startswith("comm_") else []
    return [*frames[: start - 1], DELIMITER, signature, *parts, *buffers]


def _dictionary(data: bytes) -> dict:
    value = loads(data)
    if not isinstance(value, dict):
        raise TypeError("no object")
    return value
