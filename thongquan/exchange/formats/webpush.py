"""Web push: a message sealed for one browser (RFC 8291), the sender's ticket (RFC 8292)."""

from __future__ import annotations

import base64
import json
import struct

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

RECORD = 4096
CURVE = ec.SECP256R1()


def unpadded(data: bytes) -> str:
    """Base64url without padding, as every part of web push is written."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def padded(text: str) -> bytes:
    """The bytes of such a text."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def point(key: ec.EllipticCurvePublicKey) -> bytes:
    """A public key as its 65 bytes."""
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def derived(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    """HKDF with SHA-256."""
    return HKDF(hashes.SHA256(), length, salt, info).derive(secret)


def sealed(text: bytes, browser: bytes, auth: bytes, own: ec.EllipticCurvePrivateKey, salt: bytes) -> bytes:
    """The body to post: `browser` is the subscription's public key, `auth` its secret; `own` and `salt` are fresh."""
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, browser)
    mine = point(own.public_key())
    shared = derived(own.exchange(ec.ECDH(), theirs), auth, b"WebPush: info\0" + browser + mine, 32)
    key = derived(shared, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = derived(shared, salt, b"Content-Encoding: nonce\0", 12)
    return salt + struct.pack("!IB", RECORD, len(mine)) + mine + AESGCM(key).encrypt(nonce, text + b"\x02", None)


def ticket(origin: str, contact: str, until: int, key: ec.EllipticCurvePrivateKey) -> str:
    """The Authorization header: who sends, to which push service, until when (Unix seconds)."""
    head, claims = {"typ": "JWT", "alg": "ES256"}, {"aud": origin, "exp": until, "sub": contact}
    signing = ".".join(unpadded(json.dumps(part, separators=(",", ":")).encode()) for part in (head, claims))
    r, s = decode_dss_signature(key.sign(signing.encode(), ec.ECDSA(hashes.SHA256())))
    signature = unpadded(r.to_bytes(32, "big") + s.to_bytes(32, "big"))
    return f"vapid t={signing}.{signature}, k={unpadded(point(key.public_key()))}"
