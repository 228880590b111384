"""CSL JSON and the works of Crossref, one form of JSON in two dialects -> Records.

No reader: :mod:`kg.sources.crossref` and :mod:`kg.sources.csl` cut out the items and share this.
"""

from kg.sources.citeproc.mapping import OWN, Place, to_record
from kg.sources.citeproc.reading import records

__all__ = ["OWN", "Place", "records", "to_record"]
