"""Tries every way of writing a detail in every way of telling it: how many are found, by kind.

usage: python benchmarks/redaction_told.py [--missed]

The sentences are development matter: rules were mended on them. What strangers' texts say is in
docs/redaction.md. `--missed` prints the ways of telling that fail, with what failed in them.
"""

import argparse
from collections import defaultdict

from redaction import covered

FORMS = {
    "handle": "lolo_smith22|jpatel84|TulipLady|kaybee.x|bowbeats99|E3_Rider|stepneysteve|"
    "mzkhadija_x|big.dave.e14|tariq.ali91|nosy-neighbour7|RealDaz1978|xXslayerXx|deb_c|"
    "j.okafor.92|ghostt.e2|lilmikz_7|mrs_begum_|parkwatch2024|Shanice.B|kev1966|the.real.amina",
    "address": "14 Fenwick Road|14a Fenwick Rd|no 14 Fenwick road|Flat 3, 14 Fenwick Road|"
    "flat 3 Kestrel House|number 42|no. 42|3 Mill Cottages|27 The Maltings|14, Fenwick Road|"
    "14 fenwick rd|FLAT 3 KESTREL HOUSE|14 Fenwik Rd|Flat 12B|flt 6, 90 Dunmore rd|"
    "12 St Olave's Close|118-120 Cable Street|Top Flat, 9 Corbet Street|House 7, Quarry Lane|"
    "88b High St|5 Upper Bank Way|Apt 4, Harbour Point",
    "dob": "12/03/1984|12.03.84|12-3-1984|12 March 1984|12th March 1984|March 12, 1984|12 mar 84|"
    "1984-03-12|12/3/84|the 12th of March 1984|12 03 1984",
    "plate": "AB12 CDE|ab12cde|LN67 XYZ|K123 ABC|P7 MKD|BD51SMR|WX 19 TTO|EK70 JHV",
    "nino": "QQ123456C|QQ 12 34 56 C|AB 123456 C|jg103759a|QQ-12-34-56-C|NB 12 34 56 D",
    "nhs": "999 123 4567|9991234567|999-123-4567|999 1234567",
    "postcode": "E1 4TT|e14tt|E14 9GU|N1 9gu|ec1v 2nx|HG29LW|cm9 7zq|E1-4TT",
    "phone": "07700 900123|07700900123|07700-900-123|+44 7700 900123|020 7946 0123|"
    "(020) 7946 0123|0207 946 0123|01632 960123|0044 7700 900123|07700 900 123|02079460123",
    "email": "ann.lee82@example.com|ann_lee@example.co.uk|ANN@EXAMPLE.ORG|ann at example dot com|"
    "ann(at)example.com|ann.lee @ example.com|ann@example,com|ann.lee@mail.example",
    "card": "4111 1111 1111 1111|4111111111111111|4111-1111-1111-1111|3782 822463 10005",
    "ip": "192.168.1.14|10.20.4.17|203.0.113.9|2001:db8::8a2e:370:7334",
    "url": "https://example.org/path|www.example.org|example.co.uk/report?id=4|bowwatch.org.uk",
}

