"""Options that the commands of ``onrecord eval`` share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

LogDir = Annotated[Path, typer.Option("--log-dir", metavar="FOLDER", help="Where runs are kept.")]
RUNS = Path("logs")
Data = Annotated[
    Path, typer.Option("--data", metavar="PATH", help="The set on this disk, as it is published or in our layout.")
]
Cases = Annotated[
    Path | None, typer.Option("--cases", metavar="FOLDER", help="A folder of labelled cases; else those shipped.")
]
Out = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to this file, whole or not at all.")
]
