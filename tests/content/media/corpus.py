"""Pictures and what is like pictures, made on the spot; each with the answer it must get."""

import io
import struct
import zipfile
import zlib

from PIL import Image, ImageCms, ImageDraw, PngImagePlugin

SIZE = (400, 300)


def scene(size=SIZE, mode="RGB"):
    """Something with edges and colours."""
    image = Image.new("RGB", size, "#7fb2d6")
    draw = ImageDraw.Draw(image)
    width, height = size
    draw.polygon([(0, height), (width // 3, height // 4), (width, height)], fill="#2f6b3a")
    draw.ellipse([width * 0.7, height * 0.1, width * 0.85, height * 0.3], fill="#ffd27f")
    return image.convert(mode) if mode != "RGB" else image


def saved(image=None, form="JPEG", **options):
    out = io.BytesIO()
    (image or scene()).save(out, form, **options)
    return out.getvalue()


def png_of(width, height, depth=8, colour=2, body=b""):
    """A PNG by hand: the header may promise what the body does not hold."""

    def chunk(kind, data):
        crc = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc)

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(body))
        + chunk(b"IEND", b"")
    )  # fmt: skip


def zipped():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("x.txt", "x")
    return out.getvalue()


def frames(form, **options):
    return saved(scene(), form, save_all=True, append_images=[scene(mode="L")], **options)


def text_bomb():
    """A PNG whose text unpacks to 80 MB."""
    info = PngImagePlugin.PngInfo()
    info.add_text("bomb", "0" * 80_000_000, zip=True)
    return saved(form="PNG", pnginfo=info)


def gif_of(width, height):
    data = bytearray(saved(form="GIF"))
    data[6:10] = struct.pack("<HH", width, height)
    return bytes(data)


def jpeg_of(width, height):
    data = bytearray(saved())
    at = data.index(b"\xff\xc0")
    data[at + 5 : at + 9] = struct.pack(">HH", height, width)
    return bytes(data)


def iso(brand, *others):
    body = b"ftyp" + brand + b"\0\0\0\0" + b"".join(others)
    return struct.pack(">I", len(body) + 4) + body + b"\0" * 200


