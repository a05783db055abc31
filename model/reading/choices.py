"""Named choices and how people write them: the site of an adsorbate, the lattice of a crystal, the ensemble of dynamics."""

import re

_SITE = "(?=サイト|[^ァ-ヴー]|$)"
# a name, and the ways to write it (case does not count); the first that fits is it
_WRITTEN = {
    "fcc": r"fcc|面心立方(?:格子)?",
    "hcp": r"hcp|六方最密(?:充填)?|最密六方",
    "bcc": r"bcc|体心立方(?:格子)?",
    "diamond": r"diamond|ダイヤモンド(?:構造|型)",
    "ontop": rf"on-?\s?top|atop|top|(?<![ァ-ヴー])(?:オントップ|オン・トップ|アトップ|トップ){_SITE}|直上|真上",
    "bridge": rf"bridge|(?<![ァ-ヴー])ブリッジ{_SITE}|架橋|橋架け|橋かけ|橋渡し",
    "hollow": rf"hollow|(?<![ァ-ヴー])ホロー{_SITE}|くぼみ|窪み|中空",
    "NVE": r"nve|ミクロカノニカル|microcanonical|エネルギー一定|constant energy",
    "NVT": r"nvt|カノニカル|canonical|温度一定|constant temperature",
}
_HOLLOW = r"(?:\s?-?(?:ホロー|hollow|三配位|3配位))?"
CHOICE = rf"(?<![A-Za-z])(?i:(?:{_WRITTEN['fcc']}|{_WRITTEN['hcp']}){_HOLLOW}|{'|'.join(list(_WRITTEN.values())[2:])})(?![A-Za-z])"
_NAMES = tuple((name, re.compile(written, re.IGNORECASE)) for name, written in _WRITTEN.items())


def chosen(word: str) -> str:
    """The name of the choice that a word is."""
    return next(name for name, written in _NAMES if written.match(word))
