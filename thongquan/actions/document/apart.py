"""Papers read in a process of its own: a file that breaks the reader breaks nothing of ours."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from typing import Any

from thongquan.core.uploads import Examined, Unfit

#: seconds a file may take and bytes of address space it may fill
SECONDS = 6
PROCESSOR_SECONDS = 2
SPACE = 640 * 1024 * 1024
#: reading may recognise pictures, which takes longer
READ_SECONDS, READ_PROCESSOR_SECONDS = 30, 20
READ_SPACE = 2048 * 1024 * 1024
LIMITED = (
    "import resource as r; r.setrlimit(r.RLIMIT_AS, ({space}, {space})); r.setrlimit(r.RLIMIT_CPU, ({cpu}, {cpu})); "
    "r.setrlimit(r.RLIMIT_CORE, (0, 0)); from thongquan.exchange.formats.papers.{module} import main; main()"
)


def examine_apart(content: bytes, name: str) -> Examined:
    """Judge a file in a child with limits on time and memory; raises Unfit (UPL-11 when it went over them)."""
    answer = ask_child(content, name.replace("\n", " ").replace("\r", " "))
    if "code" in answer:
        raise Unfit(answer["code"])
    return Examined(answer["kind"], answer["pages"], base64.b64decode(answer["thumbnail"]))


def ask_child(content: bytes, name: str) -> dict[str, Any]:
    """What the child says: the kind with pages and thumbnail, or a code; and the kilobytes it took."""
    program = LIMITED.format(space=SPACE, cpu=PROCESSOR_SECONDS, module="examine")
    return _child(program, name.encode(errors="replace") + b"\n" + content, SECONDS)


def read_apart(content: bytes, media_type: str, roots: str = "") -> dict[str, Any]:
    """The values and signatures of a paper that was examined: {read, signatures, unread}; `unread` when reading failed or went over its limits.

    `roots` is the folder of issuers whose signatures are trusted.
    """
    program = LIMITED.format(space=READ_SPACE, cpu=READ_PROCESSOR_SECONDS, module="read")
    try:
        return _child(program, json.dumps({"media": media_type, "roots": roots}).encode() + b"\n" + content, READ_SECONDS)
    except Unfit:
        return {"read": {}, "signatures": [], "unread": True}


def page_apart(content: bytes, page: int) -> bytes:
    """One page of a PDF, counted from 1, as a JPEG an officer can read; drawn in the same kind of child."""
    program = LIMITED.format(space=SPACE, cpu=PROCESSOR_SECONDS, module="pages")
    answer = _child(program, f"{page}\n".encode() + content, SECONDS)
    if "code" in answer:
        raise Unfit(answer["code"])
    return base64.b64decode(answer["picture"])


def trusted_issuers() -> str:
    """The folder of certification authorities that are trusted here, from THONGQUAN_TRUSTED_ISSUERS; empty when none is said."""
    return os.environ.get("THONGQUAN_TRUSTED_ISSUERS", "")


def _child(program: str, said: bytes, seconds: float) -> dict[str, Any]:
    child = subprocess.Popen(
        [sys.executable, "-X", "utf8", "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        env={"PATH": os.environ.get("PATH", ""), "PYTHONPATH": os.pathsep.join(p for p in sys.path if p), "OPENBLAS_NUM_THREADS": "1",
             "OMP_THREAD_LIMIT": "1"})
    try:
        out, _ = child.communicate(said, timeout=seconds)
    except subprocess.TimeoutExpired as slow:
        child.kill()
        child.communicate()
        raise Unfit("UPL-11") from slow
    if child.returncode != 0:
        raise Unfit("UPL-11")
    answer: dict[str, Any] = json.loads(out)
    return answer
