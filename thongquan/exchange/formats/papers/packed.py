"""XML and XLSX: no entities, no macros, no names that climb, nothing that swells."""

from __future__ import annotations

import io
import re
import zipfile
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from thongquan.core.uploads import MOST_MEMBERS, MOST_RATIO, MOST_UNPACKED, Examined, Unfit

#: members that run or carry something else
ACTIVE_MEMBERS = re.compile(r"vbaproject|activex|embeddings/|externallinks/|macrosheets/|\.(exe|dll|js|vbs|bat|ps1|scr)$", re.I)
MOST_DEPTH, MOST_ELEMENTS = 100, 2_000_000


def examine_xml(content: bytes, kind: str) -> Examined:
    """Judge an XML file."""
    well_formed(io.BytesIO(content))
    return Examined(kind)


def well_formed(source: io.BytesIO) -> None:
    """Read it through, element by element, without entities or a document type."""
    depth = count = 0
    try:
        for event, element in iterparse(source, events=("start", "end"), forbid_dtd=True):
            if event == "start":
                depth, count = depth + 1, count + 1
                if depth > MOST_DEPTH or count > MOST_ELEMENTS:
                    raise Unfit("UPL-11")
            else:
                depth -= 1
                element.clear()
    except DefusedXmlException as bomb:
        raise Unfit("UPL-04") from bomb
    except (ParseError, ValueError, LookupError) as broken:
        raise Unfit("UPL-06") from broken


def examine_xlsx(content: bytes, kind: str) -> Examined:
    """Judge a sheet: the archive first by its own list, then unpacked within limits."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            refuse_tricks(members)
            names = {m.filename for m in members}
            if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
                raise Unfit("UPL-01")
            sheets = sum(1 for name in names if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name))
            unpack_within_limits(archive, members, len(content))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as broken:
        raise Unfit("UPL-06") from broken
    return Examined(kind, max(1, sheets))


def refuse_tricks(members: list[zipfile.ZipInfo]) -> None:
    """Names that climb out, twins, locked members, macros, and lists that are too long."""
    if len(members) > MOST_MEMBERS or sum(m.file_size for m in members) > MOST_UNPACKED:
        raise Unfit("UPL-10")
    seen: set[str] = set()
    for member in members:
        name = member.filename.replace("\\", "/")
        if name.startswith("/") or ".." in name.split("/") or ":" in name or "\0" in name or name.casefold() in seen:
            raise Unfit("UPL-03")
        seen.add(name.casefold())
        if member.flag_bits & 0x1:
            raise Unfit("UPL-07")
        if ACTIVE_MEMBERS.search(name):
            raise Unfit("UPL-04")


def unpack_within_limits(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], packed: int) -> None:
    """What the list says may be a lie, so each member is unpacked and counted; its XML must be plain."""
    whole = 0
    for member in members:
        got = io.BytesIO()
        with archive.open(member) as stream:
            while chunk := stream.read(65_536):
                whole += len(chunk)
                if whole > MOST_UNPACKED or whole > max(packed, 20_000) * MOST_RATIO:
                    raise Unfit("UPL-10")
                if member.filename.endswith((".xml", ".rels")):
                    got.write(chunk)
        if got.tell():
            got.seek(0)
            well_formed(got)
