"""GDAL's vector data as it is needed here: opened by named drivers only, and converted.

Django's GDAL opens by whichever driver feels able, VRT and network ones among them, and does not
write. This calls the same library by the same bindings.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from ctypes import POINTER, byref, c_char_p, c_int, c_void_p
from pathlib import Path
from typing import Any

from django.contrib.gis.gdal import DataSource, Driver, GDALException
from django.contrib.gis.gdal.libgdal import lgdal
from django.contrib.gis.gdal.prototypes import ds as capi

_options_new = lgdal.GDALVectorTranslateOptionsNew
_options_new.argtypes, _options_new.restype = [POINTER(c_char_p), c_void_p], c_void_p
_options_free = lgdal.GDALVectorTranslateOptionsFree
_options_free.argtypes, _options_free.restype = [c_void_p], None
_configure = lgdal.CPLSetThreadLocalConfigOption
_configure.argtypes, _configure.restype = [c_char_p, c_char_p], None
_translate = lgdal.GDALVectorTranslate
_translate.argtypes = [c_char_p, c_void_p, c_int, POINTER(c_void_p), c_void_p, POINTER(c_int)]
_translate.restype = c_void_p


def _texts(values: Iterable[str]) -> Any:
    """A C list of texts, ended by NULL."""
    given = [value.encode() for value in values]
    return (c_char_p * (len(given) + 1))(*given, None)


def opened(
    path: Path,
    drivers: Sequence[str],
    options: Sequence[str] = (),
    config: Mapping[str, str] | None = None,
) -> DataSource:
    """A file, opened for reading by one of these drivers. Raises GDALException.

    ``options`` are the driver's, ``config`` GDAL's own, for this thread from now on.
    """
    for name, value in (config or {}).items():
        _configure(name.encode(), value.encode())
    Driver.ensure_registered()
    pointer = capi.open_ds(
        str(path).encode(),
        capi.GDAL_OF_READONLY | capi.GDAL_OF_VECTOR,
        _texts(drivers),
        _texts(options),
        None,
    )
    # The class takes a pointer with its driver's, and closes it.
    return DataSource(pointer, capi.get_dataset_driver(pointer))


def convert(
    source: Path,
    drivers: Sequence[str],
    target: Path,
    arguments: Sequence[str],
    options: Sequence[str] = (),
) -> None:
    """Write a file's features in another format; ``arguments`` are those of ``ogr2ogr``.

    ``options`` are the source's. Raises GDALException.
    """
    data = opened(source, drivers, options)
    asked = _options_new(_texts(arguments), None)
    if not asked:
        raise GDALException("arguments are not understood")
    try:
        wrong = c_int(0)
        handles = (c_void_p * 1)(data.ptr)
        written = _translate(str(target).encode(), None, 1, handles, asked, byref(wrong))
    finally:
        _options_free(asked)
    if not written or wrong.value:
        raise GDALException("cannot be written")
    capi.destroy_ds(written)
