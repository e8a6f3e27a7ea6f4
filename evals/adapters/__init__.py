"""Adapters for public sets that a user has on disk: each makes samples of a file or folder.

Each reads its set as it is published (its function ``published``) and, in its place, JSON lines in one layout of our
own, for a set that was cut, mended or changed since. Every such row has ``id``, ``group`` (the source document; what
the bootstrap draws), and ``source_text``; all offsets are half-open code point offsets into ``source_text``. A file
whose first line is a JSON object with a ``source_text`` is in our layout, any other one is as published.

What is published and what a row holds besides, where the set is had, its licence and what was published on it stand at
the head of each adapter. No row of any set is part of this project: some licences forbid it.
"""
