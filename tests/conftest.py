"""What every test may ask for by name."""

from __future__ import annotations

import os

from hypothesis import settings

# How long an example takes says more of the machine's other work than of the code. Where CI is set hypothesis does so
# itself.
settings.register_profile("any machine", deadline=None)
if "CI" not in os.environ:
    settings.load_profile("any machine")

pytest_plugins = ("tests.servers.postgresql", "tests.servers.small_disk")
