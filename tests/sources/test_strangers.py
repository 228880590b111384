"""What people name by mistake is called by its name, with what to do instead."""

from __future__ import annotations

import io
import pickle
import sqlite3
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from inputs import told, zipped

from kg.sources.strangers import described, stranger

_MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
_OFFICE = {"[Content_Types].xml": b"<Types/>", "_rels/.rels": b""}


def _database(tmp_path) -> bytes:
    path = tmp_path / "zotero.sqlite"
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE items (id)")
    database.close()
    return path.read_bytes()


def _open_document() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("mimetype", _MIMETYPE)
        archive.writestr("content.xml", b"<x/>", zipfile.ZIP_DEFLATED)
    return made.getvalue()


@pytest.mark.parametrize(
    ("data", "what", "advice"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "a PDF document", "RIS"),
        (b"\n\n%PDF-1.4\n", "a PDF document", "RIS"),
        (zipped({**_OFFICE, "xl/workbook.xml": b"<x/>"}), "an Excel workbook", "CSV"),
        (zipped({**_OFFICE, "word/document.xml": b"<x/>"}), "a Word document", "RIS"),
        (_open_document(), "a LibreOffice spreadsheet", "CSV"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "an old Office document", "CSV"),
        (b"{\\rtf1\\ansi", "RTF", "RIS"),
        (b"<!DOCTYPE html>\n<html lang=en><body>Log in", "a web page", "download"),
        (b"\xef\xbb\xbf\n<!-- saved --><HTML>", "a web page", "download"),
        ("<html><p>Größe".encode("utf-16"), "a web page", "download"),
        (b"\x89PNG\r\n\x1a\n\0\0", "an image", "RIS"),
        (b"<?xml version='1.0'?><svg xmlns='x'>", "an image", "RIS"),
        (b"MZ\x90\0\x03\0\0\0", "a program", "no records"),
        (b"\x7fELF\x02\x01", "a program", "no records"),
        (b"7z\xbc\xaf\x27\x1c\0\x04", "a 7z archive", "unpack"),
        (b"Rar!\x1a\x07\x01\0", "a RAR archive", "unpack"),
        (b"\x1f\x9d\x90", "compressed", "decompress"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "Git LFS", "git lfs pull"),
        (b"[InternetShortcut]\r\nURL=https://example.org/\r\n", "a shortcut", "leads to"),
        (b"% my thesis\n\\documentclass{book}\n", "a LaTeX document", ".bib"),
        (b"PAR1\x15\0", "a table", "CSV"),
        (b"<?xml version='1.0'?>\n<crossref_result version='3.0'>", "Crossref's own XML", "JSON"),
        (b"<record:record path='/0000' xmlns:record='x'>", "a profile of ORCID", "BibTeX"),
        (b"<!DOCTYPE DescriptorRecordSet SYSTEM 'x'>\n<DescriptorRecordSet>", "MeSH", "PubMed"),
        (b"<eac-cpf xmlns='x'>", "a file of names", "people"),
        (pickle.dumps({"a": 1}), "a table", "CSV"),
        (
            b"<?xml version='1.0'?><ns:project xmlns:ns='x'><y/></ns:project>",
            "ns:project",
            "of no known format",
        ),
        (b'{"cells": [], "metadata": {}}', "cells, metadata", "of no known format"),
        (b"[\n {}\n]\n", "JSON with nothing in it", "no records"),
        (b"<?xml version='1.0'?><rdf:RDF xmlns:rdf='x'/>", "RDF", "export the records"),
        (b"# mine\n@prefix a: <http://example.org/> .\n", "RDF", "export the records"),
        (b"<http://example.org/a> <http://example.org/b> 'c' .", "RDF", "export the records"),
        (b"<http://example.org/a>\n  a owl:Ontology .", "RDF", "export the records"),
        (b'[{"name": "x", "@context": "https://schema.org"}]', "JSON-LD", "export the records"),
        (
            b'Authors,Title,Year\nDoe,"A\ntitle",2011\n',
            "a table with the columns Authors, Title, Year",
            "--as",
        ),
        (b"a\tb\tc\td\te\tf\tg\n1\t2\t3\t4\t5\t6\t7", "columns a, b, c, d, e, f, ... of no", "--as"),
    ],
)
def test_common_mistakes(tmp_path, data, what, advice):
    """Each is one reject, which says what the file is and what to do."""
    path = tmp_path / "in"
    path.write_bytes(data)
    ids, rejects = told(path)
    assert (ids, len(rejects)) == ([], 1)
    assert what in rejects[0].reason
    assert advice in rejects[0].reason


def test_a_database(tmp_path):
    """The database of a reference manager is told apart, with the way out of it."""
    (tmp_path / "in").write_bytes(_database(tmp_path))
    _, rejects = told(tmp_path / "in")
    assert "SQLite" in rejects[0].reason
    assert "export the library" in rejects[0].reason


@pytest.mark.parametrize("text", ["Mozambique: a history", "BM 12 and more", "ID3 is a gene", "II* or III"])
def test_text_that_begins_by_chance_alike(text):
    """Prose that begins as some binary file does is not taken for one."""
    assert stranger(text.encode() + b" " * 100) == ""


@pytest.mark.parametrize(
    "text",
    [
        "Dear all,\nI met Ann, Bob, and Eve.\n",
        "; by a, b, c\nTitle = x",
        "a,b,c",
        "a,a,b\n1,2,3",
        "a,,c\n1,2,3",
    ],
)
def test_text_that_is_no_table(text):
    """Commas alone make no table: the rows are equally long, and columns have names of their own."""
    assert described(text.encode()) == "text"


@given(st.binary(max_size=300) | st.text(max_size=100).map(str.encode))
def test_any_bytes(data):
    """Whatever the bytes, there is one line or none."""
    assert "\n" not in stranger(data) + described(data)


def test_hostile_markup_takes_no_time():
    """Markup that never ends is looked through once."""
    import time

    started = time.perf_counter()
    for part in (b"<!--", b"<?", b"<!DOCTYPE x [", b" \n", b'"a', b"<!DOCTYPE "):
        stranger(part * (64 * 1024 // len(part)))
    assert time.perf_counter() - started < 2
