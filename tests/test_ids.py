"""Identifiers: normal forms are fixed points, check digits check, minted IRIs are IRIs."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from strategies import any_text, identifiers, texts

from kg import ids
from kg.record import Identifier

_often = settings(max_examples=150, deadline=None, derandomize=True, database=None)
_CHECKED = ("gnd", "isbn", "isni", "issn", "orcid", "ror")


def _is_iri(text: str) -> bool:
    """Whether a store that checks IRIs by RFC 3987 takes it."""
    try:
        return len(list(ox.parse(f"<{text}> <x:b> <x:c> .".encode(), format=ox.RdfFormat.N_TRIPLES))) == 1
    except SyntaxError:
        return False


@_often
@given(identifiers())
def test_a_normal_form_is_normal(found: Identifier) -> None:
    """Normalising what is normal changes nothing, for every scheme."""
    assert ids.normalise(found.scheme, found.value) == found.value


@_often
@given(
    st.sampled_from(sorted(ids.SCHEMES)), st.one_of(any_text, texts, st.text("0123456789X-/. ", max_size=20))
)
def test_any_text_is_normal_the_second_time(scheme: str, text: str) -> None:
    """Whatever text is taken for an identifier, its normal form is a fixed point."""
    value = ids.normalise(scheme, text)
    assert value is None or ids.normalise(scheme, value) == value


@_often
@given(identifiers())
def test_the_form_to_compare_is_a_fixed_point(found: Identifier) -> None:
    """Folding a folded identifier changes nothing."""
    folded = ids.comparable(found.scheme, found.value)
    assert ids.comparable(found.scheme, folded) == folded


@_often
@given(identifiers(*_CHECKED), st.data())
def test_a_check_digit_finds_a_wrong_digit(found: Identifier, data: st.DataObject) -> None:
    """One wrong digit anywhere makes another number of the kind, and that is none."""
    places = [place for place, character in enumerate(found.value) if character.isdigit()]
    place = data.draw(st.sampled_from(places[1:] if found.scheme == "ror" else places))
    digit = data.draw(st.sampled_from("0123456789"))
    assume(digit != found.value[place])
    changed = found.value[:place] + digit + found.value[place + 1 :]
    assert ids.normalise(found.scheme, changed) is None


@pytest.mark.parametrize(
    ("scheme", "written", "normal"),
    [
        ("doi", "https://doi.org/10.1002/%28SICI%291097", "10.1002/(SICI)1097"),
        ("doi", "doi:10.1000/182.", "10.1000/182"),
        ("doi", "10.1002/(SICI)1<1:A>3.0.CO;2-#", "10.1002/(SICI)1<1:A>3.0.CO;2-#"),
        ("doi", "NA", None),
        ("doi", "10.1000/", None),
        ("pmid", "0022168441", "22168441"),
        ("pmid", "0", None),
        ("pmid", "PMC123", None),
        ("pmcid", "PMC3247027.1", "PMC3247027"),
        ("pmcid", "3247027", None),
        ("orcid", "https://orcid.org/0000-0002-1825-0097", "0000-0002-1825-0097"),
        ("orcid", "0000 0002 1825 0097", "0000-0002-1825-0097"),
        ("orcid", "0000-0001-2103-2683", "0000-0001-2103-2683"),
        ("orcid", "0000-0002-1825-0098", None),
        ("isni", "https://isni.org/isni/0000000121032683", "0000000121032683"),
        ("issn", "eISSN: 1471-2458", "1471-2458"),
        ("issn", "0317847", None),
        ("issn", "2434-561x", "2434-561X"),
        ("isbn", "978-1-55861-274-7", "9781558612747"),
        ("isbn", "0-8044-2957-x", "080442957X"),
        ("isbn", "9781558612748", None),
        ("ror", "https://ror.org/01RXFRP27", "01rxfrp27"),
        ("ror", "01rxfrp28", None),
        ("arxiv", "https://arxiv.org/abs/hep-th/9901001", "hep-th/9901001"),
        ("arxiv", "2101.1", None),
        ("handle", "hdl:10036/4298", "10036/4298"),
        ("handle", "somewhere/else", None),
        ("oclc", "(OCoLC)ocn047013195", "47013195"),
        ("lccn", "n78-890351", "n78890351"),
        ("lccn", "https://example.org", None),
        ("grid", "https://www.grid.ac/institutes/GRID.1018.8", "grid.1018.8"),
        ("ringgold", "Ringgold: 2080", "2080"),
        ("crossref", "https://api.crossref.org/members/0297", "297"),
        ("crossref", "10.13039/297", None),
        ("nlm", "9802571r", "9802571R"),
        ("local", "a b", None),
    ],
)
def test_an_identifier_is_read_as_people_write_it(scheme: str, written: str, normal: str | None) -> None:
    """Prefixes, URLs, hyphens and blanks go; what is no identifier, or fails its check, is none."""
    assert ids.normalise(scheme, written) == normal


_SICI = "10.1002/(SICI)1097-0258(19980815/30)17:15/16<1661::AID-SIM968>3.0.CO;2-2"


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        # what belongs to it
        (_SICI, _SICI),
        ("10.1002/1521-3773(20001103)39:21<3843::AID-ANIE3843>3.0.CO;2-#",) * 2,
        ("10.1061/(asce)0733-9445(2003)129:4(495)",) * 2,
        ("10.1016/S0140-6736(99)01234-5",) * 2,
        ("10.1021/ol990872+",) * 2,
        ("10.18730/117k*",) * 2,
        ("10.18730/h5z7=",) * 2,
        ("10.18730/d8sy$",) * 2,
        ("10.18730/7bah~",) * 2,
        ("10.1000/.abc",) * 2,
        ("10.1000.10/123",) * 2,
        ("10.1186/1471-2458-11-S5-S4",) * 2,
        ("10.1000/100%",) * 2,
        # resolvers, prefixes and words
        ("HTTP://DX.DOI.ORG/10.1000/abc", "10.1000/abc"),
        ("https://www.doi.org/10.1000/abc", "10.1000/abc"),
        ("doi.org/10.1000/abc", "10.1000/abc"),
        ("//doi.org/10.1000/abc", "10.1000/abc"),
        ("http://doi.acm.org/10.1000/abc", "10.1000/abc"),
        ("http:/dx.doi.org/10.1000/abc", "10.1000/abc"),
        ("http://dx.doi.org/doi:10.1000/abc", "10.1000/abc"),
        ("http://dx.doi.org/https://doi.org/10.1000/abc", "10.1000/abc"),
        ("https://doi-org.ezproxy.example.edu/10.1000/abc", "10.1000/abc"),
        ("https://doi.org.proxy.example.edu:2048/10.1000/abc", "10.1000/abc"),
        ("http://hdl.handle.net/10.1000/abc", "10.1000/abc"),
        ("info:doi/10.1000/abc", "10.1000/abc"),
        ("urn:doi:10.1000/abc", "10.1000/abc"),
        ("(DOI)10.1000/abc(1)", "10.1000/abc(1)"),
        ("[DOI] https://doi.org/10.1000/abc", "10.1000/abc"),
        ("DOI: 10.1000/abc", "10.1000/abc"),
        ("DOI10.1000/abc", "10.1000/abc"),
        ("doi.10.1000/abc", "10.1000/abc"),
        ("doi = 10.1000/abc", "10.1000/abc"),
        # what stands behind
        ("https://doi.org/10.1000/abc).", "10.1000/abc"),
        ("(https://doi.org/10.1016/S0140-6736(99)01234-5).", "10.1016/S0140-6736(99)01234-5"),
        ("<https://doi.org/10.1000/abc>", "10.1000/abc"),
        ("\u201c10.1000/abc.\u201d", "10.1000/abc"),
        ("{10.1000/abc},", "10.1000/abc"),
        ("10.1000/abc;", "10.1000/abc"),
        ("10.1000/abc/", "10.1000/abc"),
        ("10.1000/abc [doi]", "10.1000/abc"),
        ("10.1000/abc. Epub 2019 Mar 1.", "10.1000/abc"),
        ("10.1000/abc isbn:9781558612747", "10.1000/abc"),
        ("10.1000/abc PMID: 22168441", "10.1000/abc"),
        ("10.3389/fchem.2018.00154/full", "10.3389/fchem.2018.00154"),
        ("10.1111/geb.12517/abstract", "10.1111/geb.12517"),
        ("10.1000/full", "10.1000/full"),
        ("https://doi.org/10.1000/abc?nosfx=y", "10.1000/abc"),
        ("https://doi.org/10.1371/journal.pone.0000001#s2", "10.1371/journal.pone.0000001"),
        # codes of the surroundings
        ("https://doi.org/10.1016%2Fj.cell.2019.01.001", "10.1016/j.cell.2019.01.001"),
        ("https://doi.org/10.1000/a%3Fb%23c", "10.1000/a?b#c"),
        (_SICI.replace("<", "%3C").replace(">", "%3E"), _SICI),
        (_SICI.replace("<", "&lt;").replace(">", "&gt;"), _SICI),
        (_SICI.replace("<", "&amp;lt;").replace(">", "&#x0003e;"), _SICI),
        ("10.1007/978-3-662-49381-6\\_58", "10.1007/978-3-662-49381-6_58"),
        # what nobody sees, and what looks alike
        ("\ufeff10.1000/a\u200bb\u00adc", "10.1000/abc"),
        ("10.1000/ab\u2010c\u2013d\u2212e", "10.1000/ab-c-d-e"),
        ("\uff11\uff10.1000\uff0fabc", "10.1000/abc"),
        ("\u00a010.1000/abc\u00a0", "10.1000/abc"),
        # none at all
        ("DOI", None),
        ("doi:", None),
        ("NA", None),
        ("10.1000", None),
        ("10.1000/", None),
        ("10.1000/.", None),
        ("10.1/abc", None),
        ("http://dx.doi.org/", None),
        ("10.1126/science. 1109070", None),
        ("10.1016/j. cell.2019.01.001", None),
        ("10.1007/s00062-019-00770-8 [pii]", None),
        ("https://onlinelibrary.wiley.com/doi/10.1111/geb.12517", None),
        ("see 10.1000/abc", None),
        ("1471-2458", None),
    ],
)
def test_a_doi_is_all_that_belongs_to_it_and_no_more(written: str, normal: str | None) -> None:
    """Brackets in pairs, ``<``, ``;`` and ``#`` stay; resolvers, notes, points and codes go."""
    assert ids.doi(written) == normal


