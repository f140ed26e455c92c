"""One frozen Settings, read once from CENSUS_* variables; an unsafe mixture refuses to start."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from census_app.domain.errors import Refused

PROJECT_DIR = Path(__file__).resolve().parents[1]
REFERENCE_DIR = PROJECT_DIR / "data" / "reference"
SAMPLES_DIR = PROJECT_DIR / "data" / "samples"
BLANK_FORMS_DIR = PROJECT_DIR / "data" / "blank_forms"
_KEY_BYTES = 32

NUMBER_KEY = "numbers"
"""The name of the secret under which identity numbers are hashed for look-up."""
SEAL_KEY = "seal"
"""The name of the secret with which numbers, rows and files are sealed."""


@dataclass(frozen=True)
class Settings:
    """Where the ledger lives, and the keys apart from it."""

    database_url: str
    data_dir: Path
    demo: bool = False

    @property
    def uploads_dir(self) -> Path:
        """Where the files people gave us lie, as they came."""
        return self.data_dir / "uploads"

    @property
    def snapshots_dir(self) -> Path:
        """Where analytics keeps its dated copies of the ledger."""
        return self.data_dir / "snapshots"

    @property
    def rules_dir(self) -> Path:
        """Where versions of the rules lie: adopted here, to be looked at first, and those that runs went by."""
        return self.data_dir / "rules"

    @property
    def is_sqlite(self) -> bool:
        """True for the file database of one office, false for a PostgreSQL server."""
        return self.database_url.startswith("sqlite")

    @property
    def keys_dir(self) -> Path:
        """Where the secrets lie, apart from the database."""
        return self.data_dir / "keys"

    def key(self, name: str) -> bytes:
        """Return the secret of that name, made on first use in a file only its owner can read.

        Units: 32 bytes. Source: the file `keys/NAME` in the data directory. Raises: Refused when it holds no key.
        """
        path = self.keys_dir / name
        if not path.exists():
            self.keys_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
            _write_secret(path, secrets.token_hex(_KEY_BYTES))
        return read_key(path)


def read_key(path: Path) -> bytes:
    """The secret in the file. Units: 32 bytes. Raises: Refused when the file holds no key."""
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except ValueError:
        key = b""
    if len(key) != _KEY_BYTES:
        raise Refused("key_unreadable", {"file": str(path)})
    return key


def _write_secret(path: Path, text: str) -> None:
    """The file holds the text and was never seen half written; a file that another process was quicker with stays."""
    with tempfile.NamedTemporaryFile("w", encoding="ascii", dir=path.parent) as made:  # nobody but its owner reads it
        made.write(text)
        made.flush()
        with suppress(FileExistsError):
            os.link(made.name, path)


def _local_data_dir() -> Path:
    """Beside the project in a clone; where the command was called when the project is installed among the libraries."""
    is_clone = (PROJECT_DIR / "pyproject.toml").exists()
    return (PROJECT_DIR if is_clone else Path.cwd()) / "data" / "local"


def read_settings(environment: Mapping[str, str] | None = None, database_url: str | None = None) -> Settings:
    """Return the settings of this run.

    Raises: Refused when the database is neither SQLite nor PostgreSQL.
    """
    environment = os.environ if environment is None else environment
    data_dir = Path(environment.get("CENSUS_DATA_DIR") or _local_data_dir()).resolve()
    url = database_url or environment.get("CENSUS_DATABASE_URL") or f"sqlite:///{data_dir / 'census.db'}"
    if url.startswith(("postgres://", "postgresql://")):
        url = "postgresql+psycopg://" + url.split("://", 1)[1]
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise Refused("database_not_supported", {"scheme": url.split("://", 1)[0]})
    return Settings(url, data_dir, environment.get("CENSUS_DEMO") == "1")
