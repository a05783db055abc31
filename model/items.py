"""The heads of a list's items, whose numbers and letters name nothing: (1) 21番 …, (2) 23番 …; 計算1: …; A案: …, B案: …"""

import re
from collections.abc import Iterable

_I = re.IGNORECASE | re.ASCII | re.MULTILINE
_NUMBER = re.compile(
    r"(?:^|[\s。、,;:/(])(?:\(?(?=[1-9](?:\)|[:.](?!\d)))"
    r"|(?:計算|ケース|案|パターン|条件|設定|タスク|ジョブ|その|系|case|run|job|task|calc(?:ulation)?)\s*\(?"
    r"(?=[1-9]\)?\s*(?:[:.、]|は|で|\s)))([1-9])",
    _I,
)
_LETTER = re.compile(
    r"(?:^|[\s。、,;/(])(?:計算|ケース|案|パターン|条件|case|run|job)?\s*[(\[]?([A-E])(?:[)\]]|案|(?:\s*[:.)]|は|、)(?![A-Za-z]))", _I
)


def item_heads(text: str) -> set[int]:
    """Where the numbers and letters of item heads stand in NFKC text; one alone is no list."""
    return _in_a_row(_NUMBER.finditer(text), "1") | _in_a_row(_LETTER.finditer(text), "A")


def _in_a_row(heads: Iterable[re.Match[str]], first: str) -> set[int]:
    row: list[int] = []
    for head in heads:
        if ord(head.group(1)) == ord(first) + len(row):
            row.append(head.start(1))
    return set(row) if len(row) > 1 else set()
