"""PDF documents, judged and copied in a process of their own, whose memory and time are bounded.

The copy does what paper does: scripts, actions, attached files and forms that send are refused;
who wrote it with what, notes in the margin and the cameras of its pictures are left out.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from tourism_backend.common import embedded
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
_TOLD_KEYS = frozenset(
    {"/Metadata", "/PieceInfo", "/LastModified", "/Measure", "/PtData", "/OPI", "/CreatorInfo"}
    | {"/User", "/Thumb"}
)
# What a reader needs to show and turn the pages. All else (signatures, values of forms, positions
# of maps, a maker's own keys) is left out.
_ROOT_KEYS = frozenset(
    {"/Type", "/Version", "/Extensions", "/Pages", "/PageLabels", "/PageLayout", "/PageMode"}
    | {"/ViewerPreferences", "/Names", "/Dests", "/Outlines", "/OpenAction", "/Lang", "/MarkInfo"}
    | {"/StructTreeRoot", "/OutputIntents", "/OCProperties"}
)
_PAGE_KEYS = frozenset(
    {"/Type", "/Parent", "/Resources", "/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox"}
    | {"/Rotate", "/UserUnit", "/Contents", "/Group", "/Annots", "/Tabs", "/StructParents"}
    | {"/Trans", "/Dur"}
)
_LINK_KEYS = frozenset(
    {"/Type", "/Subtype", "/Rect", "/A", "/Dest", "/Border", "/BS", "/C", "/H", "/QuadPoints"}
    | {"/F", "/StructParent"}
)
_TRAILER_KEYS = frozenset({"/Root", "/Size", "/ID", "/Prev", "/XRefStm"})


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
            _bare(pdf)
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


def _bare(pdf: Any) -> None:
    """Leave out what tells of its maker or is for the maker's own use."""
    import pikepdf

    del pdf.docinfo
    _keep(pdf.trailer, _TRAILER_KEYS)
    _keep(pdf.Root, _ROOT_KEYS)
    if "/Names" in pdf.Root:
        _keep(pdf.Root.Names, {"/Dests"})
    for page in pdf.pages:
        notes = page.obj.get("/Annots", pikepdf.Array())
        for note in notes:
            # Emptied too: what else leads to a note, as the structure of the text does, finds none.
            _keep(note, _LINK_KEYS if _is_link(note) else ())
        page.obj.Annots = pikepdf.Array(note for note in notes if _is_link(note))
        _keep(page.obj, _PAGE_KEYS)
    for each in _dictionaries(pdf):
        _silence(each)
        if isinstance(each, pikepdf.Stream):
            _without_camera(pdf, each)


def _is_link(note: Any) -> bool:
    return str(note.get("/Subtype", "")) == "/Link"


def _keep(each: Any, wanted: Collection[str]) -> None:
    for key in set(each.keys()) - set(wanted):
        del each[key]


def _silence(each: Any) -> None:
    """Leave out metadata, a maker's notes on parts of the text, what is no link."""
    for key in _TOLD_KEYS & set(each.keys()):
        del each[key]
    if str(each.get("/O", "")) == "/UserProperties":
        _keep(each, {"/O"})
    if str(each.get("/Type", "")) == "/OBJR" and "/Obj" in each and not _is_link(each["/Obj"]):
        del each["/Obj"]


def _without_camera(pdf: Any, stream: Any) -> None:
    """A picture without its camera's words, whatever it is packed in."""
    import pikepdf

    filters, options = (_listed(stream.get(key)) for key in ("/Filter", "/DecodeParms"))
    kind = str(filters[-1]) if filters else ""
    if kind not in embedded.BARE:
        return
    body = stream.read_raw_bytes()
    if len(filters) > 1:
        outer = pdf.make_stream(body)
        outer.Filter = pikepdf.Array(filters[:-1])
        if options:
            outer.DecodeParms = pikepdf.Array(options[:-1])
        body = outer.read_bytes()
    last = options[-1] if options and isinstance(options[-1], pikepdf.Dictionary) else None
    stream.write(embedded.BARE[kind](body), filter=filters[-1], decode_parms=last)


def _listed(value: Any) -> list[Any]:
    import pikepdf

    if value is None:
        return []
    return list(value) if isinstance(value, pikepdf.Array) else [value]


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
