"""Finds forms that redaction misses, without new texts: details typed otherwise, moved, made anew.

usage: python benchmarks/redaction_forms.py [--part PART] [--seed N] [--tries N] [--show] [--names]

Three tables over development texts (`forms-dev-0[6-9]` and later: ordinary writing by strangers):

typed   Every text as others would type it: shouted, in small letters, without commas, its lines
        broken where a comma was, with two spaces for one.
moved   Each detail in the place of another of its kind, from another text.
made    Details made by rule, in every usual form, in the places that texts have for their kind.

With `--names` two tables of names instead: over the development texts in which they are marked
(`dev-19` and later), typed otherwise and each name in another's place; and names of every community
in every usual sentence, as they are, in small letters and shouted.

Rules have been made on what this shows, so its figures say nothing about new texts: it is a way to
look, and a guard against losing what is found now. `--show` prints what is missed.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import accumulate, pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from redaction import Marked, covered, measure, read

from insight import redact

words = str.split

ORDINARY = ("forms-dev-0[6-9]", "forms-dev-1")
WITH_NAMES = ("dev-19", "dev-2", "dev-30")
TYPED: dict[str, Callable[[str, int], str]] = {
    "as it is": lambda text, i: text[i],
    "shouted": lambda text, i: text[i].upper() if len(text[i].upper()) == 1 else text[i],
    "small letters": lambda text, i: text[i].lower(),
    "no commas": lambda text, i: "" if text[i] == "," else text[i],
    "a line for a comma": lambda text, i: "\n" if text[i] == "," else text[i],
    "no full stops": lambda text, i: (
        "" if text[i] == "." and text[i + 1 : i + 2] in " " else text[i]
    ),
    "two spaces": lambda text, i: "  " if text[i] == " " else text[i],
    "hard spaces": lambda text, i: "\u00a0" if text[i] == " " else text[i],
    "long dashes": lambda text, i: "\u2013" if text[i] == "-" else text[i],
}
"""What becomes of each character of a text."""


def typed(item: Marked, how: Callable[[str, int], str]) -> Marked:
    """The text typed otherwise, its marks where they were."""
    pieces = [how(item.text, i) for i in range(len(item.text))]
    at = [0]
    for piece in pieces:
        at.append(at[-1] + len(piece))
    spans = tuple((at[a], at[b], kind) for a, b, kind in item.spans)
    return Marked(item.voice, "".join(pieces), spans)


NAMES = str.split(
    "Alder|Quillan|Harbour View|St Anne's|King's|Lower Mill|Pennyfield|Oak Tree|Marlow|Church|"
    "Station|Old Forge|Beckett|Hawthorn|Queen Elizabeth|Long|Green|Sandhurst|Tanner's|Eastern|"
    "Meadow|Bishop's|Nelson|Rookery|Ffordd Newydd|Strathmore",
    "|",
)
STREETS = words(
    "Street St Road Rd Avenue Ave Lane Close Drive Gardens Grove Place Square Terrace Walk Way "
    "Crescent Mews Row Parade Rise View"
)
HOUSES = words("House Court Point Tower Lodge Mansions Heights Buildings Hse")
AREAS = words(
    "AB B BA BD BH BL BN BR BS CF CH CM CO CT CV DA DE DY E EC EH EN EX G GL GU HA HP HU IG IP KT "
    "L LA LE LS LU M ME MK N NE NG NN NR NW OX PE PL PO RG RM S SA SE SK SM SN SO SS ST SW TN TW "
    "UB W WA WC WD WF WV YO"
)
MONTHS = words(
    "January February March April May June July August September October November December"
)


class Maker:
    """Makes details in the forms in which people type them."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)

    def address(self) -> str:
        """A door with its street or building."""
        pick, n = self.rng.choice, self.rng.randint(1, 240)
        door = pick([str(n), str(n), f"{n}{pick('abAB')}", f"{n % 90 + 1}-{91 + n % 9}"])
        road = f"{pick(NAMES)} {pick(STREETS)}"
        house = f"{pick(NAMES)} {pick(HOUSES)}"
        forms = (
            *(f"{door} {road}", f"{door}, {road}", f"No. {n} {road}", f"no {n} {road}"),
            *(
                f"Flat {n}, {door} {road}",
                f"flat {n} {door} {road}",
                f"Flat {pick('BCD')}, {n} {road}",
            ),
            *(f"Flat {n}, {house}", f"{n} {house}", f"Flat {n} {house}, {road}"),
            *(
                f"Flat {n}\n{house}\n{road}",
                f"Apartment {n}, {house}, {road}",
                f"Room {n}, {n} {road}",
            ),
            *(f"Unit {n}, {door} {road}", f"Ground Floor Flat, {door} {road}"),
            *(
                f"{door} {road}".lower(),
                f"flat {n}, {door} {road}".lower(),
                f"{door} {road}".upper(),
            ),
        )
        return pick(forms)

    def phone(self) -> str:
        """A number of the ranges kept for drama."""
        forms = words(
            "07700_900{m} 07700900{m} 07700_900_{m} 07700-900-{m} +447700900{m} +44_7700_900{m} "
            "+44_(0)7700_900{m} 0044_7700_900{m} 020_7946_0{m} 02079460{m} 0207_946_0{m} "
            "(020)_7946_0{m} 020-7946-0{m} 0161_496_0{m} 0121_4960{m} 01632_960{m} "
            "(01632)_960_{m} 0113-496-0{m} 447700900{m} 07700.900.{m} 077_009_00{m} 07700/900{m}"
        )
        form = self.rng.choice(forms).replace("_", " ")
        return form.format(m=f"{self.rng.randint(0, 999):03}")

    def postcode(self) -> str:
        """A whole postcode."""
        pick = self.rng.choice
        out = f"{pick(AREAS)}{self.rng.randint(1, 29)}"
        back = (
            f"{self.rng.randint(0, 9)}{pick('ABDEFGHJLNPQRSTUWXYZ')}{pick('ABDEFGHJLNPQRSTUWXYZ')}"
        )
        whole = f"{out} {back}"
        return pick(
            [whole, out + back, whole.lower(), f"{out} {back.lower()}", f"{out.title()} {back}"]
        )

    def plate(self) -> str:
        """A plate of the present form, or one with a letter for the year before."""
        pick = self.rng.choice
        some = ["".join(pick("ABCDEFGHJKLMNOPRSTUVWXY") for _ in range(n)) for n in (2, 3)]
        area, tail, age = some[0], some[1], pick(words("02 09 12 15 19 21 24 51 58 66 71 73"))
        whole = f"{area}{age} {tail}"
        old = f"{pick('ABCDEFGHJKLMNPRSTVWXY')}{self.rng.randint(100, 999)} {tail}"
        forms = [
            whole,
            area + age + tail,
            f"{area} {age} {tail}",
            whole.lower(),
            f"{area}{age}-{tail}",
        ]
        return pick([*forms, (area + age + tail).lower(), old])

    def dob(self) -> str:
        """A day, a month and a year."""
        d, m, y = self.rng.randint(1, 28), self.rng.randint(1, 12), self.rng.randint(1930, 2009)
        nth = f"{d}{ {1: 'st', 2: 'nd', 3: 'rd', 21: 'st', 22: 'nd', 23: 'rd'}.get(d, 'th') }"
        month = MONTHS[m - 1]
        forms = (
            *(f"{d:02}/{m:02}/{y}", f"{d}/{m}/{y % 100:02}", f"{d}.{m}.{y}", f"{d}-{m}-{y}"),
            *(
                f"{d} {month} {y}",
                f"{nth} {month} {y}",
                f"{nth} of {month} {y}",
                f"{month} {d}, {y}",
            ),
            *(f"{d} {month[:3]} {y}", f"{y}-{m:02}-{d:02}", f"the {nth} of {month} {y}"),
            f"{d:02} {m:02} {y}",
        )
        return self.rng.choice(forms)

    def email(self) -> str:
        """An address, typed or said."""
        pick = self.rng.choice
        who = pick(words("jsmith j.smith mary_k info k.o'neill the.smiths4 abdul99 saraH.B"))
        at = pick(words("example.com example.org example.net example.co.uk mail.example.com"))
        forms = (
            *(f"{who}@{at}", f"{who}@{at}".upper(), f"{who}@ {at}", f"{who} @ {at}"),
            *(f"{who} at {at}", f"{who}(at){at}", f"{who}[at]{at}", f"{who}+council@{at}"),
            f"{who} at {at.replace('.', ' dot ')}",
        )
        return pick(forms)

    def _digits(self, n: int) -> str:
        return "".join(self.rng.choice("0123456789") for _ in range(n))

    def _parted(self, number: str, sizes: str, gaps: Sequence[str]) -> str:
        """A number in groups of these sizes."""
        ends = [0, *accumulate(map(int, sizes))]
        return self.rng.choice(gaps).join(number[a:b] for a, b in pairwise(ends))

    def nino(self) -> str:
        """A number of a prefix that is given out."""
        pick = self.rng.choice
        number = pick(words("AB CE JG NX PL SR TW YZ JM")) + self._digits(6) + pick("ABCD")
        sizes = pick(words("22221 261 27 81 9"))
        made = self._parted(number, sizes, (" ", " ", "-"))
        return pick((made, made.lower()))

    def nhs(self) -> str:
        """Ten digits of which the last checks the others."""
        while True:
            number = self._digits(9)
            last = -sum(int(x) * (10 - i) for i, x in enumerate(number)) % 11
            if last < 10:
                return self._parted(f"{number}{last}", "334", (" ", " ", "", "-", "."))

    def card(self) -> str:
        """Digits that pass Luhn's check."""
        from stdnum import luhn

        if self.rng.random() < 0.25:
            number = "37" + self._digits(12)
            return self._parted(number + luhn.calc_check_digit(number), "465", (" ", "", "-"))
        number = (self.rng.choice(("4", "51", "55")) + self._digits(14))[:15]
        return self._parted(number + luhn.calc_check_digit(number), "4444", (" ", "", "-", "."))

    def bank(self, there: str) -> str:
        """A sort code where one stands, else the number of an account."""
        if digits(there) == 6:
            return self._parted(self._digits(6), "222", ("-", "-", " ", "", "."))
        return self._parted(self._digits(8), "44", ("", "", " "))

    def url(self) -> str:
        """A site, with or without what it is asked for."""
        pick = self.rng.choice
        site = pick(words("bowwatch.org.uk e3-residents.com joescafe.london my-street.co.uk"))
        site = pick((site, site, "youtu.be/aBc12dEf", "nextdoor.co.uk/p/2841", "bowwatch.blog"))
        start = pick(("https://", "http://", "www.", "https://www.", ""))
        return start + site + pick(("", "/", "/p/28", "/forum?id=91&x=2", "/clip#t=12"))

    def ip(self) -> str:
        """Of the fourth or the sixth version."""
        four = ".".join(str(self.rng.randint(1, 254)) for _ in range(4))
        return self.rng.choice((four, four, f"2001:db8:{self.rng.randint(1, 9999)}::8a2e:7334"))

    def handle(self) -> str:
        """The name of an account behind an @."""
        names = "@bow_resident @j.okafor92 @shadwell.mum @lee_e14 @dj-kofi @TheRealSam7 @xX_kez_Xx"
        return self.rng.choice(words(names))


