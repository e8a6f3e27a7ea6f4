"""The words by which German, French and Spanish texts say whose words something is: one small table a language.

``said`` are finite forms (and participles, behind an auxiliary) of verbs that report a clause or words in marks;
``takes`` are those that also take a noun phrase as what is said or thought ("fordert die Sanierung"); ``sources``
are words and phrases that a speaker follows ("laut Lind"), ``texts`` those that a text follows ("heißt es in dem …").
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.language.lexicon import words


@dataclass(frozen=True, slots=True)
class Tables:
    """One language's words; every set holds words in small letters."""

    said: frozenset[str]
    takes: frozenset[str]
    auxiliaries: frozenset[str]
    he: frozenset[str]
    she: frozenset[str]
    others: frozenset[str]
    determiners: frozenset[str]
    openers: frozenset[str]
    sources: tuple[tuple[str, ...], ...]
    prepositions: frozenset[str]
    conjunctions: frozenset[str]
    texts: tuple[tuple[str, ...], ...]
    drops_subject: bool = False
    capital_nouns: bool = False

    @property
    def pronouns(self) -> frozenset[str]:
        """All pronouns that may speak."""
        return self.he | self.she | self.others


def _phrases(text: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(phrase.split()) for phrase in text.split("|"))


TABLES = {
    "de": Tables(
        said=words(
            "sagte sagt sagten sagen gesagt erklärte erklärt erklärten betonte betont meinte meint berichtete "
            "berichtet berichteten schrieb schreibt geschrieben warnte warnt gewarnt antwortete antwortet fragte "
            "fragt rief behauptete behauptet twitterte unterstrich mahnte äußerte bemerkte entgegnete erwiderte "
            "ergänzte erläuterte bekräftigte versicherte versichert versprach vermutete vermutet hoffte hofft glaubte "
            "glaubt kommentierte konstatierte resümierte urteilte verkündete wiederholte flüsterte murmelte schrie "
            "seufzte lachte fügte teilte räumte erzählte erzählt gab klagte klagt kündigte findet fand bezweifelt "
            "bezweifelte bestätigte bestätigt bestritt bestreitet vermeldete meldete meldet argumentierte "
            "argumentiert forderte fordert gefordert verlangte verlangt empfahl empfiehlt glauben hält hielt rechnet "
            "rechnete widersprach widerspricht kritisierte kritisiert betonten hob begründete begründet stellte drohte "
            "droht bat bittet appellierte appelliert spottete spottet höhnte konterte kontert schimpfte schimpft "
            "bilanzierte prophezeite räumt teilten kündigten schrieben riefen nannte nannten verriet verrät gestand "
            "gesteht ließ fanden witzelte scherzte brummte brummt schwärmte schwärmt fürchtet "
            "fürchtete lobte lobt warnten erinnerte erinnert wiederholt mahnt unterstreicht äußert entgegnet erwidert "
            "ergänzt erläutert bekräftigt verspricht vermutet behauptet kommentiert verkündet"
        ),
        takes=words(
            "forderte fordert gefordert verlangte verlangt kritisierte kritisiert nannte nennt bezeichnete bezeichnet "
            "lobte lobt verteidigte verteidigt bezweifelt bezweifelte erwartet erwartete befürchtet befürchtete "
            "begrüßte begrüßt bedauerte bedauert empfahl empfiehlt verurteilte verurteilt bestätigte bestätigt "
            "dementierte dementiert"
        ),
        auxiliaries=words("hat haben hatte hatten habe"),
        he=words("er"),
        she=words("sie"),
        others=words("ich wir"),
        determiners=words("der die das ein eine einer des dem den sein seine ihr ihre"),
        openers=words("dass ob wie warum weshalb wer was wo wann"),
        sources=_phrases(
            "laut|gemäß|nach angaben von|nach angaben|nach ansicht von|nach ansicht|nach meinung von|nach meinung|"
            "nach einschätzung von|nach einschätzung|nach auffassung von|nach auffassung|nach überzeugung von|"
            "nach worten von|nach den worten von|nach aussage von|nach aussage|nach darstellung von|nach darstellung|"
            "nach worten|aus sicht von|aus sicht"
        ),
        prepositions=words(
            "in im am an auf bei beim mit nach vor zu zum zur über unter aus von vom durch für gegen ohne um seit "
            "während "
            "wegen trotz laut gemäß hinter neben zwischen als wenn nachdem weil da obwohl"
        ),
        conjunctions=words("und aber doch denn oder"),
        texts=_phrases("heißt es in|heißt es im|heißt es aus|heißt es bei|steht in|steht im"),
        capital_nouns=True,
    ),
    "fr": Tables(
        said=words(
            "dit disent déclare déclarent déclaré affirme affirment affirmé explique expliquent expliqué ajoute "
            "ajouté estime estiment estimé assure assurent assuré précise précisé souligne soulignent souligné note "
            "noté indique indiqué répond répondu lance lancé écrit demande demandé raconte raconté confie confié "
            "rappelle rappelé insiste insisté conclut conclu poursuit poursuivi annonce annoncé reconnaît reconnu "
            "admet admis regrette regretté dénonce dénoncé prévient prévenu promet promis soutient soutenu répète "
            "répété martèle martelé juge jugé pense pensent croit croient espère redoute craint déclara répondit "
            "demanda s'écria ajouta expliqua affirma murmura reprit cria soupire soupira plaisante ironise s'inquiète "
            "s'insurge s'indigne résume nuance souvient glisse glissé soupiré plaisanté ironisé tonne tonné "
            "martèle fulmine peste rétorque rétorqué réplique répliqué nuancé résumé confirme confirmé dénonçait "
            "disait déclarait expliquait affirmait assurait ajoutait estimait pensait croyait jurait jure juré "
            "s'agace s'emporte s'amuse s'étonne indigné insurgé inquiété étonné agacé emporté félicite félicité "
            "s'exclame exclamé écrié justifie justifié qualifie qualifié promettent affirmaient craignent espèrent"
        ),
        takes=words(
            "dénonce dénoncé critique critiqué réclame réclamé exige exigé défend défendu condamne condamné salue "
            "salué refuse refusé rejette rejeté regrette regretté nie nié annonce annoncé demande demandé prône "
            "évoque évoqué"
        ),
        auxiliaries=words("a ont avait avaient ai aurait"),
        he=words("il"),
        she=words("elle"),
        others=words("ils elles on je"),
        determiners=words("le la les un une des son sa ses leur ce cette l'un l'une"),
        openers=words("que comment pourquoi si combien quand"),
        sources=_phrases("selon|d'après|à en croire|aux yeux de|de l'avis de|pour"),
        prepositions=words(
            "dans en à a au aux sur sous lors avec pour après avant depuis pendant chez par sans contre vers dès "
            "malgré "
            "selon quand lorsque si comme interrogé interrogée"
        ),
        conjunctions=words("et mais or ou car donc"),
        texts=_phrases(
            "peut-on lire dans|peut-on lire sur|lit-on dans|lit-on sur|pouvait-on lire dans|est-il écrit dans"
        ),
    ),
    "es": Tables(
        said=words(
            "dijo dice dicen dijeron dicho afirmó afirma afirmado declaró declara declarado señaló señala señalado "
            "explicó explica explicado añadió añade añadido aseguró asegura asegurado indicó indica indicado sostuvo "
            "sostiene comentó comenta agregó agrega respondió responde preguntó pregunta advirtió advierte advierten "
            "manifestó manifiesta expresó subrayó subraya anunció anuncia anunciado escribió escribe reconoció "
            "reconoce admitió admite insistió insiste concluyó recordó recuerda lamentó lamenta denunció denuncia "
            "prometió reiteró repitió contestó exclamó gritó murmuró susurró continuó reprochó matizó cree creen "
            "piensa piensan opina opinó considera espera teme confía recomienda recomendó pidió pide exige exigió "
            "cuenta contó relata relató narró reclamó reclama calificó califica tachó tildó ironizó ironiza bromeó "
            "bromea zanjó zanja replicó replica apuntó apunta puntualizó remarcó resaltó recalcó precisó precisa "
            "detalló avisó avisa alertó alerta apostilló sentenció censuró criticó acusó rechazó negó defendía "
            "defiende "
            "defendió juró jura pregona celebró señalan aseguran afirman sostienen explican creía pensaba decía "
            "confesó confiesa resumió resume pronosticó auguró ordenó suplicó rogó"
        ),
        takes=words(
            "exige exigió pide pidió defiende defendió defendía rechaza rechazó critica criticó celebra celebró "
            "condena condenó lamenta lamentó denuncia denunció anuncia anunció niega negó apoya apoyó propone propuso "
            "reclamó reclama calificó "
            "califica tachó tildó acusó"
        ),
        auxiliaries=words("ha han había habían"),
        he=words("él"),
        she=words("ella"),
        others=words("ellos ellas yo usted"),
        determiners=words("el la los las un una su sus este esta"),
        openers=words("que si cómo por cuándo dónde quién"),
        sources=_phrases("según|a juicio de|en opinión de|en palabras de|de acuerdo con|para"),
        prepositions=words(
            "en a al con por para tras según desde durante ante sobre sin contra hacia entre bajo cuando si como "
            "preguntado preguntada"
        ),
        conjunctions=words("y e pero mas o u pues"),
        texts=_phrases("se lee en|puede leerse en|se afirma en|se dice en|dice en"),
        drops_subject=True,
    ),
}
