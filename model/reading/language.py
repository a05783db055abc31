"""Which language a text is in, as far as its letters tell: Japanese and English are read, others are named."""

import re
import unicodedata

_KANA = re.compile(r"[ぁ-ゖァ-ヺ]")
_SCRIPTS = (
    ("ko", re.compile(r"[가-힣ㄱ-ㆎ]")),
    ("ru", re.compile(r"[Ѐ-ӿ]")),
    ("th", re.compile(r"[฀-๿]")),
    ("ar", re.compile(r"[؀-ۿ]")),
    ("hi", re.compile(r"[ऀ-ॿ]")),
)
_HAN = re.compile(r"[一-鿿]")
LEAST = 2  # letters of another script that make a text one in another language


def unread_language(text: str) -> str:
    """The code (ISO 639-1) of the language of a text that is neither Japanese nor English; "" where the letters do not tell.

    Chinese is told by characters that Japanese does not write (that Shift_JIS has not), where no kana stands.
    """
    plain = unicodedata.normalize("NFC", text)
    if _KANA.search(plain):
        return ""
    found = next((code for code, letters in _SCRIPTS if len(letters.findall(plain)) >= LEAST), "")
    return found or ("zh" if sum(not _is_japanese(letter) for letter in _HAN.findall(plain)) >= LEAST else "")


def _is_japanese(letter: str) -> bool:
    try:
        letter.encode("shift_jis")
    except UnicodeEncodeError:
        return False
    return True
