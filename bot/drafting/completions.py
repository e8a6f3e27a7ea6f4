"""Reading a completion as it streams: statements and the sentence numbers that they cite.

A statement is handed on as soon as it is whole, that is when its line has ended, or other text begins behind its
numbers. Nothing half-read is ever handed on: what a cut-off completion leaves over is named and dropped.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

MAX_STATEMENT = 2_000
"""Characters of one statement; a longer one is a completion gone wrong, and is cut off there."""

MAX_RANGE = 20
"""Sentences in one range [S3-S9]; a longer range cites nothing in particular, so only its ends count."""

# Each of these can match a text in one way only, so that no completion, however odd, takes long to read.
_NUMBERS = r"(?:S\s?)?\d{1,6}(?:\s?(?:[,;&–-]|and)\s?(?:S\s?)?\d{1,6})*"
_MARK = re.compile(rf"\[\s?{_NUMBERS}\s?\]|\(\s?(?=S){_NUMBERS}\s?\)|【\s?{_NUMBERS}\s?】")
_MARKS = re.compile(rf"(?:{_MARK.pattern})(?:\s*(?:{_MARK.pattern}))*[.;,]?")
_ENDS_WITH_MARKS = re.compile(rf"(?:{_MARK.pattern})[.;,]?\s*\Z")
_BLANKS = re.compile(r"\s*")
_BULLET = re.compile(r"\A\s*(?:[-*•–]\s+|\(?\d{1,2}[.)]\s+|#{1,6}\s+|>\s+)")
_LABEL = re.compile(r"\A\s*(?:\*\*)?(?:answer|summary|statement|antwort|réponse|respuesta)(?:\*\*)?\s*:\s*", re.I)
_PIECE = re.compile(r"(S?)\s?(\d{1,6})(\s?[–-]\s?)?")

_REFUSAL = re.compile(
    r"""
    ^\s*(?:not[ _]stated|none|n/a)\s*\.?\s*$
  | \b(?:document|text|article|passages?|sources?|sentences?|transcript|context|information\ given)\b[^.]{0,60}?
        \b(?:do(?:es)?\ not|doesn[’']t|don[’']t|did\ not|cannot|never)\s+(?:\w+\s+)?
        (?:say|state|mention|provide|specify|contain|give|include|indicate|tell|answer|address|name|discuss|reveal)
  | \b(?:is|are|was|were)\s+(?:not|n[’']t|nowhere)\s+(?:\w+\s+)?
        (?:mentioned|stated|specified|provided|given|included|indicated|named|said|addressed|discussed|found)\b
        (?:[^.]{0,60}\b(?:document|text|article|passages?|sentences?|context)\b|\s*\.?\s*$)
  | \bno\ (?:information|mention|answer|details?)\b
  | \b(?:cannot|can[’']t)\ be\ (?:answered|determined|found)\b
  | \b(?:dokument|text|artikel)\s+(?:sagt|nennt|erwähnt|enthält|gibt|macht|beantwortet|geht)\b[^.]{0,60}
        \b(?:nichts?|keine?)\b
  | \bnicht\ (?:genannt|erwähnt|angegeben)\b
  | \ble\ (?:document|texte|article)\ n(?:e\ |[’'])[^.]{0,40}\b(?:pas|rien|aucune?)\b
  | \bel\ (?:documento|texto|artículo)\ no\ (?:dice|menciona|indica|especifica|proporciona|contiene|responde)\b
  | \b(?:il\ documento|il\ testo|o\ documento|o\ texto)\ n(?:on|ão)\ (?:dice|menziona|indica|specifica|diz|menciona)\b
    """,
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a completion and the numbers behind it, in the order written.

    The text is empty where a completion gave numbers and no words: it then says what those sentences say.
    """

    text: str
    numbers: tuple[int, ...]

    @property
    def is_refusal(self) -> bool:
        """Whether it says that the document does not say."""
        return is_refusal(self.text)


def is_refusal(text: str) -> bool:
    """Whether a text says that something is not said."""
    return bool(_REFUSAL.search(text))


class StatementReader:
    """Feed it pieces of a completion; it gives whole statements as they come to be."""

    def __init__(self) -> None:
        self._held = ""

    def feed(self, piece: str) -> list[Statement]:
        """Take a piece of the completion in; give the statements that are whole now."""
        self._held += piece
        statements: list[Statement] = []
        while (cut := self._first_cut()) is not None:
            head, self._held = self._held[:cut], self._held[cut:]
            statements += _statement(head)
        return statements

    def close(self) -> list[Statement]:
        """The completion has ended by itself: give what is left."""
        head, self._held = self._held, ""
        return _statement(head)

    def cut_off(self) -> tuple[list[Statement], str]:
        """The completion was cut off: give what is whole, and the text of what is not ("" if all is)."""
        if _ENDS_WITH_MARKS.search(self._held):
            return self.close(), ""
        head, self._held = self._held.strip(), ""
        return [], head

    def _first_cut(self) -> int | None:
        """Where the first statement of the held text ends, None while that cannot be known."""
        newline = self._held.find("\n")
        line = self._held if newline < 0 else self._held[:newline]
        lead = _leading_marks(line)
        for marks in _MARKS.finditer(line, lead):
            rest = line[marks.end() :]
            # "[S1" may go on as "[S1][S2]", so numbers end a statement only once a word begins behind them.
            if not re.search(r"\w", rest) or rest.lstrip().startswith(("[", "(", "【")):
                continue
            if _ends_a_statement(line, marks):
                # "[S1] A. [S2] B.": where the first numbers lead their statement, so do the others.
                return marks.start() if lead else marks.end()
        if newline >= 0:
            return newline + 1
        return MAX_STATEMENT if len(line) > MAX_STATEMENT else None


def _ends_a_statement(line: str, marks: re.Match[str]) -> bool:
    """Whether numbers in the middle of a line end a statement; a bare "[12]" inside a sentence is the source's own."""
    if "S" in marks.group() or marks.group().endswith("."):
        return True
    return line[: marks.start()].rstrip().endswith((".", "!", "?", "”", '"', "’", "»"))


def _leading_marks(line: str) -> int:
    """The length of numbers that stand before their statement ("[S3] The mayor …"), 0 without any."""
    bullet = _BULLET.match(line)
    blanks = _BLANKS.match(line, bullet.end() if bullet else 0)
    marks = _MARKS.match(line, blanks.end() if blanks else 0)
    return marks.end() if marks else 0


def _statement(raw: str) -> list[Statement]:
    """The statement that a piece of a completion holds, as a list of one, or of none where it holds no words."""
    text = _LABEL.sub("", _BULLET.sub("", raw))
    marks = [mark.group() for mark in _MARK.finditer(text)]
    # Beside "[S5]", a bare "[12]" is a reference mark of the source's own, copied with its words.
    marks = [mark for mark in marks if "S" in mark] or marks
    numbers = tuple(dict.fromkeys(n for mark in marks for n in _numbers(mark)))
    text = _MARK.sub("", text)
    text = re.sub(r"\s+([.,;])", r"\1", " ".join(text.split()))
    text = re.sub(r"([.!?][”\"’»]?)[.,;]+\Z", r"\1", text).strip().removeprefix("**").removesuffix("**")
    if not re.search(r"\w", text):
        return [Statement("", numbers)] if numbers else []
    return [Statement(text, numbers)]


def _numbers(mark: str) -> list[int]:
    """The numbers of one mark: "[S1, S3]" is 1 and 3, "[S4-S6]" is 4, 5 and 6."""
    out: list[int] = []
    open_range = False
    for piece in _PIECE.finditer(mark):
        number = int(piece[2])
        if open_range and out and 0 < number - out[-1] <= MAX_RANGE:
            out.extend(range(out[-1] + 1, number))
        out.append(number)
        open_range = bool(piece[3])
    return out
