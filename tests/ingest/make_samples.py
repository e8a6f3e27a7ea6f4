"""Makes statement.docx and report.pdf of docs/samples, the two that cannot be written by hand.

python tests/ingest/make_samples.py
"""

from pathlib import Path

import docx
from reportlab.lib.pagesizes import A5
from reportlab.pdfgen.canvas import Canvas

SAMPLES = Path(__file__).parents[2] / "docs" / "samples"

REPORT = (
    """Port Ansel sea wall: report of the harbour engineer

Prepared by Dr. Maren Oduya for the town council, October 2026

1. What happened on 9 January

At 4.20 in the morning the tide stood 1.9 metres above the quay.
Forty-three houses on Harbour Street were flooded. Nobody was
hurt. The repairs cost the town $2.1 million.

“The water came over the quay as if it were not there,” the
harbour master, Elias Thorne, wrote in his log. He advised the
town not to wait for another winter, and the council asked this
office to compare three ways to keep the sea out of the""",
    """old harbour.

2. Three ways compared

A wall of 840 metres around the harbour costs $14.6 million.
Raising the quay costs $6.3 million, but leaves the north basin
open. A gate at the harbour mouth costs $31 million.

The fishing cooperative prefers the gate. Its chair, Tobias Wren,
told this office that “a gate is the only thing a boat can live
with”. The mayor, Ines Halloran, has said that the town cannot
pay for a gate.""",
    """3. What this office recommends

This office recommends the wall. Built in winter, it closes the
quay for 11 weeks. The figure of two seasons, which stood in the
draft of February, is withdrawn.

The wall is not the end of the matter: if the sea rises as the
weather service expects, it will have to be raised by half a
metre before 2060.""",
)


def make_report(path: Path) -> None:
    canvas = Canvas(str(path), pagesize=A5, invariant=True)
    canvas.setTitle("Port Ansel sea wall: report of the harbour engineer")
    for page in REPORT:
        lines = canvas.beginText(40, A5[1] - 60)
        lines.setFont("Times-Roman", 12)
        lines.setLeading(16)
        lines.textLines(page, trim=0)
        canvas.drawText(lines)
        canvas.showPage()
    canvas.save()


def make_statement(path: Path) -> None:
    document = docx.Document()
    document.core_properties.title = "Statement of the Ansel Fishing Cooperative"
    document.core_properties.author = ""
    document.add_heading("Statement of the Ansel Fishing Cooperative", level=0)
    document.add_paragraph("Port Ansel, 4 November 2026")
    paragraph = document.add_paragraph("The council has voted for a sea wall. The cooperative was ")
    paragraph.add_run("not").italic = True
    paragraph.add_run(" asked. Our chair, Tobias Wren, says: “We will not be built around.”")
    document.add_heading("What we ask for", level=1)
    document.add_paragraph("Work at the quay only between December and March.", style="List Bullet")
    document.add_paragraph("A fund of $1.4 million for the crews.", style="List Bullet")
    document.add_heading("What we land", level=1)
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Year", "Tonnes"
    for year, tonnes in (("2024", "3,240"), ("2025", "3,100")):
        cells = table.add_row().cells
        cells[0].text, cells[1].text = year, tonnes
    document.add_paragraph(
        "Our treasurer, Hanna Brix, said the mayor’s offer of $900,000 would not cover a single season. "
        "The cooperative decides on 14 November whether to go to court."
    )
    document.save(str(path))


if __name__ == "__main__":
    make_report(SAMPLES / "report.pdf")
    make_statement(SAMPLES / "statement.docx")