@_often
@given(
    identifiers("doi"),
    st.sampled_from(
        ["", "doi:", "DOI ", "(DOI)", "https://doi.org/", "http://dx.doi.org/", "info:doi/", "<", "("]
    ),
    st.sampled_from(["", ".", ").", ",", " [doi]", ". Epub 2019", "/", ">", "\u200b"]),
)
def test_a_doi_comes_out_of_its_surroundings(found: Identifier, before: str, behind: str) -> None:
    """Whatever it is, what usually stands around it changes nothing, once it is coded for an address."""
    inner = (
        quote(found.value, safe="/:;()[]<>+*=$~") if "/doi.org" in before or "dx." in before else found.value
    )
    assume(ids.doi(inner + "/") == found.value)
    brackets = {"<": ">", "(": ")"}
    # one that is open in the DOI is closed by the one around it
    assume(found.value.count(before) == found.value.count(brackets[before]) if before in brackets else True)
    closing = brackets.get(before, "") if behind not in {">", ")."} else ""
    assert ids.doi(f"{before}{inner}{closing}{behind}") == found.value


@pytest.mark.parametrize(
    ("scheme", "written", "normal"),
    [
        ("orcid", "https://orcid.org/my-orcid?orcid=0000-0002-1825-0097", "0000-0002-1825-0097"),
        ("orcid", "https://orcid.org/0000-0002-1825-0097/", "0000-0002-1825-0097"),
        ("orcid", "https://orcid.org/0000-0002-1825-0097?lang=en", "0000-0002-1825-0097"),
        ("orcid", "(orcid)0000-0002-1825-0097", "0000-0002-1825-0097"),
        ("orcid", "ORCID iD: 0000-0002-1825-0097.", "0000-0002-1825-0097"),
        ("orcid", "0000\u20100002\u20111825\u20130097", "0000-0002-1825-0097"),
        ("orcid", "0000-0002-1694-233x", "0000-0002-1694-233X"),
        ("orcid", "0000-0002-1825-009", None),
        ("orcid", "0000-0000-0000-0000", None),
        ("isni", "(isni)000000012103 2683", "0000000121032683"),
        ("issn", "ISSN-L 1471-2458", "1471-2458"),
        ("issn", "p-ISSN: 1471\u20132458", "1471-2458"),
        ("issn", "urn:ISSN:1471-2458", "1471-2458"),
        ("issn", "https://portal.issn.org/resource/ISSN/1471-2458", "1471-2458"),
        ("issn", "ISSN (online) 1471-2458", "1471-2458"),
        ("issn", "1471 - 2458", "1471-2458"),
        ("issn", "1471-2458-11-S5", None),
        ("isbn", "urn:isbn:9781558612747", "9781558612747"),
        ("isbn", "ISBN-13: 978\u20111\u201155861\u2011274\u20117", "9781558612747"),
        ("isbn", "ISBN (13) 978-1-55861-274-7 (hbk) : $20", "9781558612747"),
        ("isbn", "080442957X.", "080442957X"),
        ("isbn", "978155861274X", None),
        ("isbn", "1234567890123", None),
        ("pmid", "PMID: 22168441.", "22168441"),
        ("pmid", "22168441 [pubmed]", "22168441"),
        ("pmid", "22168441.0", "22168441"),
        ("pmid", "MEDLINE:22168441", "22168441"),
        ("pmid", "info:pmid/22168441", "22168441"),
        ("pmid", "http://www.ncbi.nlm.nih.gov/pubmed/22168441?dopt=Abstract", "22168441"),
        ("pmid", "2216844.1", None),
        ("pmid", "1234567890", None),
        ("pmcid", "pmc3247027", "PMC3247027"),
        ("pmcid", "PMCID: PMC 3247027", "PMC3247027"),
        ("pmcid", "https://europepmc.org/article/PMC/PMC3247027", "PMC3247027"),
        ("pmcid", "https://www.ncbi.nlm.nih.gov/pmc/articles/3247027", "PMC3247027"),
        ("pmcid", "https://pmc.ncbi.nlm.nih.gov/articles/PMC3247027/pdf/main.pdf", "PMC3247027"),
        ("arxiv", "arXiv:2101.00001v2 [cs.CL]", "2101.00001v2"),
        ("arxiv", "arXiv preprint arXiv:0704.0001", "0704.0001"),
        ("arxiv", "https://arxiv.org/pdf/2101.00001v2.pdf", "2101.00001v2"),
        ("arxiv", "oai:arXiv.org:math/0309136", "math/0309136"),
        ("arxiv", "10.48550/arXiv.2101.00001", "2101.00001"),
        ("arxiv", "math.GT/0309136v1", "math.GT/0309136v1"),
        ("arxiv", "2101.0001234", None),
        ("ror", "ROR: 01rxfrp27", "01rxfrp27"),
        ("ror", "ror.org/01rxfrp27/", "01rxfrp27"),
        ("handle", "https://hdl.handle.net/10036/4298?show=full", "10036/4298"),
        ("handle", "hdl:20.500.12345/6789.", "20.500.12345/6789"),
        ("handle", "10036/", None),
        ("fundref", "501100000925", "10.13039/501100000925"),
        ("fundref", "https://doi.org/10.13039/501100000925", "10.13039/501100000925"),
        ("openalex", "https://openalex.org/works/w2741809807", "W2741809807"),
        ("omid", "https://w3id.org/oc/meta/br/0601", "br/0601"),
        ("ark", "https://gallica.bnf.fr/ark:/12148/bpt6k5619759j", "ark:/12148/bpt6k5619759j"),
        ("ark", "ARK:12148/bpt6k5619759j", "ark:12148/bpt6k5619759j"),
        ("urn", "URN:NBN:de:101:1-201102033592", "urn:nbn:de:101:1-201102033592"),
        ("urn", "isbn:1558612742", None),
        ("wos", "UT WOS:A1997WF82700021", "WOS:A1997WF82700021"),
        ("wos", "WOS:123", None),
        ("eid", "eid=2-s2.0-84859263141", "2-s2.0-84859263141"),
        ("wikidata", "https://www.wikidata.org/wiki/Q42", "Q42"),
        ("viaf", "(viaf) 102333412", "102333412"),
        ("gnd", "(DE-588)118540238", "118540238"),
        ("gnd", "https://d-nb.info/gnd/4074335-4", "4074335-4"),
        ("gnd", "11000003x", "11000003X"),
        ("gnd", "118540239", None),
        ("gnd", "4074335-5", None),
    ],
)
def test_an_identifier_is_told_from_its_surroundings(scheme: str, written: str, normal: str | None) -> None:
    """Addresses, labels, notes and typographic marks go; what lacks a digit or fails its check is none."""
    assert ids.normalise(scheme, written) == normal


