"""Where an installation lives: its folder, its secrets, its realm, by the environment."""

import os
import secrets
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
PACKAGE = CHECKOUT / "thongquan"
REALMS = ("demo", "training", "production")


def base() -> Path:
    """The folder of this installation: THONGQUAN_HOME, else var/ in the checkout."""
    return Path(os.environ.get("THONGQUAN_HOME") or CHECKOUT / "var").resolve()


def realm() -> str:
    """demo, training or production: said in THONGQUAN_REALM, else the one used last here, else production."""
    last = base() / "realm"
    word = os.environ.get("THONGQUAN_REALM") or (last.read_text().strip() if last.exists() else "production")
    if word not in REALMS:
        raise SystemExit(f"THONGQUAN_REALM={word!r}: choose one of {', '.join(REALMS)}.")
    return word


def choose(word: str) -> None:
    """Makes this the realm of the process, of its children, and of later commands that name none."""
    os.environ["THONGQUAN_REALM"] = word
    base().mkdir(parents=True, exist_ok=True)
    (base() / "realm").write_text(realm() + "\n")


def home() -> Path:
    """What this realm keeps: database, secrets, files. Realms share nothing, so no demo ever meets the truth."""
    return base() / realm()


def secret(name: str) -> str:
    """The secret of this name under home, made at random on first use; readable by its owner only."""
    folder = home() / "secrets"
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    path = folder / name
    fresh = folder / f"{name}.{os.getpid()}"
    if not path.exists():
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(32))
        try:
            os.link(fresh, path)
        except FileExistsError:
            pass
        fresh.unlink()
    return path.read_text()