MADE = words("address phone postcode plate dob email nino nhs card bank url ip handle")


def digits(text: str) -> int:
    """How many digits: a sort code never stands where an account number does."""
    return min(9, sum(c.isdigit() for c in text))


def moved(texts: list[Marked], seed: int, tries: int) -> Iterator[tuple[str, str, str, int]]:
    """Yield (kind, detail, text, place of the detail) for details in the places of others."""
    rng = random.Random(seed)
    forms: dict[tuple[str, int], set[str]] = defaultdict(set)
    places: dict[tuple[str, int], list[tuple[str, int, int]]] = defaultdict(list)
    for item in texts:
        for a, b, kind in item.spans:
            key = (kind, digits(item.text[a:b]) if kind == "bank" else 0)
            forms[key].add(item.text[a:b])
            places[key].append((item.text, a, b))
    for key, known in forms.items():
        if key[0] != "name":
            ordered = sorted(known)
            for _ in range(tries):
                text, a, b = rng.choice(places[key])
                detail = rng.choice(ordered)
                yield key[0], detail, text[:a] + detail + text[b:], a


def made(texts: list[Marked], seed: int, tries: int) -> Iterator[tuple[str, str, str, int]]:
    """Yield (kind, detail, text, place of the detail) for details made by rule."""
    maker, rng = Maker(seed), random.Random(seed)
    for kind in MADE:
        places = [(t.text, a, b) for t in texts for a, b, k in t.spans if k == kind]
        if kind == "bank":
            places = [(t, a, b) for t, a, b in places if digits(t[a:b]) in (6, 8)]
        for _ in range(tries):
            text, a, b = rng.choice(places)
            detail = maker.bank(text[a:b]) if kind == "bank" else getattr(maker, kind)()
            yield kind, detail, text[:a] + detail + text[b:], a


