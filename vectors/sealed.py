#!/usr/bin/env python3
"""Seals and opens batches by itself, from RFC 9180 and docs/protocol.md, to compare with.

  sealed.py make   writes the rows of sealed.csv that are by "python" anew
  sealed.py check  opens every row, whoever sealed it, and compares with the plain batch

Needs the package `cryptography` (Debian: python3-cryptography).
"""

import csv
import hashlib
import hmac
import os
import struct
import sys

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

HERE = os.path.dirname(os.path.abspath(__file__))
ROWS = os.path.join(HERE, "sealed.csv")
COLUMNS = ["name", "by", "secret", "point", "ephemeral", "plain", "sealed"]
INFO = b"HIX1 sealed block"
HEADER, PREAMBLE = 24, 40
# Scalars of keys that protect nothing.
RECEIVER = 0x5EA1ED0000000000000000000000000000000000000000000000000000000001
SENDER = 0x5EA1ED0000000000000000000000000000000000000000000000000000001000

CRC_TABLE = []
for byte in range(256):
    for _ in range(8):
        byte = byte >> 1 ^ (0x82F63B78 if byte & 1 else 0)
    CRC_TABLE.append(byte)


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc = CRC_TABLE[(crc ^ byte) & 0xFF] ^ crc >> 8
    return crc ^ 0xFFFFFFFF


assert crc32c(b"123456789") == 0xE3069283


def point(key):
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def extract(suite, salt, label, ikm):
    return hmac.new(salt or bytes(32), b"HPKE-v1" + suite + label + ikm, hashlib.sha256).digest()


def expand(suite, prk, label, info, length):
    labelled = struct.pack(">H", length) + b"HPKE-v1" + suite + label + info
    return hmac.new(prk, labelled + b"\x01", hashlib.sha256).digest()[:length]


class Context:
    def __init__(self, own, other, encapsulated, receiver):
        kem, suite = b"KEM\x00\x10", b"HPKE\x00\x10\x00\x01\x00\x01"
        peer = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), other)
        prk = extract(kem, b"", b"eae_prk", own.exchange(ec.ECDH(), peer))
        shared = expand(kem, prk, b"shared_secret", encapsulated + receiver, 32)
        context = b"\x00" + extract(suite, b"", b"psk_id_hash", b"") + extract(suite, b"", b"info_hash", INFO)
        secret = extract(suite, shared, b"secret", b"")
        self.aead = AESGCM(expand(suite, secret, b"key", context, 16))
        self.base = expand(suite, secret, b"base_nonce", context, 12)

    def nonce(self, number):
        return (int.from_bytes(self.base, "big") ^ number).to_bytes(12, "big")

    def seal(self, number, aad, text):
        return self.aead.encrypt(self.nonce(number), text, aad)

    def open(self, number, aad, sealed):
        return self.aead.decrypt(self.nonce(number), sealed, aad)


def parts(batch):
    """Preamble, blocks, end block."""
    at, blocks = PREAMBLE, []
    while at < len(batch):
        length = HEADER + struct.unpack_from(">I", batch, at + 16)[0]
        blocks.append(batch[at : at + length])
        at += length
    return batch[:PREAMBLE], blocks[:-1], blocks[-1]


def block(kind, code, count, body):
    start = struct.pack(">BBIHBBHII", kind, 0, code, 0, 0, 0, 0, count, len(body))
    return start + struct.pack(">I", crc32c(start + body)) + body


def whole(preamble, blocks):
    digest = hashlib.sha256(preamble[:5] + b"\x00" + preamble[6:])
    total = 0
    for each in blocks:
        digest.update(hashlib.sha256(each).digest())
        total += struct.unpack_from(">I", each, 12)[0]
    end = block(127, 0, 0, struct.pack(">Q", total) + digest.digest() + b"\x00")
    return preamble + b"".join(blocks) + end


def aad(preamble, header):
    return preamble[:5] + b"\x00" + preamble[6:] + header[:16]


def seal(plain, receiver, sender):
    """Each block in a sealed one of its own."""
    preamble, blocks, _ = parts(plain)
    context = Context(sender, receiver, point(sender), receiver)
    sealed = []
    for number, inner in enumerate(blocks):
        code = struct.unpack_from(">I", inner, 2)[0] or struct.unpack_from(">I", preamble, 28)[0]
        count = struct.unpack_from(">I", inner, 12)[0]
        first = hashlib.sha256(receiver).digest()[:8] + point(sender) if number == 0 else b""
        shown = block(3, code, count, b"")
        body = first + context.seal(number, aad(preamble, shown), inner)
        sealed.append(block(3, code, count, body))
    return whole(preamble, sealed)


def opened(sealed, secret):
    preamble, blocks, _ = parts(sealed)
    receiver = point(secret)
    first = blocks[0][HEADER:]
    assert first[:8] == hashlib.sha256(receiver).digest()[:8], "sealed to another key"
    context = Context(secret, first[8:73], first[8:73], receiver)
    inner = b""
    for number, each in enumerate(blocks):
        body = each[HEADER + (73 if number == 0 else 0) :]
        inner += context.open(number, aad(preamble, each), body)
    return preamble, inner


def make():
    with open(os.path.join(HERE, "batch.csv")) as file:
        plain = {row["name"]: bytes.fromhex(row["hex"]) for row in csv.DictReader(file)}
    receiver = ec.derive_private_key(RECEIVER, ec.SECP256R1())
    kept = [row for row in rows() if row["by"] != "python"]
    made = []
    for number, name in enumerate(["two-simple", "venue", "custom", "every-family", "contacts"]):
        sender = SENDER + number
        key = ec.derive_private_key(sender, ec.SECP256R1())
        made.append({
            "name": name,
            "by": "python",
            "secret": f"{RECEIVER:064x}",
            "point": point(receiver).hex(),
            "ephemeral": f"{sender:064x}",
            "plain": plain[name].hex(),
            "sealed": seal(plain[name], point(receiver), key).hex(),
        })
    with open(ROWS, "w", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(made + kept)


def rows():
    if not os.path.exists(ROWS):
        return []
    with open(ROWS) as file:
        return list(csv.DictReader(file))


def check():
    for row in rows():
        secret = ec.derive_private_key(int(row["secret"], 16), ec.SECP256R1())
        assert point(secret).hex() == row["point"], row["name"]
        preamble, blocks, _ = parts(bytes.fromhex(row["plain"]))
        sealed = bytes.fromhex(row["sealed"])
        assert opened(sealed, secret) == (preamble, b"".join(blocks)), row["name"]
        assert whole(preamble, parts(sealed)[1]) == sealed, row["name"]
        print("opened", row["name"], "sealed by", row["by"])


if __name__ == "__main__":
    {"make": make, "check": check}[sys.argv[1]]()
