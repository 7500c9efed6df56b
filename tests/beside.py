"""What lies beside the project while it is built: official tables, legal texts and sample messages; a user has none of it."""

from pathlib import Path

SHARED = Path(__file__).resolve().parents[2] / "shared"
DATA = SHARED / "data"