def table(title: str, cases: Iterator[tuple[str, str, str, int]], show: bool) -> None:
    """Print how many details are found, by kind."""
    found: dict[str, list[bool]] = defaultdict(list)
    for kind, detail, text, at in cases:
        held = covered(text, at, at + len(detail), kind)
        found[kind].append(held)
        if show and not held:
            print(
                f"  {kind}: {text[max(0, at - 50) : at]}[[{detail}]]{text[at + len(detail) :][:30]}"
            )
    print(f"\n| {title} | tried | found | recall |\n|---|---:|---:|---:|")
    for kind, held_ in found.items():
        print(f"| {kind} | {len(held_)} | {sum(held_)} | {sum(held_) / len(held_):.4f} |")


def names(parts: Sequence[str], seed: int, show: bool) -> None:
    """Print how many names are found, by how the text is typed."""
    texts = [t for part in parts for t in read(part)]
    forms = {name: [typed(t, how) for t in texts] for name, how in TYPED.items()}
    forms["moved"] = swapped(texts, seed)
    print(f"{len(texts)} texts\n\n| names | marked | found | recall | precision |")
    print("|---|---:|---:|---:|---:|")
    for name, marked in forms.items():
        score = measure(marked, show)["name"]
        figures = f"{score.marked} | {score.found} | {score.recall:.3f} | {score.precision:.3f}"
        print(f"| {name} | {figures} |")

    print("\n| made names | tried | found | recall |\n|---|---:|---:|---:|")
    for name in ("as it is", "small letters", "shouted"):
        score = measure([typed(t, TYPED[name]) for t in sentences()], show)["name"]
        print(f"| {name} | {score.marked} | {score.found} | {score.recall:.3f} |")


