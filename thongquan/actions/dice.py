"""The draw by which random shares of a channel are taken."""

import secrets

from thongquan.core.draw import DIE


def thrown() -> int:
    """0 to 9,999, each as likely as another; nobody can foresee it."""
    return secrets.randbelow(DIE)
