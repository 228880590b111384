"""Small inputs that one of the formats knows, for tests of how inputs get in."""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Mapping

from kg import sources
from kg.record import Record, Reject


def citations(*pmids: int) -> bytes:
    """PubMed XML of so many citations, next to empty."""
    inside = "".join(
        f"<PubmedArticle><MedlineCitation><PMID>{pmid}</PMID><Article><ArticleTitle>Title {pmid}"
        "</ArticleTitle></Article></MedlineCitation></PubmedArticle>"
        for pmid in pmids
    )
    return f"<PubmedArticleSet>{inside}</PubmedArticleSet>".encode()


def zipped(members: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return made.getvalue()


def tarred(members: Mapping[str, bytes], mode: str = "w") -> bytes:
    """A tar archive, compressed as the mode says."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode=mode) as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return made.getvalue()


def told(path: object, format: str = "") -> tuple[list[str], list[Reject]]:
    """The ids of the records that a path gives, and its rejects."""
    items = list(sources.read(str(path), format=format))
    ids = [item.provenance[0].id for item in items if isinstance(item, Record)]
    return ids, [item for item in items if isinstance(item, Reject)]
