"""A second pass over labelled cases: what code can see of labels that contradict the guide or one another.

Each check takes a case and yields one sentence for each thing it finds. A finding is a question to a person, who
mends the label or the source; nothing here changes a label.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

from bot.types import Attribution, Span
from evals.dataset import Case, FalseClaim

MARKED = re.compile(
    r"“[^“”\n]+”?|„[^„“”\n]+[“”]?|«[^«»\n]+»?|»[^«»\n]+«|\"[^\"\n]+\"?|(?<!\w)‘[^‘\n]+?’(?!\w)|‚[^‚‘\n]+‘"
)
"""A passage in marks inside one paragraph; one that is reopened in the next may lack its closing mark."""

SENTENCE_END = re.compile(r"[.!?…][”“‘\"»’)\u00a0]*\Z")
BEFORE_SENTENCE = re.compile(
    r"\A\Z"  # the line begins here
    r"|(?:[.!?…:][”“‘\"»’)]*|\u00a0»)[ ][“\"„«‘]?\u00a0?\Z"  # another sentence ends, a label or a colon stands before
    r"|\A[“\"„«‘]\Z"  # an opening mark
    r"|\A[A-ZÄÖÜÉ][A-ZÄÖÜÉ -]{2,}.{0,40}[—–-][ ]\Z"  # a dateline
)

FIGURE = re.compile(r"\d+(?:[.,\u00a0\u202f ]\d{3})*(?:[.,]\d+)?")
NAME = re.compile(r"(?<![.!?:“\"«„‘'\n] )(?<!^)(?<![“\"«„‘])\b[A-ZÄÖÜÉÁÍÓÚÑ]\w+")
NUMBER_WORDS = dict(
    zip(
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
        "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety".split(),
        [*range(1, 21), *range(30, 100, 10)],
        strict=True,
    )
)
DIALOGUE_DASH = re.compile(r"—[.,;:] \w\Z|—\Z")
"""Speech that a dash opens (the piece begins with it) or takes up again after the narrator's words ("—. ")."""

AMOUNT = re.compile(
    r"\b(?:half|thirds?|quarters?|fifth|tenth|twice|all|both|zwei\w*|drei\w*|hälfte|drittel|viertel|"
    r"deux|trois|moitié|tiers|quart|dos|tres|mitad|tercio|cuarto)\b",
    re.IGNORECASE,
)
WORDS_OF_TIME = re.compile(
    r"\b(?:january|february|march|april|may|june|july|august|september|october|november|december|"
    r"(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.|(?:mon|tues|wednes|thurs|fri|satur|sun)day|"
    r"spring|summer|autumn|winter|season|morning|noon|afternoon|evening|night|midnight|today|yesterday|tomorrow|"
    r"minutes?|hours?|days?|weeks?|weekend|months?|quarters?|years?|decades?|century|"
    r"before|after|during|since|until|already|first|last|next|earlier|later|once|now|"
    r"\w*tag|morgens?|abends?|jahre?n?|monate?n?|wochen?|tagen?|vor|nach|seit|januar|februar|märz|mai|juni|juli|"
    r"oktober|dezember|herbst|frühjahr|sommer|winter|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|"
    r"ans?|années?|mois|semaines?|jours?|heures?|avant|après|depuis|janvier|février|mars|avril|juin|juillet|août|"
    r"septembre|octobre|novembre|décembre|printemps|été|automne|hiver|"
    r"lunes|martes|miércoles|jueves|viernes|sábado|domingo|años?|meses|mes|semanas?|días?|horas?|antes|después|"
    r"desde|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|"
    r"primavera|verano|otoño|invierno)(?!\w)|\b(?:1[89]|20)\d\d\b|\d:\d\d",
    re.IGNORECASE,
)


def inconsistencies(case: Case) -> tuple[str, ...]:
    """Everything that the checks of one case find, each with the case's id in front."""
    return tuple(f"{case.id}: {finding}" for check in CHECKS for finding in check(case))


def group_inconsistencies(cases: Sequence[Case]) -> tuple[str, ...]:
    """What the checks across the cases of one group find: order of dates, and targets that never meet."""
    groups: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        groups[case.group].append(case)
    found = []
    for name, members in groups.items():
        targets = [{stance.target for stance in case.stances} for case in members]
        if len(members) > 1 and not set.intersection(*targets):
            found.append(f"{name}: its documents share no target")
        if len({case.published for case in members}) < len(members):
            found.append(f"{name}: two documents of one date have no order")
    return tuple(found)


def reversals(cases: Sequence[Case]) -> tuple[tuple[str, str, str], ...]:
    """(group, speaker, target) wherever the last label that a speaker has on a target is not the first."""
    rows: dict[tuple[str, str, str], list[tuple[str, int, str]]] = defaultdict(list)
    for case in cases:
        for stance in case.stances:
            rows[case.group, stance.speaker.name, stance.target].append((case.published, stance.order, stance.label))
    return tuple(key for key, labels in rows.items() if min(labels)[2] != max(labels)[2])


