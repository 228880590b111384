"""Harvests repositories by OAI-PMH: their answers become files of a folder, which ``kg build`` reads.

The answers are kept as they are, page by page, each by atomic rename; a small state beside them
(:mod:`.state`) says how far the harvest is, so that it can be stopped at any time and goes on where it
was, and a later one asks only for what is new. Nothing of the records is parsed here.

See: https://www.openarchives.org/OAI/openarchivesprotocol.html and
https://www.openarchives.org/OAI/2.0/guidelines-harvester.htm
"""

from kg.harvesting.fetching import Harvest, harvest

__all__ = ["Harvest", "harvest"]
