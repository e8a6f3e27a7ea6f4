"""Words that tell a sentence's end from an abbreviation's full stop: three tables for ``sentences``.

A full stop after an abbreviation is silent: "the U.S. The vote" ends a sentence, "the U.S. Senate" does not. What
tells is the next word. ``TITLES`` and ``SILENT`` never end a sentence, because a name or an example must follow
them; ``NUMBERED`` do not where a number follows ("No. 5", but "He said no."). ``CLIPPED`` (and acronyms with stops)
end one only before a word of ``OPENERS``: words that are written with a capital for no other reason than that they
begin a sentence. TITLES and CLIPPED are matched with their capitals: "Sat." is a day, "They sat." is not.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


TITLES = _words(
    # English
    "Mr Mrs Ms Messrs Mx Dr Drs Prof Rev Fr Hon Sen Sens Rep Reps Gov Govs Gen Col Lt Maj Capt Cmdr Cpt Sgt Adm Cpl "
    "Pvt Brig Pres Supt Det Insp St Ste Mt Ft Amb Atty Asst Assoc Dep Dir Treas Lt.Col Maj.Gen Brig.Gen "
    # German, French, Spanish
    "Hr Fr Dipl Ing Dipl.-Ing M Mm MM Mme Mmes Mlle Mlles Me Mgr Sr Sra Srta Srtas Sres Dña Ud Uds Vda Lic Arq Gral"
)

NUMBERED = _words("no nos vol vols p pp fig figs sec secs ch art nr núm pág abs ca est approx c cap")

SILENT = _words(
    "vs v viz cf e.g eg i.e ie approx ca al z.b z.t d.h u.a u.ä z.zt sog bzw evtl ggf inkl vgl p.ex p.ej av d.c"
)

CLIPPED = _words(
    "Inc Corp Co Ltd Llc LLC Plc Bros Jr Sr Esq Ph.D Dept Univ Assn Ave Blvd Rd EE UU "
    "Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Mon Tue Tues Wed Thu Thur Thurs Fri Sat Sun "
    "Ala Ariz Ark Calif Colo Conn Del Fla Ga Ill Ind Kan Ky La Mass Md Mich Minn Miss Mo Mont Neb Nev Okla Ore Pa "
    "Tenn Tex Va Vt Wash Wis Wyo Mio Mrd Jh Jhd Kap Tel etc usw bspw usf"
)

OPENERS = {
    "en": _words(
        "the a an this that these those he she it they we you i his her its their our my your there here "
        "and but or nor so yet if when while as after before since because although though unless until once "
        "in on at by for from with without during under over about against between among despite "
        "what who whom whose which why how where not no yes now then also however meanwhile still later earlier "
        "some many most all both each every several few more another other one two such even just only "
        "is are was were do does did has have had can could will would should may might must let "
        "according asked instead moreover furthermore nevertheless perhaps maybe today yesterday"
    ),
    "de": _words(
        "der die das den dem des ein eine einen einem einer er sie es wir ihr ich du man dies diese dieser dieses "
        "und aber oder denn doch wenn als während weil obwohl nachdem bevor seit damit in im am an auf bei mit nach "
        "von vom zu zum zur für über unter vor trotz laut was wer wie wo warum nicht kein keine auch jedoch "
        "allerdings dann dort hier heute gestern so nun jetzt nur noch schon sein seine ihre"
    ),
    "fr": _words(
        "le la les l un une des il elle ils elles on nous vous je tu ce cet cette ces c et mais ou donc or ni car si "
        "quand lorsque après avant depuis pendant dans en à au aux par pour sur sous avec sans selon que qui quoi où "
        "pourquoi comment ne non oui aussi cependant toutefois puis ensuite alors hier aujourd son sa ses leur leurs"
    ),
    "es": _words(
        "el la los las lo un una unos unas él ella ellos ellas nosotros usted ustedes yo tú este esta estos estas ese "
        "esa eso esto y e pero o si cuando mientras después antes desde durante en a al de del por para con sin sobre "
        "según que qué quién cómo dónde no sí también sin embargo entonces luego ayer hoy su sus se"
    ),
}
