"""Papers: uploaded once, checked by what they are, kept, reused, attached to declarations."""

from thongquan.actions.document.keeping import attach, detach, upload

__all__ = ["attach", "detach", "upload"]