def test_a_final_dot_is_kept_where_the_agency_writes_it() -> None:
    """In its own field it belongs to the DOI; anywhere else it ends a sentence, and both compare equal."""
    assert ids.registered("10.1000/abc.") == "10.1000/abc."
    assert ids.registered("https://doi.org/10.1000/abc.") == "10.1000/abc"
    assert ids.registered("10.1000/abc;") == ids.registered("10.1000/abc") == "10.1000/abc"
    assert ids.registered("abc.") is None
    assert ids.comparable("doi", "10.1000/ABC.") == ids.comparable("doi", "10.1000/abc")


@_often
@given(identifiers("doi"), st.integers(0, 3))
def test_a_registered_doi_is_a_fixed_point(found: Identifier, dots: int) -> None:
    """With or without final dots nothing is taken off, and nothing more is on it than was there."""
    written = found.value + "." * dots
    assert ids.registered(written) == written


def test_an_e_print_is_one_in_all_its_versions() -> None:
    """An e-print with and without version compares equal, and so do the forms of an ARK."""
    assert ids.comparable("arxiv", "math.GT/0309136v1") == ids.comparable("arxiv", "MATH.GT/0309136")
    assert ids.comparable("ark", "ark:/12148/bpt-6k") == ids.comparable("ark", "ark:12148/bpt6k")
    assert ids.comparable("ark", "ark:12148/bpt6K") != ids.comparable("ark", "ark:12148/bpt6k")


