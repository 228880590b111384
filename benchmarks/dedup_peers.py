"""One of the other programs on a gold set, in an environment of its own: see ``benchmarks/dedup.py``.

    python benchmarks/dedup_peers.py NAME FOLDER

Prints JSON: the seconds of CPU, and the groups of records that it calls one publication.
"""

import contextlib
import importlib
import io
import json
import logging
import sys
import time
import warnings
from pathlib import Path

import pandas as pd

_LIKELY = 0.95


def bib_dedupe(rows):
    """The published program with its own rules, on one core."""
    from bib_dedupe import bib_dedupe as made

    prepared = made.prep(rows, cpu=1)
    matched = made.match(made.block(prepared, cpu=1), cpu=1)
    return made.cluster(matched)


def splink(rows):
    """Probabilistic linkage, fitted without examples on the rows themselves."""
    import splink.comparison_library as compare
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    rows = rows.rename(columns={"ID": "unique_id"}).replace("", None)
    rows["start"] = rows["title"].str.lower().str.replace(r"\W", "", regex=True).str[:12]
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            compare.JaroWinklerAtThresholds("title", [0.97, 0.9]),
            compare.JaroWinklerAtThresholds("author", [0.95, 0.8]),
            compare.ExactMatch("year"),
            compare.ExactMatch("volume"),
            compare.ExactMatch("pages"),
            compare.JaroWinklerAtThresholds("journal", [0.9]),
        ],
        blocking_rules_to_generate_predictions=[block_on("start"), block_on("volume", "pages")],
    )
    interface = DuckDBAPI()
    linker = Linker(interface.register(rows), settings)
    linker.training.estimate_probability_two_random_records_match([block_on("title", "author")], recall=0.6)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e5, seed=1)
    for rule in (block_on("start"), block_on("volume", "pages")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    predicted = linker.inference.predict(threshold_match_probability=_LIKELY)
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(predicted, _LIKELY)
    return clusters.as_pandas_dataframe().groupby("cluster_id")["unique_id"].apply(list).tolist()


def main():
    """Runs the program that the first argument names."""
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    name, folder = sys.argv[1:]
    rows = pd.read_csv(Path(folder) / "records_pre_merged.csv.gz", dtype=str).fillna("")
    module, program = {"bib-dedupe": ("bib_dedupe.bib_dedupe", bib_dedupe), "splink": ("splink", splink)}[
        name
    ]
    with contextlib.redirect_stdout(io.StringIO()):
        importlib.import_module(module)  # what is imported once is not what a record costs
    started = time.process_time()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        groups = program(rows)
    spent = time.process_time() - started
    print(json.dumps({"seconds": spent, "groups": [group for group in groups if len(group) > 1]}))


main()
