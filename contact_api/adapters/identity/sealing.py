"""Sealing at rest, look-up without reading, and links nobody can guess; all from one master secret.

Several secrets may be given: the first seals, all open; to change a secret, put the new one in front.
Each purpose has a key of its own (HKDF-SHA256), so that what one gives away says nothing about another.
"""

import hmac
import re
import secrets
from base64 import urlsafe_b64decode
from binascii import b2a_base64
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from contact_api.domain.core.errors import ContactNotFound
from contact_api.domain.core.values import ContactId

SHORTEST_SECRET = 32  # characters, as `openssl rand -base64 32` gives more of
LARGEST_SERIAL = 2**16 - 1
_NONCE_BYTES = 12
_MAC_BYTES = 16  # 128 bits: as hard to guess as the link's whole worth
_BASE64 = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)
_URL_SAFE = bytes.maketrans(b"+/", b"-_")
_UUID, _TEXT = b"u", b"t"


class SealBroken(Exception):
    """The sealed text was changed, belongs to another row or field, or its secret is no longer given."""


class SecretTooShort(ValueError):
    """A master secret needs at least 32 characters of chance; make one with `openssl rand -base64 32`."""


@dataclass(frozen=True, slots=True)
class LinkedContact:
    """What a link says: its contact, and which of its links it is, so that older ones can be called off."""

    contact_id: ContactId
    serial: int


@dataclass(frozen=True, slots=True, repr=False)
class _Keys:
    id: str
    cipher: AESGCM
    index: bytes
    link: bytes


class Sealer:
    """Seals and opens texts, makes look-up values and link tokens. Safe to share between threads."""

    def __init__(self, master_secrets: Sequence[str]) -> None:
        if not master_secrets or any(len(secret) < SHORTEST_SECRET for secret in master_secrets):
            raise SecretTooShort(SecretTooShort.__doc__)
        self._keys = tuple(_derive(secret) for secret in master_secrets)
        self._by_id = {keys.id: keys for keys in self._keys}

    def seal(self, text: str, *, row: str, field: str) -> str:
        """`text` for storage in this field of this row; it opens nowhere else."""
        keys = self._keys[0]
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = keys.cipher.encrypt(nonce, text.encode(), _place(keys.id, row, field))
        return f"{keys.id}.{_base64(nonce + sealed)}"

    def unseal(self, sealed: str, *, row: str, field: str) -> str:
        """The text that was sealed for this field of this row. Errors: SealBroken."""
        key_id, _, body = sealed.partition(".")
        keys, raw = self._by_id.get(key_id), _bytes(body)
        if keys is None or raw is None:
            raise SealBroken(SealBroken.__doc__)
        nonce, ciphertext = raw[:_NONCE_BYTES], raw[_NONCE_BYTES:]
        try:
            return keys.cipher.decrypt(nonce, ciphertext, _place(key_id, row, field)).decode()
        except (InvalidTag, ValueError) as error:
            raise SealBroken(SealBroken.__doc__) from error

    def blind_index(self, value: str, *, of: str) -> str:
        """A look-up value (43 characters) that finds `value` again and gives nothing of it away.

        `of` says what the value is, such as an identity number's system; equal texts of two kinds differ.
        """
        return _index(self._keys[0], value, of)

    def blind_indexes(self, value: str, *, of: str) -> tuple[str, ...]:
        """Under each secret, the first one first: what to look for while rows of an older secret remain."""
        return tuple(_index(keys, value, of) for keys in self._keys)

    def link_token(self, contact_id: ContactId, serial: int) -> str:
        """A token for a link (47 characters for a UUID) that names its contact and cannot be guessed."""
        content = serial.to_bytes(2) + _packed(contact_id)
        return _base64(_mac(self._keys[0], content) + content)

    def read_link_token(self, token: str) -> LinkedContact:
        """What `link_token` was given. Errors: ContactNotFound, whatever is wrong with the token."""
        raw = _bytes(token)
        if raw is None or len(raw) < _MAC_BYTES + 3:
            raise ContactNotFound
        given, content = raw[:_MAC_BYTES], raw[_MAC_BYTES:]
        if not any(hmac.compare_digest(given, _mac(keys, content)) for keys in self._keys):
            raise ContactNotFound
        return LinkedContact(_unpacked(content[2:]), int.from_bytes(content[:2]))


def _derive(master_secret: str) -> _Keys:
    def key(purpose: str, length: int = 32) -> bytes:
        derivation = HKDF(SHA256(), length, salt=b"contact-api", info=purpose.encode())
        return derivation.derive(master_secret.encode())

    return _Keys(key("key id", 4).hex(), AESGCM(key("seal")), key("blind index"), key("link"))


def _place(key_id: str, row: str, field: str) -> bytes:
    return f"{key_id}:{len(row)}:{row}:{field}".encode()


def _index(keys: _Keys, value: str, of: str) -> str:
    return _base64(hmac.digest(keys.index, f"{len(of)}:{of}:{value}".encode(), "sha256"))


def _mac(keys: _Keys, content: bytes) -> bytes:
    return hmac.digest(keys.link, content, "sha256")[:_MAC_BYTES]


def _packed(contact_id: str) -> bytes:
    try:
        uuid = UUID(contact_id)
    except ValueError:
        return _TEXT + contact_id.encode()
    return _UUID + uuid.bytes if str(uuid) == contact_id else _TEXT + contact_id.encode()


def _unpacked(packed: bytes) -> ContactId:
    return ContactId(str(UUID(bytes=packed[1:])) if packed[:1] == _UUID else packed[1:].decode())


def _base64(raw: bytes) -> str:
    return b2a_base64(raw, newline=False).translate(_URL_SAFE, b"=").decode()


def _bytes(text: str) -> bytes | None:
    """The bytes behind unpadded base64url, or None; one spelling only, so that a token has no twin."""
    if not _BASE64.fullmatch(text) or len(text) % 4 == 1:
        return None
    raw = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    return raw if _base64(raw) == text else None
