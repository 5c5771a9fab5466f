"""Recordings and documents, and what is like them; each with the answer it must get."""

import io
import struct
import wave
import zlib
from fractions import Fraction

import av
import numpy as np
import pikepdf
from mutagen.oggopus import OggOpus
from mutagen.oggvorbis import OggVorbis
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

from tests.content.media.corpus import iso, saved, zipped

SECRET = "SN-7719-zqx"
FORMS = {
    "mp3": ("mp3", "mp3"),
    "m4a": ("ipod", "aac"),
    "ogg": ("ogg", "libopus"),
    "vorbis": ("ogg", "vorbis"),
}
RATE = 48_000


def sound(form="mp3", seconds=2.0):
    """A tone, with everything told beside it that the format knows."""
    if form == "wav":
        return _wav(seconds)
    container, codec = FORMS[form]
    out = io.BytesIO()
    with av.open(out, "w", format=container) as file:
        for name in ("title", "artist", "comment", "location", "encoded_by"):
            file.metadata[name] = f"{SECRET}-{name}"
        layout = "stereo" if codec == "vorbis" else "mono"
        stream = file.add_stream(codec, rate=RATE, layout=layout, options={"strict": "-2"})
        frame = av.AudioFrame.from_ndarray(_tone(seconds)[None], format="fltp", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = RATE, 0, Fraction(1, RATE)
        resampler = av.AudioResampler(stream.format, layout, RATE, stream.frame_size or None)
        for part in (*resampler.resample(frame), *resampler.resample(None), None):
            file.mux(stream.encode(part))
    return TOLD_TOO.get(form, bytes)(out.getvalue())


def _boxed(m4a):
    """The name of a device, a box of a program's own, the day it was made."""
    told = iso_box(b"beam", f"{SECRET}-beam".encode())
    index = m4a.index(b"moov") - 4
    size = int.from_bytes(m4a[index : index + 4], "big")
    day = m4a.index(b"mvhd") + 8
    made = m4a[:day] + SECRET[:8].encode() + m4a[day + 8 :]
    grown = (size + len(told)).to_bytes(4, "big")
    made = (
        made[:index] + grown + made[index + 4 : index + size] + told + made[index + size :] + told
    )
    device = b"SoundHandler"
    return made.replace(device, SECRET.encode().ljust(len(device), b" "))


def iso_box(name, inner):
    return (8 + len(inner)).to_bytes(4, "big") + name + inner


def _paged(ogg):
    """The name of the program, and what stands behind the comments of Opus."""
    file = io.BytesIO(ogg)
    heard = (OggOpus if b"OpusHead" in ogg[:60] else OggVorbis)(file)
    heard.tags.vendor = f"{SECRET}-vendor"
    heard.tags._pad_data = b"\1" + f"{SECRET}-behind".encode()
    file.seek(0)
    heard.save(file)
    return file.getvalue()


TOLD_TOO = {"m4a": _boxed, "ogg": _paged, "vorbis": _paged}


def _tone(seconds):
    return np.sin(np.arange(int(RATE * seconds), dtype=np.float32) / 20) * np.float32(0.4)


def _wav(seconds):
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes((_tone(seconds) * 32_000).astype("<i2").tobytes())
    told = f"{SECRET}-device".encode().ljust(602, b"\0")
    plain = out.getvalue()
    behind = b"\0\0" + SECRET.encode().ljust(14, b" ")  # the form of the samples
    formed = plain[:16] + struct.pack("<I", 32) + plain[20:36] + behind + plain[36:]
    return chunked(formed + b"bext" + struct.pack("<I", len(told)) + told)


def chunked(body):
    return body[:4] + struct.pack("<I", len(body) - 8) + body[8:]


def heard(body):
    """The samples, as somebody else's player hears them."""
    with av.open(io.BytesIO(body)) as file:
        return np.concatenate([frame.to_ndarray().ravel() for frame in file.decode(audio=0)])


def document(pages=2, change=lambda _pdf: None, **save):
    """A PDF as an office writes it."""
    pdf = pikepdf.new()
    for _page in range(pages):
        page = pdf.add_blank_page(page_size=(595, 842))
        page.Contents = pdf.make_stream(b"1 0 0 RG 40 w 100 100 400 600 re S")
    pdf.docinfo["/Author"] = f"{SECRET}-author"
    with pdf.open_metadata() as told:
        told["dc:creator"] = [f"{SECRET}-creator"]
    note = pdf.make_indirect(Dictionary(
        Type=Name.Annot, Subtype=Name.Text, Rect=[0, 0, 9, 9], T=f"{SECRET}-reader", Contents="x"
    ))  # fmt: skip
    link = Dictionary(
        Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], Contents=f"{SECRET}-link"
    )
    page = pdf.pages[0]
    page.Annots = Array([note, pdf.make_indirect(link)])
    page.VP = Array([Dictionary(Measure=Dictionary(Subtype=Name.GEO, Name=f"{SECRET}-map"))])
    page.Thumb = pdf.make_stream(f"{SECRET}-thumb".encode())
    _photographs(pdf)
    _kept_by_its_maker(pdf, note)
    change(pdf)
    out = io.BytesIO()
    pdf.save(out, **save)
    return out.getvalue()


