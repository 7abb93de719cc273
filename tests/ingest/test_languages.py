"""Other languages are recognised; short, terse and misspelt English stays English."""

# ruff: noqa: E501

from __future__ import annotations

import time

import pytest

from insight import ingest

CASES = {
    "en": """ASB|drugs asb homeless|more police|CCTV|Noks bottles evrywhere pls clene|fix the lights|wardens
        Drugz dealin al nite long|hi how r u innit bruv wagwan|Más policía|pound shop, off-licence, bookies
        anti social behaviour, nos|👮👮|07700 900123|https://example.com/a|I like the café on Rue Street
        Traffic displacement|It aint safe no more 4 us lot|no|speding cars evry nite an no police""",
    "bn": "রাস্তায় আরও বাতি চাই।|পুলিশের টহল বাড়ানো দরকার।",
    "so": "Wiilashu waxay fadhiyaan jaranjarada oo way cabbaan xashiish habeen kasta.",
    "pl": "Nie czuję się bezpiecznie w nocy|Nowe oświetlenie przy targu bardzo pomogło, dziękuję.",
    "es": "El parque no es seguro por la noche para los niños",
    "fr": "Trop de bruit la nuit, il faut plus de police",
    "ro": "Nu mă simt în siguranță seara",
    "it": "Non mi sento sicuro la sera quando torno a casa",
    "pt": "Não me sinto seguro à noite",
    "tr": "Geceleri kendimi güvende hissetmiyorum",
    "ar": "شوارع غير آمنة في الليل",
    "ur": "گلی میں روشنی نہیں ہے",
    "zh": "我不敢晚上出门",
    "ru": "Мне страшно ночью на улице",
}


@pytest.mark.parametrize(
    ("text", "code"),
    [(t.strip(), c) for c, ts in CASES.items() for t in ts.replace("\n", "|").split("|")],
)
def test_language(text: str, code: str) -> None:
    assert ingest.language(text) == code


def test_quick_enough() -> None:
    texts = ["the lights are out", "drugs, noise", "Nie czuję się bezpiecznie w nocy"] * 300
    ingest.language(texts[2])
    started = time.process_time()
    for text in texts:
        ingest.language(text)
    assert time.process_time() - started < 3
