"""Units, currencies and scales as they are written: tables of facts, and the one step to base units."""

from __future__ import annotations

from fractions import Fraction

_SCALE_TEXT = """
1000 thousand thousands k tausend mille mil
1000000 million millions mn mln m mio millionen millones milioni
1000000000 billion billions bn b mrd milliarde milliarden milliard milliards
1000000000000 trillion trillions tn
"""
SCALES: dict[str, int] = {
    word: int(row.split()[0]) for row in _SCALE_TEXT.strip().splitlines() for word in row.split()[1:]
}
"""Scale word or letter (folded) -> factor."""

_CURRENCY_TEXT = """
USD|$|US$|USD|dollar|dollars|buck|bucks|us dollar|us dollars|american dollars
EUR|€|EUR|euro|euros
GBP|£|GBP|sterling|pound sterling|pounds sterling
JPY|¥|JPY|yen
INR|₹|INR|rupee|rupees|Rs
RUB|₽|RUB|ruble|rubles|rouble|roubles
KRW|₩|KRW|korean won
TRY|₺|TRY|lira
ILS|₪|ILS|shekel|shekels
THB|฿|THB|baht
CNY|CNY|RMB|yuan|renminbi
CHF|CHF|franken|swiss francs
FRF|franc|francs
CAD|C$|CA$|CAD|canadian dollars
AUD|A$|AU$|AUD|australian dollars
NZD|NZ$|NZD
HKD|HK$|HKD
BRL|R$|BRL|reais|reals
MXN|MXN|peso|pesos
SEK|SEK|krona|kronor
NOK|NOK|kroner
DKK|DKK
PLN|PLN|zloty|zlotys
CENT|cent|cents|¢
PENCE|p|pence|penny|pennies
"""
CURRENCIES: dict[str, str] = {
    word: row.split("|")[0] for row in _CURRENCY_TEXT.strip().splitlines() for word in row.split("|")[1:]
}
"""Sign, code (as written) or word (folded) -> currency key."""

# key, base unit, factor, writings. Only exact factors; units without one are their own base.
_UNIT_TEXT = """
km m 1000|km|kms|kilometre|kilometres|kilometer|kilometers
m m 1|metre|metres|meter|meters|metern
cm m 1/100|cm|centimetre|centimetres|centimeter|centimeters
mm m 1/1000|mm|millimetre|millimetres|millimeter|millimeters
mile mile 1|mile|miles|mi
yard yard 1|yard|yards
foot foot 1|ft|foot|feet
inch inch 1|inch|inches
sqkm sqm 1000000|square kilometres|square kilometers|square kilometer|km²|sq km
sqm sqm 1|square metres|square meters|square metre|m²
sqmile sqmile 1|square miles|square mile|sq miles
sqfoot sqfoot 1|square feet|square foot|sq ft
hectare sqm 10000|hectare|hectares|ha
acre acre 1|acre|acres
kg g 1000|kg|kgs|kilo|kilos|kilogram|kilograms|kilogramme|kilogrammes
g g 1|gram|grams|gramme|grammes
mg g 1/1000|mg|milligram|milligrams
tonne g 1000000|tonne|tonnes
ton ton 1|ton|tons
lb lb 1|lb|lbs|pound|pounds
ounce ounce 1|oz|ounce|ounces
l l 1|litre|litres|liter|liters
cbm l 1000|cubic metres|cubic meters|cubic metre|cubic meter|m³|cbm
ml l 1/1000|ml|millilitre|millilitres|milliliter|milliliters
gallon gallon 1|gallon|gallons
barrel barrel 1|barrel|barrels|bbl
second second 1|second|seconds|sec|secs|sekunden
minute second 60|minute|minutes|min|mins|minuten
hour second 3600|hour|hours|hr|hrs|stunde|stunden
day day 1|day|days|tag|tage|tagen
week day 7|week|weeks|woche|wochen
fortnight day 14|fortnight|fortnights
month month 1|month|months|monat|monate|monaten
year month 12|year|years|yr|yrs|jahr|jahre|jahren
decade month 120|decade|decades
century month 1200|century|centuries
mph mph 1|mph|miles per
kmh kmh 1|kph|kmh|kilometres per|kilometers per
knot knot 1|knot|knots
kw w 1000|kW|kilowatt|kilowatts
mw w 1000000|MW|megawatt|megawatts
gw w 1000000000|GW|gigawatt|gigawatts
kwh wh 1000|kWh
mwh wh 1000000|MWh
gwh wh 1000000000|GWh
twh wh 1000000000000|TWh
celsius celsius 1|degrees celsius|degree celsius|°C|celsius
fahrenheit fahrenheit 1|degrees fahrenheit|degree fahrenheit|°F|fahrenheit
degree degree 1|degree|degrees
kb byte 1000|KB|kilobyte|kilobytes
mb byte 1000000|MB|megabyte|megabytes
gb byte 1000000000|GB|gigabyte|gigabytes
tb byte 1000000000000|TB|terabyte|terabytes
calorie calorie 1|calorie|calories
kcal kcal 1|kcal
hz hz 1|Hz|hertz
khz hz 1000|kHz
mhz hz 1000000|MHz
ghz hz 1000000000|GHz
"""
UNITS: dict[str, str] = {}
_BASES: dict[str, tuple[str, Fraction]] = {"CENT": ("USD", Fraction(1, 100)), "PENCE": ("GBP", Fraction(1, 100))}
for _row in _UNIT_TEXT.strip().splitlines():
    _head, *_words = _row.split("|")
    _key, _base, _factor = _head.split()
    _BASES[_key] = (_base, Fraction(_factor))
    UNITS.update((_word, _key) for _word in _words)


def base(value: Fraction, unit: str) -> tuple[Fraction, str]:
    """A value in the base unit of its kind: (2, "km") -> (2000, "m"); a unit without one stays as it is."""
    if unit not in _BASES:
        return value, unit
    to, factor = _BASES[unit]
    return value * factor, to