@pytest.mark.shared
def test_a_registered_doi_is_taken_as_it_is(shared: Path) -> None:
    """The agencies' own records name themselves by DOIs in which nothing is to be changed."""
    found = set[str]()
    for path in (shared / "data/crossref/crossref_dump_0.json.gz", shared / "data/datacite"):
        for file in sorted(path.glob("*.jsonl.gz")) if path.is_dir() else [path]:
            text = gzip.decompress(file.read_bytes()).decode()
            found |= set(re.findall(r'"(?:DOI|doi)" ?: ?"(10\.[^"\\]+)"', text))
    found |= set(_registered(shared / "data/crossref/rcrossref_works.jsonl.gz"))
    assert len(found) > 5000
    assert {one for one in found if ids.doi(one) != one} == set()


def _registered(path: Path) -> Iterator[str]:
    for line in gzip.decompress(path.read_bytes()).splitlines():
        yield json.loads(line)["DOI"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("https://doi.org/10.1000/182", ("doi", "10.1000/182")),
        ("PMC3247027", ("pmcid", "PMC3247027")),
        ("22168441", ("pmid", "22168441")),
        ("1471-2458", ("issn", "1471-2458")),
        ("0000-0002-1825-0097", ("orcid", "0000-0002-1825-0097")),
        ("n/a", None),
    ],
)
def test_an_identifier_of_unstated_scheme_is_recognised(text: str, found: tuple[str, str] | None) -> None:
    """The form tells the scheme."""
    assert ids.recognise(text) == found


