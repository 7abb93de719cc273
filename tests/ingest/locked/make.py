"""Writes the workbooks of this folder, each truly encrypted with the password "tidewell".

They are kept, so that no test needs what makes them: `pip install msoffcrypto-tool xlwt xlsxwriter`
into an environment of its own, then `python tests/ingest/locked/make.py`. `.xlsx` is encrypted by
msoffcrypto-tool, `.xls` by the RC4 method of [MS-XLS] 2.2.10 (msoffcrypto-tool accepts its
password), `.ods` as OpenDocument 1.2 part 3 says, once file by file and once whole, as LibreOffice
does from 24.8 on.
"""

from __future__ import annotations

import base64
import hashlib
import io
import os
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import msoffcrypto
import olefile
import xlsxwriter
import xlwt
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from msoffcrypto.format.ooxml import OOXMLFile
from xlwt.CompoundDoc import XlsDoc

HERE = Path(__file__).resolve().parent
PASSWORD = "tidewell"
ROWS = [["ref", "comment"], ["1", "The lights are out"], ["2", "More police please"]]


def xlsx() -> bytes:
    """OOXML in an encrypted package."""
    plain, out = io.BytesIO(), io.BytesIO()
    book = xlsxwriter.Workbook(plain)
    sheet = book.add_worksheet()
    for place, row in enumerate(ROWS):
        sheet.write_row(place, 0, row)
    book.close()
    plain.seek(0)
    OOXMLFile(plain).encrypt(PASSWORD, out)
    return out.getvalue()


def rc4(key: bytes) -> Iterator[int]:
    """The key stream."""
    state, j = list(range(256)), 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    i = j = 0
    while True:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        yield state[(state[i] + state[j]) % 256]


def xls() -> bytes:
    """BIFF8 with a FILEPASS record, its records encrypted."""
    book, plain = xlwt.Workbook(), io.BytesIO()
    sheet = book.add_sheet("Responses")
    for r, row in enumerate(ROWS):
        for c, value in enumerate(row):
            sheet.write(r, c, value)
    book.save(plain)
    salt, proof = os.urandom(16), os.urandom(16)
    first = hashlib.md5(PASSWORD.encode("utf-16-le")).digest()
    second = hashlib.md5((first[:5] + salt) * 16).digest()

    def keys(block: int) -> Iterator[int]:
        return rc4(hashlib.md5(second[:5] + struct.pack("<I", block)).digest())

    stream = keys(0)
    sealed = bytes(b ^ next(stream) for b in proof + hashlib.md5(proof).digest())
    filepass = struct.pack("<HHHHH", 0x2F, 54, 1, 1, 1) + salt + sealed
    data, place, records = olefile.OleFileIO(plain).openstream("Workbook").read(), 0, []
    while data[place : place + 4].strip(b"\0"):
        kind, size = struct.unpack("<HH", data[place : place + 4])
        body = data[place + 4 : place + 4 + size]
        if kind == 0x85:  # where a sheet begins: later by one record
            body = struct.pack("<I", struct.unpack("<I", body[:4])[0] + len(filepass)) + body[4:]
        records.append((kind, struct.pack("<HH", kind, size) + body))
        place += 4 + size
    records.insert(1, (0x2F, filepass))
    out = bytearray(b"".join(raw for _, raw in records))
    mask = [
        b for k in range(len(out) // 1024 + 1) for b, _ in zip(keys(k), range(1024), strict=False)
    ]
    place = 0
    for kind, raw in records:
        if kind not in (0x809, 0x2F, 0xE1):
            for i in range(place + (8 if kind == 0x85 else 4), place + len(raw)):
                out[i] ^= mask[i]
        place += len(raw)
    path = HERE / "locked.xls"
    XlsDoc().save(str(path), bytes(out))
    with path.open("rb") as file:
        msoffcrypto.OfficeFile(file).load_key(password=PASSWORD)
    return path.read_bytes()


MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest '
    'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">'
    '<manifest:file-entry manifest:full-path="/" manifest:version="1.2" '
    'manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>{}</manifest:manifest>'
)


def sealed(name: str, plain: bytes) -> tuple[bytes, str]:
    """A file encrypted with AES-256 and its entry in the manifest."""
    salt, vector = os.urandom(16), os.urandom(16)
    start = hashlib.sha256(PASSWORD.encode()).digest()
    key = hashlib.pbkdf2_hmac("sha1", start, salt, 100_000, 32)
    deflated = zlib.compress(plain)[2:-4]
    deflated += bytes(15 - len(deflated) % 16) + bytes([16 - len(deflated) % 16])
    cipher = Cipher(algorithms.AES(key), modes.CBC(vector)).encryptor()
    check, salt64, vector64 = (
        base64.b64encode(b).decode() for b in (hashlib.sha256(plain[:1024]).digest(), salt, vector)
    )
    entry = (
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="text/xml" '
        f'manifest:size="{len(plain)}"><manifest:encryption-data manifest:checksum-type="urn:oasis:'
        f'names:tc:opendocument:xmlns:manifest:1.0#sha256-1k" manifest:checksum="{check}">'
        '<manifest:algorithm manifest:algorithm-name="http://www.w3.org/2001/04/xmlenc#aes256-cbc" '
        f'manifest:initialisation-vector="{vector64}"/><manifest:key-derivation manifest:'
        'key-derivation-name="PBKDF2" manifest:key-size="32" manifest:iteration-count="100000" '
        f'manifest:salt="{salt64}"/><manifest:start-key-generation manifest:start-key-generation-'
        'name="http://www.w3.org/2000/09/xmldsig#sha256" manifest:key-size="32"/>'
        "</manifest:encryption-data></manifest:file-entry>"
    )
    return cipher.update(deflated) + cipher.finalize(), entry


def ods(whole: bool) -> bytes:
    """An OpenDocument spreadsheet, its content or the whole package encrypted."""
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{c}</text:p></table:table-cell>'
            for c in row
        )
        + "</table:table-row>"
        for row in ROWS
    )
    space = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<office:document-content xmlns:office="{space}:office:1.0" '
        f'xmlns:table="{space}:table:1.0"'
        f' xmlns:text="{space}:text:1.0" office:version="1.2"><office:body><office:spreadsheet>'
        f'<table:table table:name="A">{cells}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    ).encode()
    name = "content.xml"
    if whole:
        inner = io.BytesIO()
        with zipfile.ZipFile(inner, "w") as file:
            file.writestr("content.xml", content)
            file.writestr("META-INF/manifest.xml", MANIFEST.format(""))
        name, content = "encrypted-package", inner.getvalue()
    data, entry = sealed(name, content)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        file.writestr(name, data)
        file.writestr("META-INF/manifest.xml", MANIFEST.format(entry))
    return out.getvalue()


if __name__ == "__main__":
    for file_name, made in {
        "locked.xlsx": xlsx(),
        "locked.xls": xls(),
        "locked.ods": ods(whole=False),
        "locked-whole.ods": ods(whole=True),
    }.items():
        (HERE / file_name).write_bytes(made)
