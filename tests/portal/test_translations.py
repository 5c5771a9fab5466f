"""The message files are whole: every text, its placeholders, nothing doubtful."""

import ast
import re
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

LOCALES = Path(settings.BASE_DIR) / "tourism_backend" / "locale"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w+\}")


def entries(path):
    """(msgid, plural or None, translations) of each message of a file."""
    for block in path.read_text(encoding="utf-8").split("\n\n")[1:]:
        fields: dict = {}
        name = ""
        for line in block.splitlines():
            if line.startswith("#"):
                assert "fuzzy" not in line, block
                continue
            found = re.match(r"(msg\w+(?:\[\d\])?) (\".*\")$", line)
            name, text = found.groups() if found else (name, line)
            fields[name] = fields.get(name, "") + ast.literal_eval(text)
        if fields:
            told = [value for key, value in fields.items() if key.startswith("msgstr")]
            yield fields["msgid"], fields.get("msgid_plural"), told


@pytest.fixture(params=["vi", "zh_Hans"])
def catalogue(request):
    return LOCALES / request.param / "LC_MESSAGES" / "django.po"


def test_every_text_is_translated(catalogue):
    missing = [msgid for msgid, _plural, told in entries(catalogue) if not all(told)]
    assert missing == []


def test_placeholders_are_kept(catalogue):
    for msgid, plural, told in entries(catalogue):
        expected = sorted(PLACEHOLDER.findall(plural or msgid))
        for text in told:
            assert sorted(PLACEHOLDER.findall(text)) == expected, msgid


def test_catalogues_hold_the_same_texts():
    vi, zh = (
        {msgid for msgid, _p, _t in entries(LOCALES / name / "LC_MESSAGES" / "django.po")}
        for name in ("vi", "zh_Hans")
    )
    assert vi == zh


def test_catalogue_can_be_compiled(catalogue, tmp_path):
    command = ["msgfmt", "--check", "-o", str(tmp_path / "x.mo"), str(catalogue)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