def test_the_lengths_of_isbn_are_one() -> None:
    """The ISBN of ten digits compares equal to its form of thirteen."""
    assert ids.comparable("isbn", "080442957X") == "9780804429573" == ids.comparable("isbn", "9780804429573")


# -- IRIs --------------------------------------------------------------------------------------


@_often
@given(st.lists(texts, min_size=1, max_size=3))
def test_what_is_minted_is_an_iri(segments: list[str]) -> None:
    """Any text makes an IRI that we and a store take, below the base."""
    minted = ids.mint("https://example.org/kg/", *segments)
    assert ids.iri(minted) == minted
    assert _is_iri(minted)
    assert minted.startswith("https://example.org/kg/")
    assert "#" not in minted


@_often
@given(st.lists(texts, min_size=2, max_size=2, unique_by=ids.slug))
def test_what_differs_is_minted_apart(pair: list[str]) -> None:
    """Two texts that no folding makes equal have two IRIs."""
    assert ids.mint("x:", pair[0]) != ids.mint("x:", pair[1])


def test_one_name_in_two_normal_forms_is_minted_once() -> None:
    """A letter and its accent, composed or apart, are the same name."""
    assert ids.mint("x:", "caf\u00e9") == ids.mint("x:", "cafe\u0301") == "x:caf\u00e9"


