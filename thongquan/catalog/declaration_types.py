"""The 40 type codes of Decision 1357 and our own for transit, with what each implies."""

from __future__ import annotations

from thongquan.catalog.tables import rows
from thongquan.core.declaration_types import DeclarationType
from thongquan.core.words import Words


def _type(r: dict[str, str]) -> DeclarationType:
    return DeclarationType(
        code=r["code"], direction=r["direction"], words=Words(r["name_vi"], r["name_en"], r["name_zh"]), group=r["group"], duty=r["duty"],
        deadline=r["deadline"], days=int(r["days"] or 0), cites=frozenset(r["cites"].split()),
        previous=r["previous"].partition(" ")[0], same_goods="same" in r["previous"].split(),
        special=frozenset(r["special"].split()), documents=tuple(r["documents"].split()), evidence=r["evidence"], note=r["note"],
    )


#: by code, in the order of the published list
DECLARATION_TYPES: dict[str, DeclarationType] = {r["code"]: _type(r) for r in rows("declaration_types")}