PEOPLE = str.split(
    "Abdul Kadir|Md. Rafiqul Islam|Mohd Yusuf|Syeda Nasreen|Fatima-Zahra El Amrani|"
    "Hodan Cige|Ayaan|Abdirahman Warsame|Xiaoming Zhang|Wong Ka-Wai|Nguyen Thi Lan|"
    "Tran Van Minh|Oluwaseun Adeyemi|Chidinma Okafor|Kwame Asante-Boateng|Siobhan O'Neill|"
    "Mary-Kate McGuinness|Jean-Luc|Zoltan|Grzegorz Nowak|Ioana Popescu|Dimitar Georgiev|"
    "Rasa Kazlauskiene|Mehmet Yilmaz|Joao da Silva|Maria dos Santos|Rebecca Goldstein|"
    "Yitzhak Ben-Ami|Gurpreet Kaur|Harjit Singh Gill|Delroy|Noor|Vimala Krishnamurthy|"
    "S. Sivakumar|J.P. Thornton|K Patel|Aisha Bibi|Shanelle Campbell-Brown|"
    "Kelly-Ann Foster|Lee Carter|Ray Stone|Joan Wells|Dawn French|Jade|Chantelle|"
    "Tyrone Francis|Leticia Ferreira|Yohannes Tesfaye|Selamawit|Eleni Papadopoulou|"
    "Giuseppe Esposito|Zainab|Lutfur|Ibrahim Sesay|Mariatu Kamara|Parveen Akhtar|"
    "Jalal Uddin|Mohammed|Muhammad Ali Khan|Big Steve",
    "|",
)
SENTENCES = str.split(
    "my neighbour {} plays loud music every night|"
    "I spoke to {} at the housing office about it|"
    "{} from the third floor deals in the stairwell|Regards,\n{}|Name: {}\nWard: Bow|"
    "Please contact {} as she knows more|{} said the council would come|"
    "PC {} never came back to us|the caretaker {} is very good|"
    "I am {} and I live by the park|My name is {}.|cc {}|"
    "it was {}'s son who broke the door|{}, who runs the shop, was robbed twice|"
    "thanks to {} for clearing the needles|we reported it to {} last week|"
    "my friend {} was followed|Cllr {} promised more lights|a man called {} sells balloons|"
    "Written on behalf of {}",
    "|",
)


