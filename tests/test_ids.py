"""Identifiers: normal forms are fixed points, check digits check, minted IRIs are IRIs."""

from __future__ import annotations

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
        ("nlm", "9802571r", "9802571R"),
        ("local", "a b", None),
    ],
)
def test_an_identifier_is_read_as_people_write_it(scheme: str, written: str, normal: str | None) -> None:
    """Prefixes, URLs, hyphens and blanks go; what is no identifier, or fails its check, is none."""
    assert ids.normalise(scheme, written) == normal


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
