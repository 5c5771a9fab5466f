"""PDF documents, judged and copied in a process of their own, whose memory and time are bounded.

The copy does what paper does: scripts, actions, attached files and forms that send are refused;
who wrote it with what, notes in the margin and the cameras of its pictures are left out.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tourism_backend.common.intake import Refused

MOST_PAGES = 1000
MOST_OBJECTS = 300_000
PREVIEW = (640, 1280)  # pixels, at most
CPU_S, WALL_S = 15, 60
MEMORY = 2 << 30  # bytes of address space
WRITTEN = 120 << 20  # bytes of the copy
# What a reader would run, send, open or unpack.
_ACTIVE_KEYS = frozenset({"/JS", "/AA", "/XFA", "/EF", "/EmbeddedFiles", "/RichMediaContent"})
_ACTIONS = frozenset(
    {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/Rendition", "/Movie"}
)
_ACTIVE_NOTES = frozenset({"/RichMedia", "/FileAttachment", "/Screen", "/3D", "/Movie", "/Sound"})
_TOLD_KEYS = ("/Metadata", "/PieceInfo", "/LastModified")


def read(path: Path, copy: Path, preview: Path) -> int:
    """The pages of a document; writes what of it may be public, and its first page as a JPEG.

    Raises Refused.
    """
    command = [sys.executable, "-m", __name__, str(path), str(copy), str(preview)]
    root = Path(__file__).resolve().parents[2]
    try:
        done = subprocess.run(  # noqa: S603  our own module, on paths that we made
            command, cwd=root, env={}, capture_output=True, timeout=WALL_S, check=True
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError):
        raise Refused("too-much") from None
    told = json.loads(done.stdout)
    if told["code"]:
        raise Refused(told["code"])
    return int(told["pages"])


def _main(path: str, copy: str, preview: str) -> None:
    """In the process of its own."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (WRITTEN, WRITTEN))
    try:
        told = {"code": "", "pages": _copied(path, copy)}
        _draw(copy, preview)
    except Refused as refused:
        told = {"code": refused.code}
    json.dump(told, sys.stdout)


def _copied(path: str, copy: str) -> int:
    import pikepdf

    try:
        with pikepdf.open(path, attempt_recovery=False) as pdf:
            pages = len(pdf.pages)
            if not pages:
                raise Refused("broken")
            if pages > MOST_PAGES or len(pdf.objects) > MOST_OBJECTS:
                raise Refused("too-much")
            if any(map(_is_active, _dictionaries(pdf))):
                raise Refused("active")
            for each in _dictionaries(pdf):
                _silence(each)
            del pdf.docinfo
            pdf.save(copy, linearize=True, deterministic_id=True)
    except pikepdf.PasswordError:
        raise Refused("locked") from None
    except (pikepdf.PdfError, pikepdf.DataDecodingError, ValueError, RuntimeError, TypeError):
        raise Refused("broken") from None
    return pages


def _dictionaries(pdf: Any) -> Iterator[Any]:
    """Each dictionary and stream of the file, also those within others."""
    import pikepdf

    waiting: list[Any] = [pdf.trailer, *pdf.objects]
    while waiting:
        each = waiting.pop()
        if isinstance(each, pikepdf.Array):
            inner: list[Any] = list(each)
        elif isinstance(each, pikepdf.Dictionary | pikepdf.Stream):
            yield each
            inner = [each.get(key) for key in each.keys()]  # noqa: SIM118  streams do not iterate
        else:
            continue
        kinds = (pikepdf.Array, pikepdf.Dictionary)
        waiting += [one for one in inner if isinstance(one, kinds) and not one.is_indirect]


def _is_active(each: Any) -> bool:
    keys = set(each.keys())
    return bool(
        keys & _ACTIVE_KEYS
        or str(each.get("/S", "")) in _ACTIONS
        or str(each.get("/Subtype", "")) in _ACTIVE_NOTES
    )


def _silence(each: Any) -> None:
    """Leave out what tells of its maker: metadata, notes but for links, a camera's words."""
    import pikepdf

    for key in _TOLD_KEYS:
        if key in each:
            del each[key]
    if "/Annots" in each:
        notes = [note for note in each["/Annots"] if str(note.get("/Subtype", "")) == "/Link"]
        each["/Annots"] = pikepdf.Array(notes)
    if isinstance(each, pikepdf.Stream) and each.get("/Filter") == pikepdf.Name.DCTDecode:
        raw = each.read_raw_bytes()
        each.write(without_camera(raw), filter=pikepdf.Name.DCTDecode)


def without_camera(jpeg: bytes) -> bytes:
    """A JPEG without what cameras write; the parts that its colours need stay."""
    out, at = bytearray(jpeg[:2]), 2
    while at + 4 <= len(jpeg) and jpeg[at] == 0xFF and jpeg[at + 1] != 0xDA:
        size = 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
        mark, part = jpeg[at + 1], jpeg[at : at + size]
        told = mark == 0xFE or (0xE1 <= mark <= 0xEF and mark != 0xEE)
        if not told or part[4:16] == b"ICC_PROFILE\0":
            out += part
        at += size
    return bytes(out + jpeg[at:])


def _draw(copy: str, preview: str) -> None:
    """The first page as a picture."""
    import pypdfium2

    try:
        page = pypdfium2.PdfDocument(copy)[0]
        width, height = page.get_size()
        scale = min(PREVIEW[0] / width, PREVIEW[1] / height)
        drawn = page.render(scale=scale).to_pil().convert("RGB")
    except (pypdfium2.PdfiumError, ZeroDivisionError, ValueError):
        raise Refused("broken") from None
    drawn.save(preview, "JPEG", quality=80)


if __name__ == "__main__":
    _main(*sys.argv[1:])
