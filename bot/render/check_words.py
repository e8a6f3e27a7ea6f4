"""What every rendering of a checked draft says in the same words: signs, meanings, counts. Plain text, unescaped."""

from __future__ import annotations

from collections.abc import Iterator

from bot.render.wording import title_of
from bot.types import Check, Checked, CheckVerdict, Document, Quotation, Result

SIGN: dict[CheckVerdict, str] = {
    "contradicted": "✗",
    "not_stated": "?",
    "unchecked": "○",
    "supported": "●",
    "unjudged": "·",
}
NAME: dict[CheckVerdict, str] = {
    "contradicted": "contradicted",
    "not_stated": "not stated",
    "unchecked": "unchecked",
    "supported": "supported",
    "unjudged": "not judged",
}
MEANING: dict[CheckVerdict, str] = {
    "contradicted": "contradicted: the sources say otherwise",
    "not_stated": "not stated: the sources do not say this",
    "unchecked": "unchecked: nothing found against it, and nothing could vouch for it",
    "supported": "supported: the cited words carry it",
    "unjudged": "not judged: a question, an opinion, or no statement",
}


def heading(result: Result) -> str:
    """One line over a check."""
    count = len(result.documents)
    against = title_of(result.documents[0]) if count == 1 else f"{count} sources"
    return f"Check: {draft_name(result.check.draft) if result.check else 'draft'} against {against}"


def draft_name(draft: Document) -> str:
    """What a draft is called: its title or address, else that it is the draft."""
    return draft.title or (draft.uri if draft.uri and draft.uri != "-" else None) or "the draft"


def counts(check: Check) -> str:
    """How many statements came to what, and how many quotations are verbatim, in one line."""
    told = []
    for verdict in SIGN:
        number = sum(checked.verdict == verdict for checked in check.statements)
        if number:
            told.append(f"{number} {NAME[verdict]}")
    count = len(check.statements)
    line = f"{count} statement{'' if count == 1 else 's'}: {', '.join(told)}." if told else "It states nothing."
    if quotations := check.quotations:
        line += f" {sum(q.verbatim for q in quotations)} of {len(quotations)} quotations verbatim."
    return line


def verdicts(check: Check) -> tuple[CheckVerdict, ...]:
    """The verdicts that a check has, in the order of the legend."""
    used = {checked.verdict for checked in check.statements}
    return tuple(verdict for verdict in SIGN if verdict in used)


def reasons(checked: Checked) -> str:
    """Why, in one line; "" where there is nothing to say. What only somebody says is shown as that one's."""
    return " ".join(checked.reasons)


def words(quotation: Quotation, check: Check) -> str:
    """A quotation as the draft has it; as the citation has it where the draft's text is not at hand."""
    draft, place = check.draft, quotation.place
    inside = place.end <= len(draft.text)
    written = draft.text[place.start : place.end] if inside else quotation.citation.quote
    return written.strip().rstrip(",")


def quotation_sign(quotation: Quotation) -> str:
    return "✓" if quotation.verbatim and not quotation.misattributed else "✗"


def quotation_told(quotation: Quotation) -> str:
    """Whether a quotation is verbatim and who speaks it, in one line."""
    return " ".join(_told(quotation))


def _told(quotation: Quotation) -> Iterator[str]:
    if quotation.verbatim:
        yield "Verbatim." if quotation.citation.status == "exact" else "Verbatim but for marks or spelling."
    else:
        yield "Not verbatim."
    yield from quotation.reasons
    if quotation.verbatim and not quotation.reasons:
        if quotation.given_to and quotation.speaker:
            yield f"Said by {quotation.speaker}, as the draft has it."
        elif quotation.speaker:
            yield f"Said by {quotation.speaker}."


def line_of(place_start: int, draft: Document) -> int | None:
    """The line of the draft that an offset is on, from 1; None where its text is not at hand."""
    return draft.text.count("\n", 0, place_start) + 1 if draft.text else None


def verdict_in_short(result: Result) -> str:
    """What does not hold, for the last line of a command: "2 statements are contradicted"."""
    if result.check is None:
        return ""
    wrong = sum(checked.verdict == "contradicted" for checked in result.check.statements)
    loose = sum(not quotation.verbatim for quotation in result.check.quotations)
    told = []
    if wrong:
        told.append(f"{wrong} statement{' is' if wrong == 1 else 's are'} contradicted")
    if loose:
        told.append(f"{loose} quotation{' is' if loose == 1 else 's are'} not verbatim")
    return " and ".join(told)


def judged_by(result: Result) -> str:
    """Who judged: code alone, or code and a model."""
    return "checked by code alone, no model" if result.engine.model is None else f"code and {result.engine.model}"
