"""What looks like a report and is none: words that were not said, and titles in marks.

- "has not commented on the vote", "declined to say whether it was late": nobody says anything there. Thoughts, denials
  and other refusals are somebody's all the same ("does not think that …", "did not say that …", "refused to sign").
- "I wish somebody had called it late", "The mayor should ask for a vote", "Does Lang say that it was late?": that is
  wished, advised or asked, and nobody is told to have said it.
- "She read “The Night Ferry”", "directed “The Night Ferry”": words in marks that are spelt as titles are, right behind
  a verb of making or reading, name a thing.
"""

from __future__ import annotations

from bot.language import cues, lexicon
from bot.language.clauses import Clauses
from bot.language.cues import Cue
from bot.language.lexicon import words
from bot.language.report import Report

_UTTERING = words("comment remark elaborate expound speak talk discuss debate")
_TELLING = words(
    "comment say tell answer respond reply discuss speak talk elaborate specify disclose identify name confirm explain "
    "reveal describe"
)
_SMALL = words("a an the and or but of in on at to for from with by as is it")
_MAKING = words("read write direct recite")
_ADVISING = words("should ought shouldn't")
_WISHING = words("wish wishes wished")
_LONGING = words("like love hate want wants wanted hope hopes hoped wish wishes wished")


def is_silence(unit: Clauses, cue: Cue, group: int, after: int) -> bool:
    """Whether a verb of speech with its group ``[group, after)`` tells that nothing was said."""
    if cue.lemma == "decline" and unit.tag[after : after + 1] == ["I"]:
        return unit.low[after + 1 : after + 2] != [] and unit.low[after + 1] in _TELLING
    if unit.tag[after - 1] == "B" and unit.low[after - 1] in _TELLING and _is_declined(unit, group):
        return True
    if cue.lemma not in _UTTERING or after >= len(unit) or unit.low[after] not in cue.prepositions:
        return False
    return any(word in lexicon.NEGATIONS or word.endswith("n't") for word in unit.low[group:after])


def _is_declined(unit: Clauses, group: int) -> bool:
    """Whether the verb group is the infinitive of "declined to comment"."""
    to = group if unit.tag[group] == "I" else group - 1
    form = cues.forms().get(unit.low[to - 1]) if to > 0 else None
    return form is not None and form[0] == "decline"


def is_titled(unit: Clauses, cue: Cue, after: int) -> bool:
    """Whether the cue's only content is a title in marks, right behind it."""
    if cue.lemma not in _MAKING or unit.title:
        return False
    return after < len(unit) and unit.tag[after] == "Q" and _is_title(unit, after)


def _is_title(unit: Clauses, at: int) -> bool:
    """Whether a passage is spelt as titles are: two words or more, all but small ones with a capital."""
    passage = unit.passage[at]
    if passage is None:
        return False
    said = unit.text[passage.inner_start : passage.inner_end].rstrip(" ,.")
    spelt = [word for word in said.split() if word.lower() not in _SMALL]
    if any(sign in said for sign in ".?!;") or not 2 <= len(said.split()) <= 9 or not spelt:
        return False
    return all(word[0].isupper() for word in spelt) and said[0].isupper()


def is_unreal(unit: Clauses, report: Report) -> bool:
    """Whether a report is only wished for, advised or asked about; words in marks were said all the same."""
    if any(unit.tag[at] == "Q" for piece in report.pieces for at in range(*piece)):
        return False
    if not _ADVISING.isdisjoint(unit.low[slice(*report.cue)]):
        return True
    who = report.mention
    if who is None or not 0 < who[0] < report.cue[0]:
        return False
    lead = who[0] - 1
    if unit.tag[-1] == "?" and unit.tag[lead] == "A":
        return True  # "Does Lang say …?"
    return _is_wished(unit, lead)


def _is_wished(unit: Clauses, lead: int) -> bool:
    """Whether the words up to ``lead`` wish for the clause behind: "I wish (that)", "would like to see what"."""
    led = unit.tag[lead] in "STW"
    at = lead - led
    if unit.low[at] in _WISHING and unit.tag[at] == "V":
        return True
    infinitive = led and at > 1 and unit.tag[at] == "B" and unit.tag[at - 1] == "I"
    return infinitive and unit.low[at - 2] in _LONGING