def wide_gamut():
    """A JPEG whose profile is not sRGB, as far as one can be made here."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    return saved(icc_profile=profile.tobytes())


def corpus():
    """(what, bytes, the refusal's code or the format)."""
    jpeg, png, webp, gif = saved(), saved(form="PNG"), saved(form="WEBP"), saved(form="GIF")
    tiff, avif = saved(form="TIFF"), saved(form="AVIF")
    script = b"<script>alert(1)</script>"
    yield from (
        # what is taken
        ("jpeg", jpeg, "JPEG"),
        ("png", png, "PNG"),
        ("webp", webp, "WEBP"),
        ("avif", avif, "AVIF"),
        ("still gif", gif, "GIF"),
        ("tiff", tiff, "TIFF"),
        ("lzw tiff", saved(form="TIFF", compression="tiff_lzw"), "TIFF"),
        ("progressive jpeg", saved(progressive=True), "JPEG"),
        ("grey jpeg", saved(scene(mode="L")), "JPEG"),
        ("cmyk jpeg", saved(scene(mode="CMYK")), "JPEG"),
        ("cmyk tiff", saved(scene(mode="CMYK"), "TIFF"), "TIFF"),
        ("16-bit png", saved(Image.new("I;16", SIZE, 40_000), "PNG"), "PNG"),
        ("16-bit tiff", saved(Image.new("I;16", SIZE, 40_000), "TIFF"), "TIFF"),
        ("palette png", saved(scene(mode="P"), "PNG"), "PNG"),
        ("transparent png", saved(scene(mode="RGBA"), "PNG"), "PNG"),
        ("transparent palette", saved(scene(mode="P"), "PNG", transparency=0), "PNG"),
        ("1-bit png", saved(scene(mode="1"), "PNG"), "PNG"),
        ("lossless webp", saved(form="WEBP", lossless=True), "WEBP"),
        ("jpeg with a strange profile", wide_gamut(), "JPEG"),
        ("jpeg with a broken profile", saved(icc_profile=b"nonsense" * 20), "JPEG"),
        ("jpeg and a film after it (a phone's)", jpeg + iso(b"isom"), "JPEG"),
        # what is something else
        ("nothing", b"", "empty"),
        ("svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>', "svg"),
        ("svg with a declaration", b'<?xml version="1.0"?>\n<svg onload="x()"/>', "svg"),
        ("svg after a mark", b"\xef\xbb\xbf  <SVG/>", "svg"),
        ("web page", b"<!DOCTYPE html><p>x", "markup"),
        ("php", b"<?php system('x'); ?>", "markup"),
        ("xml", b'<?xml version="1.0"?><a/>', "markup"),
        ("heic", iso(b"heic", b"mif1", b"heic"), "heic"),
        ("heif", iso(b"mif1", b"heic"), "heic"),
        ("pdf", b"%PDF-1.7\n1 0 obj", "pdf"),
        ("zip", zipped(), "archive"),
        ("gzip", b"\x1f\x8b\x08" + b"\0" * 40, "archive"),
        ("mp3", b"ID3\x04" + b"\0" * 90, "sound"),
        ("ogg", b"OggS" + b"\0" * 90, "sound"),
        ("m4a", iso(b"M4A "), "sound"),
        ("wav", b"RIFF\x24\0\0\0WAVEfmt ", "sound"),
        ("mp4", iso(b"isom", b"mp42"), "film"),
        ("avi", b"RIFF\x24\0\0\0AVI LIST", "film"),
        ("exe", b"MZ\x90\0" + b"\0" * 90, "program"),
        ("shell script", b"#!/bin/sh\nrm -rf x\n", "program"),
        ("bmp", saved(form="BMP"), "unknown-picture"),
        ("ico", saved(scene((64, 64)), "ICO"), "unknown-picture"),
        ("jpeg 2000", saved(form="JPEG2000"), "unknown-picture"),
        ("psd", b"8BPS\0\x01" + b"\0" * 90, "unknown-picture"),
        ("text", b"hello", "unknown"),
        ("noise", bytes(range(3, 250)), "unknown"),
        # damaged
        ("jpeg cut", jpeg[: len(jpeg) // 2], "broken"),
        ("jpeg's first bytes", jpeg[:20], "broken"),
        ("png cut", png[: len(png) // 2], "broken"),
        ("webp cut", webp[: len(webp) // 2], "broken"),
        ("avif cut", avif[: len(avif) // 2], "broken"),
        ("tiff cut", tiff[: len(tiff) // 2], "broken"),
        ("png with a wrong sum", png[:60] + b"\0\0\0" + png[63:], "broken"),
        ("png without a body", png_of(400, 300), "broken"),
        ("gif's header", gif[:12], "broken"),
        # bombs and giants
        ("png bomb", png_of(19_000, 19_000, 1, 0, b"\0" * 1000), "too-many-pixels"),
        ("png giant", png_of(2**31 - 1, 2**31 - 1), "too-many-pixels"),
        ("png of 20,001 pixels", png_of(20_001, 100), "too-long-side"),
        ("jpeg of 65,000 pixels", jpeg_of(65_000, 65_000), "too-many-pixels"),
        ("jpeg of 144 megapixels", jpeg_of(12_000, 12_000), "too-many-pixels"),
        ("gif of 65,535 pixels", gif_of(65_535, 65_535), "too-many-pixels"),
        ("png with 80 MB of text", text_bomb(), "broken"),
        ("one pixel", saved(Image.new("RGB", (1, 1)), "PNG"), "too-small"),
        ("a line", saved(Image.new("RGB", (900, 3)), "PNG"), "too-small"),
        ("more than 40 MB", jpeg + b"\0" * (40 * 1024 * 1024), "too-large"),
        # moving, several pages
        ("moving gif", frames("GIF"), "animated"),
        ("moving png", frames("PNG"), "animated"),
        ("moving webp", frames("WEBP"), "animated"),
        ("moving avif", frames("AVIF"), "animated"),
        ("two pages", frames("TIFF"), "several"),
        # colours nobody sees
        ("floating point", saved(Image.new("F", SIZE, 0.5), "TIFF"), "mode"),
        # two in one
        ("jpeg and zip", jpeg + zipped(), "two-in-one"),
        ("png and zip", png + zipped(), "two-in-one"),
        ("jpeg and page", jpeg + b"<html><body>" + script, "two-in-one"),
        ("jpeg with a script in a comment", saved(comment=script), "two-in-one"),
        ("jpeg with php in a comment", saved(comment=b"<?php phpinfo(); ?>"), "two-in-one"),
        ("gif as a script", b"GIF89a/*" + gif[8:] + b"*/=1;" + script, "two-in-one"),
        ("jpeg and pdf", jpeg[:20] + b"%PDF-1.4" + jpeg[28:], "two-in-one"),
        ("webp and more", webp + b"x" * 500, "two-in-one"),
        ("script across two parts", jpeg + b"\0" * (2**20 - len(jpeg) - 4) + script, "two-in-one"),
    )
