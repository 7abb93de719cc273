"""Measures Presidio's recognisers of patterns beside ours,.

usage: pip install presidio-analyzer; python benchmarks/redaction_presidio.py [dev|test]

Presidio's own spaCy model is left out: its recognisers by pattern, checksum and cue word are what
could do work here. They are given the text alone, and every hit counts whatever its score. (Its
e-mail recogniser first tries to fetch a list from the network, and works without it.)
"""

from __future__ import annotations

import logging
import sys
import time

import redaction

from insight import redact

KINDS = {
    "EMAIL_ADDRESS": "email", "PHONE_NUMBER": "phone", "UK_POSTCODE": "postcode",
    "UK_NINO": "nino", "UK_NHS": "nhs", "CREDIT_CARD": "card", "IBAN_CODE": "bank",
    "UK_VEHICLE_REGISTRATION": "plate", "URL": "url", "DATE_TIME": "dob", "IP_ADDRESS": "ip",
}  # fmt: skip


def main() -> None:
    """Measure and print the kinds that Presidio knows."""
    from presidio_analyzer import predefined_recognizers as known

    names = (
        "EmailRecognizer", "PhoneRecognizer", "UkPostcodeRecognizer", "UkNinoRecognizer",
        "NhsRecognizer", "CreditCardRecognizer", "IbanRecognizer", "IpRecognizer",
        "UkVehicleRegistrationRecognizer", "UrlRecognizer", "DateRecognizer",
    )  # fmt: skip
    makers = [getattr(known, name) for name in names if hasattr(known, name)]
    recognisers = [
        make(supported_regions=("GB",)) if make.__name__ == "PhoneRecognizer" else make()
        for make in makers
    ]

    def find(text: str) -> tuple[redact.Hit, ...]:
        hits = []
        for recogniser in recognisers:
            for r in recogniser.analyze(text, recogniser.supported_entities, None):
                hits.append(redact.Hit(r.start, r.end, KINDS[r.entity_type]))
        return tuple(hits)

    logging.disable(logging.CRITICAL)
    texts = list(redaction.read(sys.argv[1] if sys.argv[1:] else "dev"))
    started = time.perf_counter()
    for item in texts:
        redact.find(item.text)
    middle = time.perf_counter()
    for item in texts:
        find(item.text)
    print(f"time, as a multiple of ours: {(time.perf_counter() - middle) / (middle - started):.1f}")
    ours = redaction.measure(texts)
    setattr(redact, "find", find)  # noqa: B010
    theirs = redaction.measure(texts)
    print("| kind | recall | Presidio's | precision | Presidio's |\n|---|---:|---:|---:|---:|")
    for kind in KINDS.values():
        o, t = ours[kind], theirs[kind]
        print(
            f"| {kind} | {o.recall:.3f} | {t.recall:.3f} | {o.precision:.3f} | {t.precision:.3f} |"
        )
    print("not known: " + ", ".join(k for k in redact.KINDS if k not in KINDS.values()))


if __name__ == "__main__":
    main()