def _photographs(pdf):
    """As cameras and scanners leave them: alone, packed twice, with a preview behind, JPEG 2000."""
    taken = saved(comment=f"{SECRET}-camera".encode())
    scan = io.BytesIO()
    Image.new("RGB", (400, 300)).save(scan, "JPEG2000")
    xml = iso_box(b"xml ", f"{SECRET}-scan".encode())
    code = scan.getvalue()
    told = (4 + len(SECRET)).to_bytes(2, "big") + b"\0\1" + SECRET.encode()
    size = code.index(b"\xff\x52")  # a comment of the code's own before its style
    bare = code[code.index(b"\xff\x4f\xff\x51") : size] + b"\xff\x64" + told + code[size:]
    dct, jpx = Name.DCTDecode, Name.JPXDecode
    shapes = {
        "Photo": (taken, dct),
        "Packed": (zlib.compress(taken), Array([Name.FlateDecode, dct])),
        "Behind": (saved() + taken, Array([dct])),
        "Scan": (code + xml, jpx),
        "Code": (bare, jpx),
    }
    found = Dictionary()
    for name, (body, packed) in shapes.items():
        photo = pdf.make_stream(b"")
        photo.stream_dict = Dictionary(
            Type=Name.XObject, Subtype=Name.Image, Width=400, Height=300, BitsPerComponent=8,
            ColorSpace=Name.DeviceRGB,
        )  # fmt: skip
        photo.write(body, filter=packed)
        found[f"/{name}"] = photo
    pdf.pages[0].Resources = Dictionary(XObject=found)


def _kept_by_its_maker(pdf, note):
    """A signature, what a form was filled with, keys of one's own, what leads to a note."""
    signed = pdf.make_indirect(
        Dictionary(Type=Name.Sig, Name=f"{SECRET}-signed", Location=f"{SECRET}-where")
    )
    field = pdf.make_indirect(Dictionary(FT=Name.Sig, T="a", V=signed))
    pdf.Root.AcroForm = Dictionary(Fields=Array([field]))
    pdf.Root["/Internal"] = String(f"{SECRET}-internal")
    pdf.pages[0]["/Consent"] = String(f"{SECRET}-consent")
    pdf.trailer["/Kept"] = String(f"{SECRET}-kept")
    own = Dictionary(O=Name.UserProperties, P=Array([Dictionary(N="by", V=f"{SECRET}-user")]))
    leads = Dictionary(S=Name.Annot, K=Dictionary(Type=Name.OBJR, Obj=note))
    text = Dictionary(S=Name.P, A=own)
    pdf.Root.StructTreeRoot = Dictionary(Type=Name.StructTreeRoot, K=Array([leads, text]))


def _opening(action):
    def change(pdf):
        pdf.Root.OpenAction = action

    return document(change=change)


def _attached(pdf):
    pdf.attachments["x.exe"] = b"MZ"


def _noted(subtype):
    def change(pdf):
        pdf.pages[0].Annots = Array([Dictionary(Type=Name.Annot, Subtype=subtype)])

    return document(change=change)


