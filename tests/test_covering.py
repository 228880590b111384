"""What of the records has a place, what is kept beside it, and what is rejected: all of it is counted."""

from __future__ import annotations

import pytest
from inputs import citations, zipped
from real_coverage import GOLDEN, tables, walk

from kg import covering
from kg.cli import main
from kg.covering import CUT, coverage
from kg.errors import SourceError

_RIS = b"TY  - JOUR\nTI  - A title\nXQ  - %s\nER  - \n"


@pytest.fixture
def folder(tmp_path):
    """A folder with RIS, PubMed XML in an archive, and a PDF."""
    (tmp_path / "a.ris").write_bytes(_RIS % b"first" + _RIS % b"second" + b"TY  - JOUR\nER  - \n")
    (tmp_path / "b.zip").write_bytes(zipped({"b.xml": citations(1, 2)}))
    (tmp_path / "c.pdf").write_bytes(b"%PDF-1.7\n")
    return tmp_path


def test_everything_is_counted(folder):
    """Each format has its records, filled fields, fields in extra and reasons; strangers are rejects."""
    strange, pubmed, ris = coverage(folder).formats
    assert (strange.format, strange.files, strange.rejected) == ("", 1, 1)
    assert (pubmed.format, pubmed.records, pubmed.fields["titles"]) == ("pubmed", 2, 2)
    assert (ris.records, ris.rejected, ris.fields["titles"], ris.fields["abstracts"]) == (2, 1, 2, 0)
    assert (ris.extra["XQ"].records, ris.extra["XQ"].example) == (2, "first")
    ((reason, first),) = ris.reasons.items()
    assert "nothing but its type" in reason
    assert (first.rejected, first.file.endswith("a.ris"), first.position) == (1, True, "line 9")


def test_one_format_only(folder):
    """Files of other formats are skipped, each told with what it is; what cannot be opened is rejected."""
    told = []
    found = coverage([folder, folder / "none.ris"], format="ris", on_skip=lambda *what: told.append(what[1]))
    assert [(one.format, one.records) for one in found.formats] == [("", 0), ("ris", 2)]
    assert told == ["pubmed", "a PDF document"]
    assert found.skipped == {"pubmed": 1, "a PDF document": 1}
    with pytest.raises(SourceError, match="no such format"):
        coverage(folder, format="none")


def test_names_are_bounded(tmp_path, monkeypatch):
    """Of more names than there is room for, the others are counted together; a long example is cut."""
    monkeypatch.setattr(covering, "LIMIT", 3)
    (tmp_path / "a.ris").write_bytes(
        b"".join(b"TY  - JOUR\nTI  - A\nX%d  - %s\nER  - \n" % (number, b"v" * 999) for number in range(6))
    )
    (found,) = coverage(tmp_path).formats
    assert (found.records, len(found.extra)) == (6, 3)
    assert found.uncounted == 6 - (len(found.extra) - 1)
    assert max(len(kept.example) for kept in found.extra.values()) == CUT


def test_the_command(folder, capsys):
    """The tables go to standard output, what is skipped to standard error; the status tells of rejects."""
    assert main(["sources", "pubmed", "--coverage", str(folder)]) == 0
    told = capsys.readouterr()
    assert "pubmed: files 1, records 2, rejected 0" in told.out
    assert f"skipped: {folder / 'c.pdf'}: a PDF document" in told.err
    assert main(["sources", "--coverage", str(folder)]) == 1
    assert "holds nothing but its type" in capsys.readouterr().out
    assert main(["sources", "none", "--coverage", str(folder)]) == 2


def test_a_format_in_full(capsys):
    """A format is told with how it is known and read; one that is not there is an error."""
    assert main(["sources", "ris"]) == 0
    told = capsys.readouterr().out
    assert all(word in told for word in ("known by", "how it is read", "kg build scopus.ris"))
    assert main(["sources", "none"]) == 2


@pytest.mark.shared
@pytest.mark.slow
def test_the_real_input_is_as_recorded(shared):
    """Files, records, fields and rejects of every folder; else look, and run tests/real_coverage.py."""
    made = tables(walk(shared / "data"))
    for name, text in made.items():
        assert text.splitlines() == (GOLDEN / name).read_text(encoding="utf-8").splitlines(), name
    assert sum(one.count("\n") for one in made.values()) > 1000
