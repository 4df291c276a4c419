"""Scripts, styles and pictures, held in memory under an address that changes with their content."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

MEDIA_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is sent."""

    content: bytes
    media_type: str

    @property
    def headers(self) -> dict[str, str]:
        return FOREVER


class Assets:
    """Every file of one folder. A change of any of them is a new version, so that modules never mix."""

    def __init__(self, folder: Path) -> None:
        files = sorted(file for file in folder.iterdir() if file.suffix in MEDIA_TYPES)
        self._assets = {file.name: Asset(file.read_bytes(), MEDIA_TYPES[file.suffix]) for file in files}
        digest = hashlib.sha256()
        for name, asset in self._assets.items():
            digest.update(name.encode() + b"\0" + asset.content + b"\0")
        self.version = digest.hexdigest()[:16]
        self.modules = tuple(name for name in self._assets if name.endswith(".js"))

    def find(self, version: str, name: str) -> Asset | None:
        """The asset of this version, or None: an older page must be loaded anew."""
        return self._assets.get(name) if version == self.version else None