def _form(pdf):
    pdf.Root.AcroForm = Dictionary(XFA=pdf.make_stream(b"<x/>"), Fields=Array())


def _bomb(pdf):
    """A stream that unpacks to 3 GB when the page is drawn."""
    packer = zlib.compressobj(9)
    body = b"".join(packer.compress(b"q Q " * 2**18) for _n in range(3000)) + packer.flush()
    pdf.pages[0].Contents = pikepdf.Stream(pdf, body)
    pdf.pages[0].Contents.stream_dict = Dictionary(Filter=Name.FlateDecode)


def corpus():
    """(what, bytes, the refusal's code or how the copy's name ends)."""
    mp3, m4a, ogg, wav = (sound(form) for form in ("mp3", "m4a", "ogg", "wav"))
    pdf, script = document(), b"<script>alert(1)</script>"
    half = {name: len(body) // 2 for name, body in (("mp3", mp3), ("m4a", m4a), ("ogg", ogg))}
    yield from (
        ("mp3", mp3, "mp3"),
        ("m4a", m4a, "m4a"),
        ("opus", ogg, "ogg"),
        ("vorbis", sound("vorbis"), "ogg"),
        ("wav", wav, "wav"),
        ("mp3 without tags", mp3[mp3.index(b"\xff\xfb") :], "mp3"),
        ("pdf", pdf, "pdf"),
        # what is something else
        ("nothing", b"", "empty"),
        ("jpeg", saved(), "picture"),
        ("svg", b"<svg/>", "unknown"),
        ("zip", zipped(), "unknown"),
        ("exe", b"MZ\x90\0" + b"\0" * 90, "unknown"),
        ("flac", b"fLaC" + b"\0" * 90, "unknown"),
        ("film", iso(b"qt  "), "unknown"),
        ("ogg film", ogg.replace(b"OpusHead", b"theora!!"), "unknown"),
        ("m4a with a picture track", m4a.replace(b"soun", b"vide"), "film"),
        ("compressed wav", wav[:20] + b"\x55\0" + wav[22:], "unknown"),
        # damaged
        ("mp3 cut", mp3[: half["mp3"] + 3], "broken"),
        ("mp3's tag only", b"ID3\x04\0\0\0\0\0\x05" + b"\0" * 90, "broken"),
        ("m4a cut", m4a[: half["m4a"]], "broken"),
        ("m4a without its index", iso(b"M4A "), "broken"),
        ("ogg cut", ogg[: half["ogg"]], "broken"),
        ("ogg's head", b"OggS" + b"\0" * 90, "broken"),
        ("wav cut", wav[:5000], "broken"),
        ("wav's head", wav[:12], "broken"),
        ("pdf cut", pdf[: len(pdf) // 2], "broken"),
        ("pdf's head", b"%PDF-1.7\n1 0 obj", "broken"),
        ("more than 40 MB", mp3 + b"\0" * (40 * 1024 * 1024), "too-large"),
        ("wav that lasts for days", _slow(wav), "too-long"),
        # two in one
        ("mp3 and zip", mp3 + zipped(), "two-in-one"),
        ("mp3 and page", mp3 + script, "two-in-one"),
        ("wav and more", wav + b"x" * 400, "two-in-one"),
        ("pdf and zip", pdf + zipped(), "two-in-one"),
        ("pdf and page", pdf + script, "two-in-one"),
        # documents that do something
        ("script at opening", _opening(Dictionary(S=Name.JavaScript, JS="app.alert(1)")), "active"),
        ("program at opening", _opening(Dictionary(S=Name.Launch, F="x.exe")), "active"),
        ("form that is sent", _opening(Dictionary(S=Name.SubmitForm)), "active"),
        ("attached file", document(change=_attached), "active"),
        ("film within", _noted(Name.RichMedia), "active"),
        ("form of XML", document(change=_form), "active"),
        ("locked", document(encryption=pikepdf.Encryption(owner="a", user="b")), "locked"),
        ("1,001 pages", document(1001), "too-much"),
        ("page of 3 GB", document(change=_bomb), "too-much"),
    )  # fmt: skip


def _slow(wav):
    """One byte a second."""
    return wav[:28] + struct.pack("<I", 1) + wav[32:]
