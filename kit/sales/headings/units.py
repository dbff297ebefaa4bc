"""The unit that a heading names after its column: a currency, and thousands or millions of it."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

# with these alone a heading ends in a currency
_CURRENCY = re.compile(
    r"(?i)[,(\[\s]+(руб(лей|\.)?|р\.|тг|грн|₽|€|£|\$|₸|₴|rub|rur|eur|usd|gbp|chf|uah|kzt|byn)[)\]\s.]*$"
)
# beside thousands and millions these are understood too
_NAMES = {"us$": "USD", "euro": "EUR", "euros": "EUR", "dollar": "$", "dollars": "$"}
_NAMES |= {"pound": "GBP", "pounds": "GBP"}
_MONEY = (
    "руб рубль рубля рублей р тг тенге грн ₽ € £ $ ₸ ₴ ¥ us$ rub rur eur euro euros usd dollar"
    " dollars gbp pound pounds chf uah kzt byn pln czk huf ron sek nok dkk kr jpy cny inr cad aud"
    " brl mxn try"
).split()
_POWERS = {
    **dict.fromkeys("тыс тысяч тысячах тысячи thousand thousands thsd ths tsd tausend".split(), 3),
    **dict.fromkeys("milliers mille 000 000s 1000".split(), 3),
    **dict.fromkeys("млн миллион миллионов миллионах million millions mln mio mill".split(), 6),
    **dict.fromkeys("millionen millones 1000000".split(), 6),
    **dict.fromkeys("млрд миллиард миллиардов миллиардах billion billions bn mrd".split(), 9),
    **dict.fromkeys("cent cents копейки копеек копейках коп centimes céntimos".split(), -2),
    **dict.fromkeys(
        "centavos centesimi grosze groszach haléře kuruş pence kopecks paise".split(), -2
    ),
}
# letters that are a scale only beside a currency, in brackets, or after "in"
_LETTERS = {"k": 3, "т": 3, "t": 3, "miles": 3, "m": 6, "mm": 6, "mn": 6, "b": 9}
_LINKS = frozenset("in в en of de us x × * i".split())
_KRONOR = {"tkr": ("kr", 3), "mkr": ("kr", 6)}  # Swedish for thousands and millions of crowns
_PART = re.compile(r"[^\s,.()\[\]/_:;\-]+")
_APOSTROPHE = re.compile(r"['’`´]")
_TIMES = re.compile(r"^[x×*]1?(?=000$)")


class Unit(NamedTuple):
    """How a heading ends.

    `rest` is the heading without it; `currency` as written, or None; `power` of ten that the
    figures under it are to be raised by, -2 for cents; `certain`: not a single letter that may
    mean another thing.
    """

    rest: str
    currency: str | None = None
    power: int = 0
    certain: bool = True


@cache
def unit_at_end(heading: str) -> Unit:
    """The unit that a heading ends with: thousands of EUR for "Amount, k EUR"."""
    heading = heading.strip()
    scaled = _scaled(heading)
    if scaled is not None:
        return scaled
    match = _CURRENCY.search(heading)
    if match is None or not heading[: match.start()].strip():
        return Unit(heading, match.group(1) if match else None)
    rest = re.sub(r"(?i)\s+(in|в)$", "", heading[: match.start()])
    return Unit(rest, match.group(1))


def power_in(sentence: str) -> int:
    """The power of ten that a line above the headings sets ("in TEUR", «тыс. руб.»), else 0."""
    powers = set()
    for part in re.split(r"[,;:|()\[\]]|\s[-–—]\s", sentence):
        unit = unit_at_end(f"amount {part.strip()}")
        if unit.power and unit.certain:
            powers.add(unit.power)
    return powers.pop() if len(powers) == 1 else 0


def _scaled(heading: str) -> Unit | None:
    """The unit, where it says thousands or millions; else None."""
    plain = _APOSTROPHE.sub("", heading)
    parts = list(_PART.finditer(plain))
    if not parts or _TIMES.sub("", parts[-1].group().casefold()) not in _at_end():
        return None
    currency, power, letter, linked = None, 0, False, False
    place = len(parts)
    while place:
        word = parts[place - 1].group().casefold()
        joint, word = _joints().get(word), _TIMES.sub("", word)
        if word in _MONEY and currency is None:
            currency = parts[place - 1].group()
        elif word in _POWERS and not power:
            if word == "cent" and place > 1 and parts[place - 2].group().casefold() == "per":
                return None  # a percentage
            power = _POWERS[word]
            if word in ("000", "000s") and place > 1 and parts[place - 2].group() == "1":
                place -= 1
        elif word in _LETTERS and not power:
            power, letter = _LETTERS[word], True
        elif joint and not power and currency is None:
            currency, power = joint
        elif word in _LINKS and (power or currency):
            linked = True
        else:
            break
        place -= 1
    if not power:
        return None
    rest = plain[: parts[place].start()].rstrip(" ,.([/_:;-") if place else ""
    bracket = bool(re.search(r"[(\[]\s*[^\W\d]+\s*[)\]]$", plain)) and "k" in plain.casefold()
    certain = not letter or currency is not None or linked or bracket
    named = currency and _NAMES.get(currency.casefold(), currency)
    return Unit(rest or heading, named, power, certain)


@cache
def _at_end() -> frozenset[str]:
    """What may stand at the end of a heading that has a unit."""
    return frozenset([*_MONEY, *_POWERS, *_LETTERS, *_joints()])


@cache
def _joints() -> dict[str, tuple[str, int]]:
    """Scales and currencies in one word: TEUR, k€, $000, €m, USDk."""
    before = {"k": 3, "t": 3, "m": 6, "mio": 6, "mn": 6, "тыс": 3, "млн": 6}
    after = {**_LETTERS, "000": 3, "000s": 3, **_POWERS}
    joints = dict(_KRONOR)
    for money in _MONEY:
        for tail, power in after.items():
            if tail != "t":
                joints.setdefault(money + tail, (money, power))
        for head, power in before.items():
            if len(money) != 2:
                joints.setdefault(head + money, (money, power))
    return joints
