"""What number words and written numerals are worth: tables and the two ways to read digits."""

from __future__ import annotations

import re
from fractions import Fraction

from bot.language.units import SCALES

ONES = dict(
    zip(
        """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
        seventeen eighteen nineteen""".split(),
        range(20),
        strict=True,
    )
)
TENS = dict(zip("twenty thirty forty fifty sixty seventy eighty ninety".split(), range(20, 100, 10), strict=True))
ORDINALS = dict(
    zip(
        """first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth
        fifteenth sixteenth seventeenth eighteenth nineteenth""".split(),
        range(1, 20),
        strict=True,
    )
) | dict(
    zip(
        "twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth".split(),
        range(20, 100, 10),
        strict=True,
    )
)
PARTS = {"half": 2, "halves": 2, "quarter": 4, "quarters": 4} | {
    word + plural: n for word, n in ORDINALS.items() if 3 <= n <= 12 for plural in ("", "s")
}
MULTIPLES = {
    "twice": 2, "thrice": 3, "double": 2, "doubled": 2, "doubling": 2, "doubles": 2, "triple": 3, "tripled": 3,
    "tripling": 3, "triples": 3, "quadruple": 4, "quadrupled": 4, "twofold": 2, "threefold": 3, "fourfold": 4,
    "fivefold": 5, "tenfold": 10,
}  # fmt: skip
VULGAR = {
    "½": Fraction(1, 2), "⅓": Fraction(1, 3), "⅔": Fraction(2, 3), "¼": Fraction(1, 4), "¾": Fraction(3, 4),
    "⅕": Fraction(1, 5), "⅖": Fraction(2, 5), "⅗": Fraction(3, 5), "⅘": Fraction(4, 5), "⅙": Fraction(1, 6),
    "⅚": Fraction(5, 6), "⅛": Fraction(1, 8), "⅜": Fraction(3, 8), "⅝": Fraction(5, 8), "⅞": Fraction(7, 8),
}  # fmt: skip
BIG = {"hundred": 100, "hundreds": 100, "dozen": 12, "dozens": 12} | SCALES


def decimal(written: str, decimal_comma: bool) -> Fraction | None:
    """The value of digits with separators, or None where they make no number."""
    extra = VULGAR.get(written[-1], Fraction(0))
    written = written[:-1] if written[-1] in VULGAR else written
    if not written:
        return extra
    plain = re.sub(r"[\u00a0\u2009\u202f'’ ]", "", written)
    groups_comma = re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", plain)
    if decimal_comma and not (groups_comma and "." in plain):
        plain = re.sub(r"\.(?=\d{3}(?:\D|$))", "", plain).replace(",", ".")
    elif groups_comma:
        plain = plain.replace(",", "")
    elif plain.count(",") == 1:
        plain = plain.replace(",", ".")
    if plain.count(".") > 1 or "," in plain or len(plain) > 40:
        return None
    return Fraction(plain) + extra


def fraction(written: str) -> Fraction | None:
    """ "3/4" as a fraction; None where it is none by its form ("24/7", "9/11")."""
    if written in VULGAR:
        return VULGAR[written]
    above, below = (int(part) for part in re.split("[/⁄]", written))
    if 0 < above < below and (below <= 10 or below in (12, 16, 20, 32, 100)):
        return Fraction(above, below)
    return None
