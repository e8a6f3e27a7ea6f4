"""Names of countries, unions, their peoples and a few parties, under one key each: facts that no rule gives."""

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
korea|korean|koreans
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
republican|republicans|gop
democrat|democrats|democratic
africa|african|africans
asia|asian|asians
"""


_STATES = """
AL Alabama|AK Alaska|AZ Arizona|AR Arkansas|CA California|CO Colorado|CT Connecticut|DE Delaware|FL Florida|GA Georgia
HI Hawaii|ID Idaho|IL Illinois|IN Indiana|IA Iowa|KS Kansas|KY Kentucky|ME Maine|MD Maryland|MA Massachusetts
MI Michigan|MN Minnesota|MS Mississippi|MO Missouri|MT Montana|NE Nebraska|NV Nevada|NH New Hampshire|NJ New Jersey
NM New Mexico|NY New York|NC North Carolina|ND North Dakota|OH Ohio|OK Oklahoma|OR Oregon|PA Pennsylvania
RI Rhode Island|SC South Carolina|SD South Dakota|TN Tennessee|TX Texas|UT Utah|VT Vermont|VA Virginia|WA Washington
WV West Virginia|WI Wisconsin|WY Wyoming|DC District of Columbia
Ala. Alabama|Ariz. Arizona|Ark. Arkansas|Calif. California|Colo. Colorado|Conn. Connecticut|Del. Delaware
Fla. Florida|Ga. Georgia|Ill. Illinois|Ind. Indiana|Kan. Kansas|Ky. Kentucky|Md. Maryland|Mass. Massachusetts
Mich. Michigan|Minn. Minnesota|Miss. Mississippi|Mo. Missouri|Mont. Montana|Neb. Nebraska|Nev. Nevada|Okla. Oklahoma
Ore. Oregon|Pa. Pennsylvania|Tenn. Tennessee|Va. Virginia|Wash. Washington|Wis. Wisconsin|Wyo. Wyoming
N.H. New Hampshire|N.J. New Jersey|N.M. New Mexico|N.Y. New York|N.C. North Carolina|N.D. North Dakota
R.I. Rhode Island|S.C. South Carolina|S.D. South Dakota|W.Va. West Virginia|D.C. District of Columbia
"""
STATES: dict[str, str] = {
    row.split(" ", 1)[0].rstrip("."): row.split(" ", 1)[1].lower()
    for row in _STATES.strip().replace("\n", "|").split("|")
}
"""Short form of an American state, with its capitals and without a last point, -> its name, folded."""


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
