"""Feeds damaged golden files to the readers for a bounded time; anything but a refusal is a crash.

Run `python -m tests.ingest.fuzz SECONDS [SEED]` (`make fuzz`): damage at random, all formats. With
atheris installed (it is no part of the requirements), `--atheris -max_total_time=SECONDS` lets it
steer the damage by coverage of the readers of text, the mapping and the redactor (`make fuzz
ATHERIS=1`). A crash is printed with the bytes that caused it, and belongs into `test_fuzz.py`.
"""

# ruff: noqa: T201, PT017

from __future__ import annotations

import random
import sys
import tempfile
import time
from pathlib import Path

if "--atheris" in sys.argv:
    try:
        import atheris
    except ImportError:
        sys.exit("atheris is not installed and no requirement: 'pip install atheris', then again.")

    with atheris.instrument_imports(include=["insight"]):
        from insight import ingest, redact
        from insight.ingest import delimited, encoding, profiles, reading, transcripts  # noqa: F401
else:
    from insight import ingest, redact
from insight.errors import InsightError

GOLDEN = Path(__file__).parent / "golden"
TEXT = (".csv", ".tsv", ".jsonl", ".txt", ".vtt", ".srt")
SPICE = (
    *(b'"', b",", b";", b"\t", b"\r", b"\n", b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\x81", b"\xd5"),
    *(b"{", b"[", b"-->", b"<v ", b"&amp;", b"\xe2\x80\xae", b"\xf0\x9f\x98\xa1", b"1e999", b"::"),
    *(
        b"\xc3\x83\xc2\xa9",
        b"\xed\xa0\x80",
        b"31/02/2024",
        b"'" * 50,
        b"sep=;\n",
        b"\x1f",
        b"WEBVTT",
    ),
)


def damage(data: bytes, chance: random.Random) -> bytes:
    """A damaged copy: bytes flipped, cut, doubled, swapped for spice."""
    piece = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        place = chance.randrange(len(piece) + 1)
        kind = chance.randrange(5)
        if kind == 0 and place < len(piece):
            piece[place] = chance.randrange(256)
        elif kind == 1:
            piece[place:place] = chance.choice(SPICE)
        elif kind == 2:
            del piece[place : place + chance.randint(1, 200)]
        elif kind == 3:
            piece[place:place] = piece[place : place + chance.randint(1, 400)]
        else:
            piece = piece[: max(1, place)] if chance.random() < 0.3 else piece
    return bytes(piece)


def survives(path: Path) -> None:
    """Read one file both ways; only our own refusals may come out of it, and the books balance."""
    try:
        ingest.as_json(ingest.look(path))
    except InsightError as error:
        assert "\n" not in str(error), "a message of more than one line"
    try:
        wave, skipped = ingest.read(path, "fuzz")
    except InsightError:
        return
    assert wave.received == len(wave.records) + len(skipped), "an answer vanished"


def main(seconds: float, seed: int) -> int:
    """Damage and read until the time is up; the number of crashes."""
    chance = random.Random(seed)
    files = sorted(p for p in GOLDEN.iterdir() if p.suffix != ".py")
    texts = [p for p in files if p.suffix in TEXT]
    end = time.monotonic() + seconds
    rounds = crashes = 0
    with tempfile.TemporaryDirectory() as folder:
        while time.monotonic() < end:
            source = chance.choice(files if rounds % 20 == 0 else texts)
            data = damage(source.read_bytes(), chance)
            target = Path(folder) / f"case{source.suffix}"
            target.write_bytes(data)
            rounds += 1
            try:
                survives(target)
            except BaseException as error:
                crashes += 1
                print(f"{source.name}: {type(error).__name__}: {error}"[:300])
                print(f"  {data[:2000]!r}")
    print(f"{rounds} damaged files read, {crashes} crashes, seed {seed}")
    return crashes


def settles(data: bytes) -> None:
    """Read any bytes as a mapping: one of ours comes out, or one of our refusals."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "m.toml"
        path.write_bytes(data)
        try:
            mapping = ingest.load_mapping(path)
        except InsightError:
            return
        path.write_text(ingest.as_toml(mapping), "utf-8")
        again = ingest.load_mapping(path)
        assert again == mapping, "a mapping changed on its way through TOML"


def redacts(text: str) -> None:
    """Redact any text: hits lie in it, in order, and nothing else changes."""
    redacted, hits = redact.redact_text(text)
    place = 0
    kept = []
    for hit in hits:
        assert place <= hit.start < hit.end <= len(text), "hits overlap or lie outside"
        kept.append(text[place : hit.start])
        place = hit.end
    kept.append(text[place:])
    at = 0
    for piece in kept:
        at = redacted.find(piece, at)
        assert at >= 0, "words that are no personal detail were changed"
        at += len(piece)


def steered() -> None:
    """Let atheris choose the damage, for what runs in this process: it begins at golden files."""
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder) / "corpus"
        corpus.mkdir()
        for path in GOLDEN.iterdir():
            if path.suffix in TEXT:
                mark = bytes([TEXT.index(path.suffix)])
                (corpus / path.name).write_bytes(mark + path.read_bytes()[:4096])
        (corpus / "redact").write_bytes(bytes([len(TEXT)]) + b"Ann, 07700 900123, a@example.com")
        (corpus / "mapping").write_bytes(
            bytes([len(TEXT) + 1]) + b'[columns]\n"a" = "open"\n[dates]\norder = "day"\n'
        )

        def one(data: bytes) -> None:
            kind = data[0] % (len(TEXT) + 2) if data else 0
            if kind == len(TEXT):
                redacts(data[1:].decode("utf-8", "replace"))
            elif kind == len(TEXT) + 1:
                settles(data[1:])
            else:
                target = Path(folder) / f"case{TEXT[kind]}"
                target.write_bytes(data[1:])
                survives(target)

        own = [a for a in sys.argv[1:] if a != "--atheris"]
        atheris.Setup([sys.argv[0], "-max_len=8192", "-timeout=20", *own, str(corpus)], one)
        atheris.Fuzz()


if __name__ == "__main__":
    if "--atheris" in sys.argv:
        steered()
    else:
        limit = float(sys.argv[1]) if len(sys.argv) > 1 else 30.0
        sys.exit(1 if main(limit, int(sys.argv[2]) if len(sys.argv) > 2 else 1) else 0)
