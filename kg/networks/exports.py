"""A network -> files that other programs read, by the suffix of the file.

All formats hold the same: the facts of :meth:`Network.to_networkx` and the measures of each node. The
same network gives the same bytes. Files are written line by line, appear whole or not at all, and
are UTF-8.

See: the GraphML primer, http://graphml.graphdrawing.org; GEXF 1.2draft, https://gexf.net.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any
from xml.sax.saxutils import quoteattr

import msgspec

from kg.errors import NetworkError
from kg.files import whole
from kg.networks.communities import communities
from kg.networks.measures import component_of, degree, strength
from kg.networks.network import Network
from kg.networks.paths import betweenness

__all__ = ["SUFFIXES", "check", "edges_csv", "gexf", "graphml", "node_link", "nodes", "nodes_csv", "write"]

_Facts = dict[str, Any]
_NODE = ("label", "kind", "orcid", "papers", "first_year", "last_year")
_MEASURES = ("degree", "strength", "betweenness", "component", "community")
_LINK = ("weight", "papers", "newman")
_INTEGERS = frozenset({"papers", "first_year", "last_year", "degree", "component", "community"})
_FLOATS = frozenset({"strength", "betweenness", "weight", "newman"})
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")


def write(network: Network, file: str | Path) -> tuple[Path, ...]:
    """Writes a network to a file in the format that its suffix tells, and returns what was written.

    ``.graphml``, ``.gexf`` and ``.json`` (node-link, as networkx reads it) hold everything. ``.csv``
    holds the links, and a second file beside it, ``NAME.nodes.csv``, the nodes. ``.svg``, ``.png``
    and ``.pdf`` are pictures.

    Raises:
        NetworkError: the suffix tells no format, the file cannot be written, or there is nothing to draw.
    """
    path = Path(file)
    written = []
    for infix, make in _makers(path).items():
        written.append(path.with_suffix(infix + path.suffix))
        with whole(written[-1], NetworkError) as out:
            out.writelines(make(network))
    return tuple(written)


def check(file: str | Path) -> None:
    """Refuses a file whose suffix tells no format, before anything is built for it.

    Raises:
        NetworkError: it does not.
    """
    _makers(Path(file))


def _makers(path: Path) -> Mapping[str, Callable[[Network], Iterable[bytes]]]:
    makers = _MAKERS.get(path.suffix.lower())
    if makers is None:
        raise NetworkError(f"{path}: the suffix tells no format of a network ({' '.join(SUFFIXES)})")
    return makers


# -- what is written ---------------------------------------------------------------------------


def nodes(network: Network) -> list[_Facts]:
    """The facts and measures of each node; ``component`` and ``community`` count from 1, the largest."""
    found = list(network.nodes.rows())
    columns = zip(
        degree(network).tolist(),
        strength(network).tolist(),
        betweenness(network).of.tolist(),
        (component_of(network) + 1).tolist(),
        (communities(network).of + 1).tolist(),
        strict=True,
    )
    for facts, row in zip(found, columns, strict=True):
        facts.update(zip(_MEASURES, row, strict=True))
    return found


def _links(network: Network) -> Iterator[tuple[int, int, _Facts]]:
    links = network.links
    weights = links.papers.astype(float) if network.counting == "full" else links.newman
    columns = (links.source, links.target, weights, links.papers, links.newman)
    for source, target, weight, papers, newman in zip(*(column.tolist() for column in columns), strict=True):
        yield source, target, {"weight": weight, "papers": papers, "newman": newman}


# -- XML ---------------------------------------------------------------------------------------


def _attribute(value: Any) -> str:
    """A value as an XML attribute in its quotes; what XML 1.0 cannot hold becomes U+FFFD."""
    return quoteattr(_FORBIDDEN.sub("\ufffd", str(value)))


def _element(value: Any) -> str:
    text = _attribute(value)[1:-1]
    return text.replace("&quot;", '"')


def graphml(network: Network) -> Iterator[bytes]:
    """GraphML; nodes are ``n0``, ``n1``, ... with the id as ``key``, because an XML name has no blanks."""
    yield b'<?xml version="1.0" encoding="UTF-8"?>\n'
    yield b'<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
    for name, scope in (("name", "graph"), ("counting", "graph")):
        yield f'  <key id="g_{name}" for="{scope}" attr.name="{name}" attr.type="string"/>\n'.encode()
    for scope, names in (("node", ("key", *_NODE, *_MEASURES)), ("edge", _LINK)):
        for name in names:
            known = f'attr.name="{name}" attr.type="{_type(name)}"'
            yield f'  <key id="{scope[0]}_{name}" for="{scope}" {known}/>\n'.encode()
    yield b'  <graph edgedefault="undirected">\n'
    yield _data("g", {"name": network.name, "counting": network.counting})
    for number, (key, facts) in enumerate(zip(network.nodes.ids, nodes(network), strict=True)):
        yield b'    <node id="n%d">\n%s    </node>\n' % (number, _data("n", {"key": key, **facts}))
    for source, target, facts in _links(network):
        yield b'    <edge source="n%d" target="n%d">\n%s    </edge>\n' % (source, target, _data("e", facts))
    yield b"  </graph>\n</graphml>\n"


def _data(scope: str, facts: _Facts) -> bytes:
    lines = [f'      <data key="{scope}_{name}">{_element(value)}</data>\n' for name, value in facts.items()]
    return "".join(lines).encode()


def _type(name: str) -> str:
    return "long" if name in _INTEGERS else "double" if name in _FLOATS else "string"


def gexf(network: Network) -> Iterator[bytes]:
    """GEXF for Gephi; nodes are numbered as in GraphML."""
    yield b'<?xml version="1.0" encoding="UTF-8"?>\n'
    yield b'<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2">\n'
    yield f"  <meta><description>{_element(network.name)}</description></meta>\n".encode()
    yield b'  <graph defaultedgetype="undirected" mode="static">\n'
    names = ("key", *(name for name in _NODE if name != "label"), *_MEASURES)
    yield _declared("node", names) + _declared("edge", _LINK[1:])
    yield b"    <nodes>\n"
    for number, (key, facts) in enumerate(zip(network.nodes.ids, nodes(network), strict=True)):
        values = _values(names, {"key": key, **facts})
        yield f'      <node id="n{number}" label={_attribute(facts["label"])}>{values}</node>\n'.encode()
    yield b"    </nodes>\n    <edges>\n"
    for number, (source, target, facts) in enumerate(_links(network)):
        ends = f'id="{number}" source="n{source}" target="n{target}" weight="{facts["weight"]!r}"'
        yield f"      <edge {ends}>{_values(_LINK[1:], facts)}</edge>\n".encode()
    yield b"    </edges>\n  </graph>\n</gexf>\n"


def _declared(scope: str, names: Iterable[str]) -> bytes:
    lines = [
        f'      <attribute id="{scope[0]}_{name}" title="{name}" type="{_type(name)}"/>\n' for name in names
    ]
    return f'    <attributes class="{scope}">\n{"".join(lines)}    </attributes>\n'.encode()


def _values(names: Iterable[str], facts: _Facts) -> str:
    scope = "n" if "key" in facts else "e"
    values = [
        f'<attvalue for="{scope}_{name}" value={_attribute(facts[name])}/>' for name in names if name in facts
    ]
    return f"<attvalues>{''.join(values)}</attvalues>"


# -- CSV and JSON ------------------------------------------------------------------------------


def edges_csv(network: Network) -> Iterator[bytes]:
    """The links: their ends by id, their weight by the counting of the network, and both weights."""
    ids = network.nodes.ids
    rows = ((ids[source], ids[target], *facts.values()) for source, target, facts in _links(network))
    return _csv(("source", "target", *_LINK), rows)


def nodes_csv(network: Network) -> Iterator[bytes]:
    """The nodes with their facts and measures; a cell is empty where a fact is unknown."""
    names = (*_NODE, *_MEASURES)
    rows = zip(network.nodes.ids, nodes(network), strict=True)
    return _csv(("id", *names), ((key, *(facts.get(name, "") for name in names)) for key, facts in rows))


def _csv(head: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> Iterator[bytes]:
    line = io.StringIO(newline="")
    writer = csv.writer(line, lineterminator="\r\n")
    for row in (head, *rows):
        writer.writerow(row)
        yield line.getvalue().encode()
        line.seek(0)
        line.truncate()


def node_link(network: Network) -> Iterator[bytes]:
    """JSON as :func:`networkx.node_link_graph` reads it, a node or link a line."""
    encode = msgspec.json.Encoder().encode
    ids = network.nodes.ids
    yield b'{"directed":false,"multigraph":false,"graph":'
    yield encode({"name": network.name, "counting": network.counting}) + b',\n"nodes":['
    members = (encode({"id": key, **facts}) for key, facts in zip(ids, nodes(network), strict=True))
    yield from _listed(members)
    yield b'],\n"edges":['
    yield from _listed(
        encode({"source": ids[a], "target": ids[b], **facts}) for a, b, facts in _links(network)
    )
    yield b"]}\n"


def _listed(items: Iterable[bytes]) -> Iterator[bytes]:
    for number, item in enumerate(items):
        yield (b",\n" if number else b"\n") + item


def _picture(format: str) -> Callable[[Network], Iterable[bytes]]:
    def make(network: Network) -> Iterable[bytes]:
        from kg.networks.picture import draw

        return (draw(network, format),)

    return make


_MAKERS: Mapping[str, Mapping[str, Callable[[Network], Iterable[bytes]]]] = MappingProxyType(
    {
        ".graphml": {"": graphml},
        ".gexf": {"": gexf},
        ".csv": {"": edges_csv, ".nodes": nodes_csv},
        ".json": {"": node_link},
        ".svg": {"": _picture("svg")},
        ".png": {"": _picture("png")},
        ".pdf": {"": _picture("pdf")},
    }
)

SUFFIXES = tuple(_MAKERS)
"""The suffixes that :func:`write` knows."""
