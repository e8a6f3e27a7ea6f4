"""Names of countries, unions and their peoples, under one key each: facts that no rule of spelling gives."""

from __future__ import annotations

# key | other names and the words for its people, language or adjective
_TABLE = """
united states|usa|america|american|americans|united states of america
united kingdom|uk|britain|great britain|british|briton|britons
european union|eu
united nations|un
islamic state|isis|isil|daesh|is group
afghanistan|afghan|afghans
albania|albanian|albanians
algeria|algerian|algerians
argentina|argentine|argentinian|argentines|argentinians
armenia|armenian|armenians
australia|australian|australians
austria|austrian|austrians|österreich|osterreich|österreichisch
azerbaijan|azerbaijani|azerbaijanis|azeri
bahrain|bahraini
bangladesh|bangladeshi|bangladeshis
belarus|belarusian|belarusians
belgium|belgian|belgians
bolivia|bolivian|bolivians
bosnia|bosnian|bosnians|bosnia and herzegovina
brazil|brazilian|brazilians
bulgaria|bulgarian|bulgarians
burma|burmese|myanmar
cambodia|cambodian|cambodians
canada|canadian|canadians
chile|chilean|chileans
china|chinese
colombia|colombian|colombians
congo|congolese
croatia|croatian|croatians
cuba|cuban|cubans
cyprus|cypriot|cypriots
czech republic|czech|czechs|czechia
denmark|danish|dane|danes
ecuador|ecuadorian|ecuadorians
egypt|egyptian|egyptians
england|english|englishman
estonia|estonian|estonians
ethiopia|ethiopian|ethiopians
europe|european|europeans
finland|finnish|finn|finns
france|french|frenchman
georgia|georgian|georgians
germany|german|germans|deutschland|deutsch|deutsche|deutschen|deutscher
ghana|ghanaian|ghanaians
greece|greek|greeks
haiti|haitian|haitians
hungary|hungarian|hungarians
iceland|icelandic|icelander
india|indian|indians
indonesia|indonesian|indonesians
iran|iranian|iranians
iraq|iraqi|iraqis
ireland|irish
israel|israeli|israelis
italy|italian|italians
jamaica|jamaican|jamaicans
japan|japanese
jordan|jordanian|jordanians
kazakhstan|kazakh|kazakhs
kenya|kenyan|kenyans
kosovo|kosovar|kosovars
kuwait|kuwaiti|kuwaitis
latvia|latvian|latvians
lebanon|lebanese
libya|libyan|libyans
lithuania|lithuanian|lithuanians
malaysia|malaysian|malaysians
mali|malian|malians
mexico|mexican|mexicans
moldova|moldovan|moldovans
mongolia|mongolian|mongolians
morocco|moroccan|moroccans
nepal|nepalese|nepali
netherlands|dutch|holland
new zealand|new zealander|new zealanders
nigeria|nigerian|nigerians
north korea|north korean|north koreans
norway|norwegian|norwegians
pakistan|pakistani|pakistanis
palestine|palestinian|palestinians
peru|peruvian|peruvians
philippines|filipino|filipinos|philippine
poland|polish|pole|poles
portugal|portuguese
qatar|qatari|qataris
romania|romanian|romanians
russia|russian|russians|russian federation
rwanda|rwandan|rwandans
saudi arabia|saudi|saudis|saudi arabian
scotland|scottish|scot|scots
serbia|serbian|serbians|serb|serbs
singapore|singaporean|singaporeans
slovakia|slovak|slovaks
slovenia|slovenian|slovenians|slovene
somalia|somali|somalis
south africa|south african|south africans
south korea|south korean|south koreans
soviet union|soviet|soviets|ussr
spain|spanish|spaniard|spaniards
sudan|sudanese
sweden|swedish|swede|swedes
switzerland|swiss|schweiz|schweizer
syria|syrian|syrians
taiwan|taiwanese
tanzania|tanzanian|tanzanians
thailand|thai|thais
tunisia|tunisian|tunisians
turkey|turkish|turk|turks|türkiye|turkiye
uganda|ugandan|ugandans
ukraine|ukrainian|ukrainians
united arab emirates|uae|emirati|emiratis
uruguay|uruguayan|uruguayans
uzbekistan|uzbek|uzbeks
venezuela|venezuelan|venezuelans
vietnam|vietnamese
wales|welsh
yemen|yemeni|yemenis
zambia|zambian|zambians
zimbabwe|zimbabwean|zimbabweans
africa|african|africans
asia|asian|asians
"""


def _places() -> dict[str, str]:
    """Each written form (folded, no points) -> the key of its row."""
    forms: dict[str, str] = {}
    for row in _TABLE.strip().splitlines():
        names = row.split("|")
        for name in names:
            forms[name] = names[0]
    return forms


PLACES: dict[str, str] = _places()
"""Folded name -> key; names of several words stand with single blanks."""