def _marked_passages(case: Case) -> Iterator[str]:
    """Every passage in marks is reported speech or listed as no speech; being inside a turn is not enough."""
    turns = {(turn.start, turn.end) for turn in case.document.turns}
    pieces = [p for a in case.attributions for p in a.spans if (p.start, p.end) not in turns]
    for match in MARKED.finditer(case.document.text):
        passage = case.document.span(match.start(), match.end())
        if not any(passage.overlaps(span) for span in (*pieces, *case.not_speech)):
            yield f"in marks, and neither speech nor listed under not_speech: {match.group()!r}"


def _kinds(case: Case) -> Iterator[str]:
    """Direct contents stand in marks from end to end, indirect ones hold no quoted speech, mixed ones hold both."""
    turns = {(turn.start, turn.end) for turn in case.document.turns}
    for attribution in case.attributions:
        if all((p.start, p.end) in turns for p in attribution.spans):
            continue
        kind = _kind_by_marks(case, attribution)
        if kind != attribution.kind:
            yield f"{attribution.kind} by label, {kind} by marks: {case.words(attribution.spans)!r}"


def _kind_by_marks(case: Case, attribution: Attribution) -> str:
    inside = outside = False
    for piece in attribution.spans:
        quoted = list(_quoted_in(case, attribution, piece))
        inside = inside or bool(quoted)
        rest = case.document.slice(piece)
        for passage in sorted(quoted, key=lambda span: -span.start):
            rest = rest[: max(0, passage.start - piece.start)] + rest[passage.end - piece.start :]
        outside = outside or bool(re.search(r"\w", rest))
    return "mixed" if inside and outside else "direct" if inside else "indirect"


def _quoted_in(case: Case, attribution: Attribution, piece: Span) -> Iterator[Span]:
    """The passages in marks that overlap a piece, without titles and the like.

    Where the statement stands inside another's quotation, the passages inside of that are the ones that count.
    """
    if DIALOGUE_DASH.search(case.document.text[: piece.start + 1]):
        yield piece
        return
    line = case.document.text.rfind("\n", 0, piece.start) + 1
    for passage in _passages(case, line, piece.end):
        if passage.start < attribution.start - 1 and passage.covers(piece):
            yield from (p for p in _passages(case, passage.start + 1, passage.end - 1) if p.overlaps(piece))
        elif passage.overlaps(piece):
            yield passage


def _passages(case: Case, start: int, end: int) -> Iterator[Span]:
    """The outermost passages in marks that begin in ``[start, end)`` and are speech."""
    for match in MARKED.finditer(case.document.text, start):
        passage = case.document.span(match.start(), match.end())
        if passage.start >= end:
            return
        if not any(span.overlaps(passage) for span in case.not_speech):
            yield passage


def _people(case: Case) -> Iterator[str]:
    """Speakers speak and the silent do not; all of them are in the text."""
    text = case.document.text.casefold()
    speaking = {attribution.speaker.name for attribution in case.attributions if attribution.speaker}
    for speaker in case.speakers:
        if speaker.name not in speaking:
            yield f"{speaker.name} is listed as a speaker and has no statement"
        for name in (speaker.name, *speaker.aliases):
            if name.casefold() not in text:
                yield f"the name {name!r} is not in the text"
    for name in case.never_speak:
        if name.casefold() not in text:
            yield f"{name!r} is not in the text"
        if name in speaking:
            yield f"{name} is listed as never speaking and has a statement"


def _mentions(case: Case) -> Iterator[str]:
    """A mention that is one speaker's full name or alias is not resolved to another speaker."""
    owners: dict[str, set[str]] = defaultdict(set)
    for speaker in case.speakers:
        for name in (speaker.name, *speaker.aliases):
            owners[name.casefold()].add(speaker.name)
    for attribution in case.attributions:
        if attribution.mention and attribution.speaker:
            mention = case.document.slice(attribution.mention).casefold()
            if mention in owners and attribution.speaker.name not in owners[mention]:
                yield f"{mention!r} is labelled {attribution.speaker.name}"


def _stances(case: Case) -> Iterator[str]:
    """Evidence lies in the speaker's own statements, and the rows of one speaker and target are ranked 1, 2, …"""
    ranks: dict[tuple[str, str], list[int]] = defaultdict(list)
    for stance in case.stances:
        ranks[stance.speaker.name, stance.target].append(stance.order)
        own = [p for a in case.attributions if a.speaker == stance.speaker for p in a.spans]
        for span in stance.evidence:
            if not any(span.overlaps(piece) for piece in own):
                yield f"stance of {stance.speaker.name} on words not theirs: {case.document.slice(span)!r}"
    for (name, target), orders in ranks.items():
        if sorted(orders) != list(range(1, len(orders) + 1)):
            yield f"the rows of {name} on {target!r} are ranked {orders}"


