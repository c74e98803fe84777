"""What an installation may set, from the environment or a `.env` file, all named `EFFEKT_…`."""

from functools import lru_cache
from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """One installation's settings; secrets live in the key file, never here."""

    model_config = SettingsConfigDict(
        env_prefix="EFFEKT_", env_file=".env", extra="ignore", hide_input_in_errors=True
    )

    data: Path = Path(".data")
    """Folder of the embedded database, the keys and the fonts' cache."""
    database_url: str = ""
    """Empty for the embedded SQLite file, else `postgresql+psycopg://…`."""
    demo: bool = False
    """A demo has known passwords, so it answers on loopback only."""
    host: str = "127.0.0.1"
    port: int = 8000
    allowed_hosts: tuple[str, ...] = ("127.0.0.1", "localhost", "testserver")
    trusted_proxy: str = ""
    """Address of the TLS proxy whose X-Forwarded-For and -Proto count; empty for none."""
    insecure_cookies: bool = False
    """Set by `serve` on loopback, where there is no TLS; never behind a proxy."""
    max_upload_bytes: int = 20_000_000

    @property
    def url(self) -> str:
        """The database to use."""
        return self.database_url or f"sqlite:///{self.data / 'effekt.db'}"

    @property
    def key_file(self) -> Path:
        """Where the installation's identity keys are kept, mode 0600, apart from the data."""
        return self.data / "keys.json"


@lru_cache
def settings() -> Settings:
    """The installation's settings, read once."""
    return Settings()
