"""A real Celery worker, killed while it makes renditions: nothing is lost, twice, or left over."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from benchmarks import album
from benchmarks.crew import Crew
from benchmarks.pictures import faults, watch
from content.media import files, services
from content.media.models import Making, Picture
from tests.geo.places.conftest import ROBOT
from tests.publishing.test_worker import environment


@pytest.fixture
def crew(media_root):
    """A worker with one process, on the test's own store."""
    found = Crew(environment() | {"DATA_DIR": str(media_root.parent)}, 1)
    yield found
    found.stop()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_pictures_when_the_worker_is_killed_on_the_way_are_all_made_once(crew, monkeypatch):
    for number in range(15):
        upload = SimpleUploadedFile(f"{number}.jpg", album.picture(number))
        services.take(ROBOT, upload)
    watch(crew, Picture.objects.filter(making=Making.READY).count, 15, kills=2)
    crew.stop()
    monkeypatch.setattr(files, "NEW_S", 0.0)
    files.sweep()
    assert faults() == []


def test_faults_when_something_is_wrong_are_found(taken, media_root):
    picture = taken()
    assert faults() == []
    files.rendition(picture.sha256, "w320.jpg").delete()
    with files.rendition(picture.sha256, "w640.webp").local() as path:
        path.write_bytes(path.read_bytes()[:300])
        path.with_name("w9.jpg").write_bytes(b"x")
    (media_root / "tmp" / "left").mkdir()
    found = "\n".join(faults())
    assert "lacks {'w320.jpg'}, has {'w9.jpg'} besides" in found
    assert "w640.webp is not whole" in found
    assert "left over" in found


HOLD = """
import sys, time
from django.conf import settings
settings.configure(MEDIA_ROOT=sys.argv[1])
from content.media import files
with files.scratch() as folder:
    print(folder, flush=True)
    time.sleep(60)
"""


def test_scratch_when_its_process_was_killed_is_swept_and_of_one_at_work_is_not(
    media_root, monkeypatch
):
    command = [sys.executable, "-c", HOLD, str(media_root)]
    env = os.environ | {"PYTHONPATH": str(Path.cwd())}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env) as holder:
        folder = Path(holder.stdout.readline().strip())
        assert files.sweep() == 0  # too young to tell
        monkeypatch.setattr(files, "NEW_S", 0.0)
        assert files.sweep() == 0
        assert folder.exists()
        holder.kill()
    time.sleep(0.01)
    assert files.sweep() == 1
    assert not folder.exists()
