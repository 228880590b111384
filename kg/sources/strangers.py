"""What people name by mistake: knows it by its first bytes, and says what to do instead."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

from kg.sources.lines import beginning, encoding

__all__ = ["described", "document", "stranger"]

_EXPORT = "export the records as RIS, BibTeX or NBIB where they come from, and name that file"
_TABLE = "save the sheet as CSV, and name that file"
_DECOMPRESS = "decompress it first"
_UNPACK = "unpack it, and name what it holds"
_GRAPHS = "a graph is no input; export the records that it was made from as RIS, BibTeX or CSL JSON"
_WEB = "download the records from the site as RIS or BibTeX; a saved page, or one to log in, holds none"

_BEGINNINGS: tuple[tuple[bytes, str, str], ...] = (
    (rb"\s{0,1024}%PDF-", "a PDF document", _EXPORT),
    (rb"%!PS", "a PostScript document", _EXPORT),
    (rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document, such as .xls or .doc", _TABLE),
    (rb"\{\\rtf", "a document in RTF", _EXPORT),
    (rb"\x89PNG|\xff\xd8\xff|GIF8[79]a|II\*\0|MM\0\*|RIFF....WEBP|BM.{4}\0{4}|8BPS", "an image", _EXPORT),
    (
        rb"SQLite format 3\0",
        "an SQLite database, such as the one of Zotero",
        "export the library from the program as RIS or BibTeX",
    ),
    (rb"\x7fELF|MZ.\0|[\xce\xcf]\xfa\xed\xfe|\xca\xfe\xba\xbe|\0asm", "a program", "it holds no records"),
    (rb"7z\xbc\xaf\x27\x1c", "a 7z archive", _UNPACK),
    (rb"Rar!\x1a\x07", "a RAR archive", _UNPACK),
    (rb"\x1f\x9d|\x1f\xa0|\x1f\x1e", "compressed in an old way (.Z or .z)", _DECOMPRESS),
    (
        rb"\x5d\0\0[\x01-\x80]\0|LZIP\x01|\x04\x22\x4d\x18",
        "compressed (.lzma, .lz or .lz4)",
        "decompress it first",
    ),
    (
        rb"PAR1\x15|ARROW1\0|\x89HDF\r\n|RDX[23]\n|\$FL[23]|<stata_dta>|\x80[\x02-\x05]",
        "a table of data",
        _TABLE,
    ),
    (
        rb"\0\0..ftyp|ID3[\x02-\x04]|OggS|fLaC|RIFF....(?:WAVE|AVI )|\x1aE\xdf\xa3",
        "sound or video",
        "it holds no records",
    ),
    (rb"(?:OTTO\0|\x00\x01\x00{3}|ttcf\0|wOF[F2])", "a font", "it holds no records"),
    (
        rb"version https://git-lfs\.",
        "a placeholder of Git LFS, not the file itself",
        "fetch the file with git lfs pull",
    ),
    (rb"\[InternetShortcut\]|L\0\0\0\x01\x14\x02\0", "a shortcut", "name the file that it leads to"),
    (rb"-----BEGIN PGP", "encrypted", "decrypt it first"),
)
_BYTES = tuple((re.compile(start, re.DOTALL), what, advice) for start, what, advice in _BEGINNINGS)
_PROLOGUE = re.compile(r"(?:\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE\s[^>\[]*(?:\[.*?\]\s*)?>)+", re.DOTALL)
_PAGE = re.compile(r"<!DOCTYPE\s+html|<(?:html|head|body|title|meta|script|div|p|table)[\s>]", re.IGNORECASE)
_HTML = re.compile(r"<!DOCTYPE\s+html", re.IGNORECASE)
_ROOT = re.compile(r"<([A-Za-z_][\w.:-]{0,99})[\s/>]")
_ROOTS: tuple[tuple[str, str, str], ...] = (
    (
        r"crossref_result|doi_batch",
        "Crossref's own XML",
        "ask for the JSON of the same DOIs under /works of its API",
    ),
    (
        r"record:record",
        "a profile of ORCID",
        "it describes a person; export the works from the profile as BibTeX",
    ),
    (
        r"(?:Descriptor|Qualifier|Supplemental|PharmacologicalAction)RecordSet",
        "MeSH",
        "headings are no records; export those that have them from PubMed",
    ),
    (
        r"(?:\w+:)?(?:eac-cpf|mads|madsCollection)",
        "a file of names",
        "it describes people and bodies; export their publications instead",
    ),
)
_DESCRIBING = tuple((re.compile(root), what, advice) for root, what, advice in _ROOTS)
_LATEX = re.compile(r"^[ \t]{0,9}\\(?:documentclass|documentstyle|begin\{document\})", re.MULTILINE)
_GRAPH = re.compile(
    r"(?:#.*\s+)*(?:@(?:prefix|base)\s|PREFIX\s+\w*:\s*<|<https?://[^\s<>]*>\s+(?:<https?://|a\s|\w+:\w))",
    re.IGNORECASE,
)
_CONTEXT = re.compile(r'\s{0,99}\[?\s{0,99}\{[^{}\[\]]{0,999}"@context"\s*:')
_KEY = re.compile(r'"([^"\\\n]{1,40})"\s*:')
_NOTHING = re.compile(r"[\s\[\]{},]*[\[{][\s\[\]{},]*")
_NAMED, _COLUMNS, _CELL = 6, 3, 40
_DOCUMENTS: tuple[tuple[str, str, str], ...] = (
    ("xl/", "an Excel workbook", _TABLE),
    ("word/", "a Word document", _EXPORT),
    ("ppt/", "a PowerPoint document", _EXPORT),
)
_OPEN_DOCUMENTS: tuple[tuple[bytes, str, str], ...] = (
    (b"application/vnd.oasis.opendocument.spreadsheet", "a LibreOffice spreadsheet", _TABLE),
    (b"application/vnd.oasis.opendocument", "a LibreOffice document", _EXPORT),
    (b"application/epub+zip", "an e-book", _EXPORT),
)


def stranger(head: bytes) -> str:
    r"""What a file that begins so is and what to do, for what is often named by mistake; else ``""``.

    >>> stranger(b"%PDF-1.7\n").partition(":")[0]
    'is a PDF document'
    >>> stranger(b"TY  - JOUR")
    ''
    """
    for pattern, what, advice in _BYTES:
        if pattern.match(head):
            return _told(what, advice)
    text, start = _begun(head)
    if _PAGE.match(text, start) or _HTML.search(text, 0, start):
        return _told("a web page", _WEB)
    root = _ROOT.match(text, start)
    if root and root[1].rpartition(":")[2] == "svg":
        return _told("an image", _EXPORT)
    for kind, what, advice in _DESCRIBING:
        if root and kind.fullmatch(root[1]):
            return _told(what, advice)
    if _GRAPH.match(text) or (root and root[1] == "rdf:RDF"):
        return _told("RDF", _GRAPHS)
    if _CONTEXT.match(text):
        return _told("JSON-LD, which is RDF", _GRAPHS)
    if _NOTHING.fullmatch(text):
        return _told("JSON with nothing in it", "it holds no records")
    return _told("a LaTeX document", "name its .bib file") if _LATEX.search(text) else ""


def described(head: bytes) -> str:
    r"""What a file that begins so seems to be made of, in a few words.

    >>> described(b"<?xml version='1.0'?><project>"), described(b'{"cells": [], "metadata": {}}')
    ('XML with the root element project', 'JSON with the keys cells, metadata')
    >>> described(b"TY  - JOUR"), described(b"\0\1")
    ('text', 'binary data')
    >>> described(b"Authors;Title;Year\nJ. Doe;A title;2011\n"), described(b"A, b, c,\nd.")
    ('a table with the columns Authors, Title, Year', 'text')
    """
    text, start = _begun(head)
    if root := _ROOT.match(text, start):
        return f"XML with the root element {root[1]}"
    if text.lstrip()[:1] in {"{", "["} and (keys := dict.fromkeys(_KEY.findall(text))):
        return f"JSON with the keys {_list(list(keys))}"
    if columns := _columns(text):
        return f"a table with the columns {_list(columns)}"
    return "text" if text or not head else "binary data"


def _list(names: Sequence[str]) -> str:
    """The first names of a list."""
    return ", ".join([*names[:_NAMED], *(["..."] if len(names) > _NAMED else [])])


def _columns(text: str) -> list[str]:
    """The names of the columns, where it begins with two rows of a table; else none."""
    for delimiter in ",;\t":
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        try:
            heads, row = [head.strip() for head in next(reader, [])], next(reader, [])
        except csv.Error:
            continue
        if len(heads) == len(row) >= _COLUMNS and _are_names(heads):
            return [head for head in heads if head]
    return []


def _are_names(heads: Sequence[str]) -> bool:
    """Whether cells are names of columns: short, no two alike, no more than the first without one."""
    return all(heads[1:]) and len(set(heads)) == len(heads) and max(map(len, heads)) <= _CELL


def _begun(head: bytes) -> tuple[str, int]:
    """A beginning as text, none if it is none, and where what stands before its first element ends."""
    if b"\0" in head and encoding(head) == "utf-8":
        return "", 0
    text = beginning(head)
    prologue = _PROLOGUE.match(text)
    return text, prologue.end() if prologue else 0


def _told(what: str, advice: str) -> str:
    return f"is {what}: {advice}"


def document(names: Iterable[str], kind: bytes) -> str:
    """What a zip archive is that is a document and no folder, and what to do; ``""`` for a folder.

    Args:
        names: the names of its members.
        kind: what its member ``mimetype`` holds, or nothing.

    >>> document(["[Content_Types].xml", "xl/workbook.xml"], b"").partition(":")[0]
    'is an Excel workbook'
    """
    for start, what, advice in _OPEN_DOCUMENTS:
        if kind.startswith(start):
            return _told(what, advice)
    found = set(names)
    if "[Content_Types].xml" in found:
        for folder, what, advice in _DOCUMENTS:
            if any(name.startswith(folder) for name in found):
                return _told(what, advice)
        return _told("an Office document", _TABLE)
    return ""
