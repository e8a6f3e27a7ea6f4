"""What the frontends of a terminal share: notices, reading several sources, showing and writing results."""
