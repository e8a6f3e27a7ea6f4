"""Adapters for public sets that a user has on disk: each makes samples of one file.

All read JSON lines with one layout, since the sets' own layouts differ and change. Every row has ``id``, ``group``
(the source document; what the bootstrap draws), and ``source_text``; all offsets are half-open code point offsets into
``source_text``. What else a row holds, where the set is had, its licence and what was published on it stand at the
head of each adapter. No row of any set is part of this project: some licences forbid it.
"""