def sentences() -> Iterator[Marked]:
    """Each of PEOPLE in each of SENTENCES."""
    for sentence in SENTENCES:
        at = sentence.index("{")
        for who in PEOPLE:
            yield Marked("", sentence.format(who), ((at, at + len(who), "name"),))


def swapped(texts: list[Marked], seed: int) -> list[Marked]:
    """Each capitalised name in the place of another with as many words."""
    rng, pool = random.Random(seed), defaultdict(list)
    for item in texts:
        for a, b, kind in item.spans:
            name = item.text[a:b]
            if kind == "name" and name.istitle():
                pool[len(name.split())].append(name)
    return [_swap(item, pool, rng) for item in texts]


def _swap(item: Marked, pool: Mapping[int, list[str]], rng: random.Random) -> Marked:
    text, at, spans = "", 0, []
    for a, b, kind in sorted(item.spans):
        piece = item.text[a:b]
        if kind == "name" and piece.istitle():
            piece = rng.choice(pool[len(piece.split())])
        text += item.text[at:a]
        spans.append((len(text), len(text) + len(piece), kind))
        text, at = text + piece, b
    return Marked(item.voice, text + item.text[at:], tuple(spans))


def main() -> None:
    """Print the three tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", action="append", help="Files to take; may be given again.")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--tries", type=int, default=1500, help="Of each kind.")
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--names", action="store_true", help="Of names, rules and model.")
    given = parser.parse_args()
    if given.names:
        names(given.part or WITH_NAMES, given.seed, given.show)
        return
    texts = [t for part in given.part or ORDINARY for t in read(part)]
    setattr(redact, "people", None)  # noqa: B010  # names are not what this is about
    print(
        f"{len(texts)} texts\n\n| typed | marked | found | recall | precision |\n"
        "|---|---:|---:|---:|---:|"
    )
    for name, how in TYPED.items():
        score = measure([typed(t, how) for t in texts], given.show)["pattern kinds"]
        figures = f"{score.marked} | {score.found} | {score.recall:.3f} | {score.precision:.3f}"
        print(f"| {name} | {figures} |")
    table("moved", moved(texts, given.seed, given.tries), given.show)
    table("made", made(texts, given.seed, given.tries), given.show)


if __name__ == "__main__":
    main()
