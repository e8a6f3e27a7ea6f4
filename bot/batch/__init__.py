"""One task over thousands of documents: side by side, set down as it goes, and never paid for twice."""