TOLD = {
    "handle": "my insta is {}|I'm {} on Instagram if you want the photos|DM me on twitter, {}|"
    "you can see it on my tiktok ({})|his snapchat is {} and he sells from it|"
    "He posts videos as {} on TikTok|my username on the council portal is {}|log in name {}|"
    "user {} keeps threatening people on Nextdoor|I am on there as {}|my account {} was locked|"
    "her facebook, {}, shows the bikes|on vinted he goes by {}|eBay seller {} has my bike|"
    "the account {} posts everyone's addresses|The account is called {}|Telegram group run by {}|"
    "message {} on telegram|whatsapp name {}|gamertag {}|Xbox: {}|PSN {}|Reddit user {}|"
    "YouTube channel {} films fights|screen name: {}|profile name is {}|Snap: {}|add me {}|"
    "follow {} for proof|Insta {}|(ig: {})|tweeted by {}|someone called {} on the app|"
    "the one who runs it is {} on insta|my handle is {}|Discord {}|he's {} on Roblox|"
    "a lad who calls himself {} online|Twitch streamer {}|LinkedIn {}|our page is {} on fb|"
    "Signed, {} (twitter)|is advertising on snap under the name {}",
    "address": "I live at {}|my address is {}|the bloke at {} plays music all night|"
    "Please write to {} not email|We are at {} and it shakes|{} has been empty for months|"
    "the people in {} deal drugs|the couple opposite {} fight|I'm next door to {}|"
    "rats between {} and the pub|{} keep their bins on the pavement|Complaint about {}.|Re: {}|"
    "they visit {} at night|we moved from {} last year|post it to {} please|my mum lives at {}|"
    "the owner of {} lets it to anyone|Reported by tenant of {}|the garden of {} is full|"
    "The house is {}|someone at {} called the police|outside {}'s gate|"
    "cars parked in front of {} block me|police went to {} by mistake|rubbish from {} again|"
    "noise coming from {}|{}: dog barking|can you check {}?|there's a cannabis farm in {}|"
    "Mrs Patel, {}, has no heating|I rent {} from the council|{} is overcrowded|"
    "my nan, {}, is scared|Send someone round to {} asap|behind {} there is a gap in the fence",
    "dob": "DOB {}|d.o.b. {}|date of birth {}|born on {}|my birthday is {}|"
    "Mrs Khan ({}) has asthma|my son (dob {}) is waiting|b. {}|birth date {}|his d.o.b is {}|"
    "birthdate - {}",
    "plate": "reg {}|a white van, {}, dumped it|car reg is {}|number plate {}|a black BMW {}|"
    "{} parks on the pavement|the moped ({}) again|VRM {}|driver of {} swore at me|index {}",
    "nino": "NI number {}|my national insurance number is {}|NINO {}|N.I. no {}|nat ins {}|"
    "I gave them {} already|Ref {} (my NI)",
    "nhs": "NHS number {}|nhs no {}|my NHS is {}|hospital has me as {} (nhs)|N.H.S. number is {}",
    "postcode": "postcode {}|I live in {}|{} is not safe|my area ({}) is bad|p/code {}|Mrs Ali, {}|"
    "flats at {} have no lights|the streets around {} are dark|Address: 3 Mill Cottages, {}",
    "phone": "call me on {}|my number is {}|ring {} after 5|Tel: {}|mob {}|text {} please|{}|"
    "his number, {}, is on the wall|Regards, Ann {}|home {} work none|landline {}|M {}|"
    "phone me ({})|my mum's phone {}",
    "email": "email me at {}|{}|my email is {}|write to {} please|contact {} for details|({})|"
    "Ann Lee, {}|I emailed {} twice",
    "card": "card number {}|paid with {}|my visa {}|charged twice on {}|Mastercard {} exp 04/27",
    "ip": "IP {}|my ip is {}|logged in from {}|the router at {} is down|blocked {}|server {}",
    "url": "see {}|video here {}|link: {}|our site is {}|({})|go to {} and look|Website {}",
}


def main() -> None:
    """Try and print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--missed", action="store_true")
    show = asked.parse_args().missed
    print("| kind | tried | found | recall |\n|---|---:|---:|---:|")
    for kind, told in TOLD.items():
        missed: dict[str, list[str]] = defaultdict(list)
        tried = 0
        for way in told.split("|"):
            for form in FORMS[kind].split("|"):
                tried += 1
                if not found(way.format(form), form, kind):
                    missed[way].append(form)
        n = tried - sum(map(len, missed.values()))
        print(f"| {kind} | {tried} | {n} | {n / tried:.3f} |")
        for way, forms in missed.items() if show else ():
            print(f"    {way}: {'; '.join(forms)}")


def found(text: str, form: str, kind: str) -> bool:
    """Whether every letter and digit of a detail is covered by hits of its kind."""
    at = text.index(form)
    return covered(text, at, at + len(form), kind)


if __name__ == "__main__":
    main()
