"""The scorers, one a file: ``FIGURES`` says what its figures mean, ``score`` computes them for one sample.

A scorer is pure and independent of what drafted. Figures of samples are averaged; what is no average is in
``OVERALL``, computed from the rows of all samples. A sample that failed is unscored everywhere but in ``cost``.
"""
