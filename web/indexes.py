"""Indexes that large tables share."""

from django.contrib.postgres.indexes import BrinIndex

PAGES = 64


def blocks_of_owners(name: str) -> BrinIndex:
    """Which stretches of the table hold rows of whom: for reading all of one person's rows by the million without
    everybody's.

    A filter for each stretch and not its smallest and largest owner: small gaps in old pages are filled with rows of
    others. New rows cost it next to nothing; stretches that no vacuum has seen yet are read by all.
    """
    return BrinIndex(fields=["owner"], name=name, opclasses=["int8_bloom_ops"], pages_per_range=PAGES)
