"""Scripts: what a text is written in, and the language tag that follows for it.

See: ISO 15924; RFC 5646 (BCP 47).
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable

from kg import tables

__all__ = ["script", "tagged"]

# first and last character, and the script of the letters between
_BLOCKS = (
    (0x0041, 0x005A, "Latn"),
    (0x0061, 0x007A, "Latn"),
    (0x00C0, 0x024F, "Latn"),
    (0x0370, 0x03FF, "Grek"),
    (0x0400, 0x052F, "Cyrl"),
    (0x0531, 0x058F, "Armn"),
    (0x0590, 0x05FF, "Hebr"),
    (0x0600, 0x06FF, "Arab"),
    (0x0700, 0x074F, "Syrc"),
    (0x0750, 0x077F, "Arab"),
    (0x08A0, 0x08FF, "Arab"),
    (0x0900, 0x097F, "Deva"),
    (0x0980, 0x09FF, "Beng"),
    (0x0A00, 0x0A7F, "Guru"),
    (0x0A80, 0x0AFF, "Gujr"),
    (0x0B00, 0x0B7F, "Orya"),
    (0x0B80, 0x0BFF, "Taml"),
    (0x0C00, 0x0C7F, "Telu"),
    (0x0C80, 0x0CFF, "Knda"),
    (0x0D00, 0x0D7F, "Mlym"),
    (0x0D80, 0x0DFF, "Sinh"),
    (0x0E00, 0x0E7F, "Thai"),
    (0x0E80, 0x0EFF, "Laoo"),
    (0x0F00, 0x0FFF, "Tibt"),
    (0x1000, 0x109F, "Mymr"),
    (0x10A0, 0x10FF, "Geor"),
    (0x1100, 0x11FF, "Hang"),
    (0x1200, 0x139F, "Ethi"),
    (0x1780, 0x17FF, "Khmr"),
    (0x1800, 0x18AF, "Mong"),
    (0x1E00, 0x1EFF, "Latn"),
    (0x1F00, 0x1FFF, "Grek"),
    (0x3040, 0x309F, "Hira"),
    (0x30A0, 0x30FF, "Kana"),
    (0x3130, 0x318F, "Hang"),
    (0x3400, 0x9FFF, "Hani"),
    (0xAC00, 0xD7AF, "Hang"),
    (0xF900, 0xFAFF, "Hani"),
    (0xFB1D, 0xFB4F, "Hebr"),
    (0xFB50, 0xFDFF, "Arab"),
    (0xFE70, 0xFEFE, "Arab"),
    (0x20000, 0x3FFFF, "Hani"),
)
_ENOUGH = 200  # letters tell the script of a text
_STARTS = [first for first, _, _ in _BLOCKS]
_MIXED = {"Hira": "Jpan", "Kana": "Jpan", "Hang": "Kore"}

# languages that are mostly written in one of these; the others are in Latin script or in several
_USUAL = {
    script: frozenset(codes.split())
    for script, codes in {
        "Grek": "gre grc",
        "Cyrl": "rus ukr bul bel mac kaz kir tgk mon tat bak chv oss abk che ava kbd sah udm chu",
        "Armn": "arm",
        "Hebr": "heb yid lad jrb",
        "Arab": "ara per urd ota pus snd uig kur jav",
        "Syrc": "syr syc",
        "Deva": "hin san mar nep kok mai bho pra",
        "Beng": "ben asm mni",
        "Guru": "pan",
        "Gujr": "guj",
        "Orya": "ori",
        "Taml": "tam",
        "Telu": "tel",
        "Knda": "kan",
        "Mlym": "mal",
        "Sinh": "sin",
        "Thai": "tha",
        "Laoo": "lao",
        "Tibt": "tib dzo",
        "Mymr": "bur",
        "Geor": "geo",
        "Ethi": "amh tir gez",
        "Khmr": "khm",
        "Hani": "chi jpn kor",
        "Jpan": "jpn",
        "Kore": "kor",
    }.items()
}
_LATIN_TOO = frozenset(["kur", "jav", "mon", "uig", "pan", "lad"])


def script(text: str) -> str:
    """The script of most letters of a text, a code of ISO 15924; ``""`` where none is known.

    Kana or Hangul among Chinese characters are Japanese and Korean.

    >>> script("東海道五十三次絵卷"), script("源氏物語の世界"), script("ملحمة دانيال"), script("1984")
    ('Hani', 'Jpan', 'Arab', '')
    """
    if text.isascii() or max(text) < "\u0250":
        return "Latn" if any(map(str.isalpha, text)) else ""
    found = Counter(_of(ord(letter)) for letter in text[:_ENOUGH] if letter.isalpha())
    del found[""]
    for part, whole in _MIXED.items():
        if part in found and found["Latn"] <= found[part] + found["Hani"]:
            return whole
    return max(found, key=lambda name: found[name], default="")


def _of(code: int) -> str:
    place = bisect_right(_STARTS, code) - 1
    return _BLOCKS[place][2] if place >= 0 and code <= _BLOCKS[place][1] else ""


def tagged(text: str, languages: Iterable[str], stated: str = "") -> str:
    """The language tag of a text: its script, and the language if only one can be meant.

    The script stands in the tag where it is not the one that the language is usually written in. Where
    nothing follows, as for Latin letters in a book in English, the tag is empty.

    Args:
        text: the text.
        languages: codes of ISO 639-2 of what the text may be in.
        stated: its script, if the source tells.

    >>> tagged("ספר", ["heb"]), tagged("Sefer", ["heb"]), tagged("ספר", ["eng"]), tagged("Book", ["eng"])
    ('he', 'he-latn', 'und-hebr', '')
    """
    name = script(text) or stated
    if not name:
        return ""
    codes = tuple(dict.fromkeys(languages))
    if name == "Latn":
        foreign = [code for code in codes if code not in _LATIN_TOO and _is_foreign(code)]
        tag = tables.tag(foreign[0]) if len(codes) == len(foreign) == 1 else ""
        return f"{tag}-latn".lower() if tag else ""
    fitting = [code for code in codes if code in _USUAL.get(name, ())]
    tag = tables.tag(fitting[0]) if len(fitting) == 1 else ""
    return tag.lower() or f"und-{name.lower()}"


def _is_foreign(code: str) -> bool:
    return any(code in codes for codes in _USUAL.values())