def _answers(case: Case) -> Iterator[str]:
    """An answer or another wording of it stands in its evidence."""
    if len({question.question for question in case.questions}) < len(case.questions):
        yield "a question is asked twice"
    for question in case.questions:
        words = case.words(question.evidence).casefold()
        answers = (question.answer or "", *question.accept)
        if question.answerable and not any(answer.casefold() in words for answer in answers):
            yield f"no wording of the answer stands in the evidence: {question.question!r}"


def _whole_sentences(case: Case) -> Iterator[str]:
    """Evidence of questions, facts and false claims begins and ends with a sentence."""
    spans = {span for question in case.questions for span in question.evidence + question.contradicted_by}
    spans.update(span for fact in case.key_facts for span in fact.evidence)
    spans.update(span for claim in case.false_claims for span in claim.evidence)
    text = case.document.text
    for span in sorted(spans):
        before = text[text.rfind("\n", 0, span.start) + 1 : span.start]
        after = text[span.end : span.end + 2]
        if not BEFORE_SENTENCE.search(before) or not (
            SENTENCE_END.search(case.document.slice(span)) or after[:1] in ("", "\n") or SENTENCE_END.match(after[:1])
        ):
            yield f"evidence is not whole sentences: {case.document.slice(span)!r}"


def _facts(case: Case) -> Iterator[str]:
    """Facts are no copies, and bring no figure and no name of their own."""
    if not 6 <= len(case.key_facts) <= 10:
        yield f"{len(case.key_facts)} key facts"
    if not any(fact.weight == 3 for fact in case.key_facts):
        yield "no key fact of weight 3"
    for fact in case.key_facts:
        if fact.text.rstrip(".") in case.document.text:
            yield f"a key fact is a copy of the text: {fact.text!r}"
        for figure in figures(fact.text) - figures(case.words(fact.evidence)):
            yield f"{figure} is not in the evidence of the fact {fact.text!r}"
        for name in _names(case, fact.text) - _all_words(case):
            yield f"the name {name} of a key fact is not in the text: {fact.text!r}"


def _claims(case: Case) -> Iterator[str]:
    """A false claim is no copy, differs as its class says, and is true to its evidence in every other figure."""
    for claim in case.false_claims:
        if claim.text.rstrip(".") in case.document.text:
            yield f"a false claim is a copy of the text: {claim.text!r}"
        yield from (f"{finding}: {claim.text!r}" for finding in _claim(case, claim))


def _claim(case: Case, claim: FalseClaim) -> Iterator[str]:
    evidence = case.words(claim.evidence)
    new_figures = figures(claim.text) - figures(evidence)
    if new_figures and claim.error not in ("number", "time", "overreach", "quote"):
        yield f"class {claim.error} with figures that its evidence lacks, {sorted(new_figures)}"
    if claim.error == "number" and not figures(claim.text) and not AMOUNT.search(claim.text):
        yield "class number without a figure"
    if claim.error == "time" and not WORDS_OF_TIME.search(claim.text):
        yield "class time without a time"
    new_names = {name for name in _names(case, claim.text) if not WORDS_OF_TIME.search(name)} - _all_words(case)
    if new_names and claim.error != "entity":
        yield f"class {claim.error} with names that the text lacks, {sorted(new_names)}"
    false_quotes = [m.group()[1:-1] for m in MARKED.finditer(claim.text)]
    invented = [q for q in false_quotes if q.rstrip(",.") not in case.document.text]
    if bool(invented) != (claim.error == "quote"):
        yield f"class {claim.error}, and words in marks that the text lacks: {invented}"
    if claim.error == "speaker" and not any(_named(claim.text, name) for name in _all_names(case)):
        yield "class speaker without a speaker of the document"


def figures(text: str) -> set[str]:
    """The figures of a text as digits: ``9,400`` is 9400, ``eleven`` is 11; the word ``one`` is left out."""
    found = {re.sub(r"(?<=\d)[,.\u00a0\u202f ](?=\d{3}(?!\d))", "", m.group()) for m in FIGURE.finditer(text)}
    for word in re.findall(r"[a-z]+(?:-[a-z]+)*", text.casefold()):
        values = [NUMBER_WORDS.get(part, 0) for part in word.split("-")]
        if all(values) and word != "one":
            found.add(str(sum(values)))
    return {figure.replace(",", ".") for figure in found}


def _names(case: Case, text: str) -> set[str]:
    """Words with a capital that does not come from the beginning of a sentence or of words in marks.

    German gives a capital to every noun, so that there it tells nothing.
    """
    if case.lang == "de":
        return set()
    return {match.group().removesuffix("’s") for match in NAME.finditer(text)}


def _all_words(case: Case) -> set[str]:
    return set(re.findall(r"\w+", case.document.text)) | {"I"}


def _all_names(case: Case) -> set[str]:
    return {name for s in case.speakers for name in (s.name, s.name.split()[-1], *s.aliases)}


def _named(text: str, name: str) -> bool:
    return name.casefold() in text.casefold()


CHECKS: tuple[Callable[[Case], Iterator[str]], ...] = (
    _marked_passages,
    _kinds,
    _people,
    _mentions,
    _stances,
    _answers,
    _whole_sentences,
    _facts,
    _claims,
)
