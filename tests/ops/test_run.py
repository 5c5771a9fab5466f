"""``make run`` refuses clearly what it cannot do, and never runs twice."""

import signal
import socket

import pytest
from ops import run, setup
from ops.base import OpsError, write_private


@pytest.fixture(autouse=True)
def own_data_dir(monkeypatch, tmp_path):
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    for name in ("HOST", "PORT", "SECRET_KEY", "DEBUG", "ALLOWED_HOSTS"):
        monkeypatch.delenv(name, raising=False)
    handler = signal.getsignal(signal.SIGTERM)
    yield tmp_path
    signal.signal(signal.SIGTERM, handler)


def test_a_second_run_says_where_the_first_is(capsys, monkeypatch):
    monkeypatch.setattr(setup, "ensure", lambda _: pytest.fail("the second did something"))
    with run._only_one() as lock:
        lock.write_text("http://127.0.0.1:8000 (process 1)\n")
        assert run.main([]) == 0
    assert "already running: http://127.0.0.1:8000 (process 1)" in capsys.readouterr().out


def test_a_taken_port_is_said_before_anything_is_done(capsys, monkeypatch):
    monkeypatch.setattr(setup, "ensure", lambda _: pytest.fail("set up for nothing"))
    monkeypatch.setattr(run, "PORT_SECONDS", 0)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        monkeypatch.setenv("PORT", str(port))
        assert run.main([]) == 1
    assert f"port {port}" in capsys.readouterr().err


@pytest.mark.parametrize("port", ["http", "0", "70000", "-1"])
def test_a_port_that_is_none(port, capsys, monkeypatch):
    monkeypatch.setenv("PORT", port)
    assert run.main([]) == 1
    assert "PORT must be a number" in capsys.readouterr().err


def test_it_runs_as_in_earnest_with_a_key_of_its_own(own_data_dir):
    env = run.environment()
    assert env["DEBUG"] == "0"
    assert env["ALLOWED_HOSTS"].startswith("localhost,127.0.0.1,[::1]")
    assert "*" not in env["ALLOWED_HOSTS"]
    assert env["SECRET_KEY"] == run.environment()["SECRET_KEY"]
    assert (own_data_dir / "secret_key").stat().st_mode & 0o077 == 0


def test_what_the_user_chose_stays(monkeypatch):
    monkeypatch.setenv("DEBUG", "1")
    monkeypatch.setenv("SECRET_KEY", "mine")
    assert (run.environment()["DEBUG"], run.environment()["SECRET_KEY"]) == ("1", "mine")


def test_a_stamp_knows_what_it_was_set_for(tmp_path):
    setup.Stamp(tmp_path / "stamp", "a").set()
    assert setup.Stamp(tmp_path / "stamp", "a").fresh()
    assert not setup.Stamp(tmp_path / "stamp", "b").fresh()


def test_a_fingerprint_sees_names_and_contents(monkeypatch, tmp_path):
    monkeypatch.setattr(setup, "BASE_DIR", tmp_path)
    (tmp_path / "src").mkdir()
    marks = []
    for name, text in (("a.ts", "1"), ("a.ts", "2"), ("b.ts", "2")):
        for old in (tmp_path / "src").iterdir():
            old.unlink()
        (tmp_path / "src" / name).write_text(text)
        marks.append(setup.fingerprint([tmp_path / "src"]))
    assert len(set(marks)) == 3


def test_a_private_file_is_replaced_whole(tmp_path):
    path = tmp_path / "secret"
    path.write_text("old")
    path.chmod(0o644)
    write_private(path, "new")
    assert (path.read_text(), path.stat().st_mode & 0o777) == ("new", 0o600)


def test_a_missing_program_is_explained(monkeypatch):
    from ops import packages

    monkeypatch.setattr(packages, "_as_root", lambda: None)
    need = packages.Need("Frobnicator", lambda: False, ("frob", "frob-data"))
    with pytest.raises(
        OpsError,
        match=r"(?s)missing on this system: Frobnicator.*frob frob-data.*docker compose up",
    ):
        packages.ensure([need])