def test_half_a_surrogate_is_not_minted() -> None:
    """It has no UTF-8 that could be escaped: an error, which the writer turns into one of the record."""
    with pytest.raises(UnicodeEncodeError):
        ids.mint("x:", "\ud83d")


@_often
@given(
    st.builds(
        "{}{}".format,
        st.sampled_from(["http://", "http:", "urn:a:", "x:/", "mailto:", ""]),
        st.text("ab:/?#[]@%4é. \ue000\U000e0001\ufdd0𐍈\\<", max_size=8),
    )
)
def test_an_iri_is_one_for_a_store_too(text: str) -> None:
    """What we take for an IRI, a store that checks IRIs takes; one bad IRI would end its load."""
    assert ids.iri(text) is None or _is_iri(text)


@_often
@given(st.one_of(any_text, st.text("ab:/?#[]@%4é. \ue000", max_size=10)).map("http://example.org{}".format))
def test_a_web_address_is_made_an_iri(text: str) -> None:
    """What a web address must not hold is escaped; escaping it again changes nothing."""
    found = ids.url(text)
    assert found is None or (_is_iri(found) and ids.url(found) == found)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("http://example.org/a[1].pdf", "http://example.org/a%5B1%5D.pdf"),
        ("http://example.org/5%25/5%", "http://example.org/5%25/5%25"),
        ("http://example.org/#a#b", "http://example.org/#a%23b"),
        ("ftp://example.org/<a>", "ftp://example.org/%3Ca%3E"),
        ("http://example.org:port/", None),
        ("mailto:a@example.org", None),
        ("www.example.org", None),
        ("", None),
    ],
)
def test_a_web_address_is_mended(text: str, found: str | None) -> None:
    """Brackets, stray percent signs and second fragments are escaped; the rest is no web address."""
    assert ids.url(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "http://example.org/é/𐍈?q=1&r=%20#x",
        "urn:isbn:0-486-27557-4",
        "mailto:a@example.org",
        "http://user:pass@example.org:80/",
        "http://example.org",
    ],
)
def test_an_iri_is_taken_as_it_is(text: str) -> None:
    """Letters beyond ASCII, queries, ports and other schemes stand in an IRI."""
    assert ids.iri(text) == text
    assert _is_iri(text)


@_often
@given(texts)
def test_a_slug_is_a_fixed_point(text: str) -> None:
    """A folded name folds to itself."""
    assert ids.slug(ids.slug(text)) == ids.slug(text)
