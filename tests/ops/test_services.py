"""The private PostGIS and Redis come up whatever was left behind, and stop when told to."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from ops import postgres, rediserver
from ops.base import read_env_file

BIN = Path(__file__).resolve().parents[2] / "bin"
pytestmark = pytest.mark.skipif(
    postgres.programs() is None or not shutil.which("redis-server"), reason="no servers here"
)


class Installation:
    """A DATA_DIR with private services."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir

    def call(self, action: str) -> subprocess.CompletedProcess[str]:
        names = ("DATABASE_URL", "PUBLIC_DATABASE_URL", "REDIS_URL")
        env = {k: v for k, v in os.environ.items() if k not in names}
        env["DATA_DIR"] = str(self.data_dir)
        command = [sys.executable, str(BIN / "services"), action]
        return subprocess.run(command, env=env, capture_output=True, text=True, check=False)

    def start(self) -> dict[str, str]:
        done = self.call("start")
        assert done.returncode == 0, done.stderr
        return read_env_file(self.data_dir / "services.env")

    @property
    def state(self) -> dict:
        return json.loads((self.data_dir / "services.json").read_text())

    @property
    def postmaster(self) -> int:
        return int(self.pid_file.read_text().split()[0])

    @property
    def pid_file(self) -> Path:
        return self.data_dir / "servers" / "postgres" / "postmaster.pid"

    def query(self, name: str, statement: str) -> object:
        url = read_env_file(self.data_dir / "services.env")[name].replace("postgis:", "postgresql:")
        with psycopg.connect(url) as connection:
            return connection.execute(statement).fetchone()[0]


@pytest.fixture(scope="module")
def installation():
    # not pytest's own folder: root's is closed to the user that PostgreSQL runs as
    folder = Path(tempfile.mkdtemp(prefix="tourism-test-"))
    folder.chmod(0o755)
    made = Installation(folder)
    made.start()
    yield made
    made.call("stop")
    shutil.rmtree(folder)


def test_neither_role_is_a_superuser(installation):
    for name, role in (("DATABASE_URL", "tourism"), ("PUBLIC_DATABASE_URL", "tourism_public")):
        assert installation.query(name, "SELECT current_user") == role
        assert installation.query(name, "SELECT current_setting('is_superuser')") == "off"


def test_a_new_database_has_postgis_without_a_superuser(installation):
    url = read_env_file(installation.data_dir / "services.env")["DATABASE_URL"]
    server, _, _ = url.replace("postgis:", "postgresql:").rpartition("/")
    with psycopg.connect(f"{server}/tourism", autocommit=True) as connection:
        connection.execute("CREATE DATABASE another")
    with psycopg.connect(f"{server}/another", autocommit=True) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS postgis")
        names = connection.execute("SELECT extname FROM pg_extension").fetchall()
    assert {"postgis", "btree_gist", "pg_trgm", "unaccent"} <= {name for (name,) in names}
    with psycopg.connect(f"{server}/tourism", autocommit=True) as connection:
        connection.execute("DROP DATABASE another")


def test_the_public_role_cannot_create_anything(installation):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        installation.query("PUBLIC_DATABASE_URL", "CREATE TABLE public.mine (id int)")


def test_secrets_are_nobody_elses(installation):
    for name in ("services.env", "services.json"):
        assert (installation.data_dir / name).stat().st_mode & 0o077 == 0


def test_a_second_start_changes_nothing(installation):
    before = installation.start(), installation.postmaster
    assert (installation.start(), installation.postmaster) == before


def test_starts_at_once_make_one_server(installation):
    installation.call("stop")
    with ThreadPoolExecutor() as pool:
        codes = list(pool.map(lambda _: installation.call("start").returncode, range(3)))
    assert codes == [0, 0, 0]
    assert installation.query("DATABASE_URL", "SELECT 1") == 1


def test_a_killed_server_comes_back_with_its_data(installation):
    addresses = installation.start()
    os.kill(installation.postmaster, signal.SIGKILL)
    assert installation.start() == addresses
    assert installation.query("DATABASE_URL", "SELECT postgis_lib_version() IS NOT NULL") is True


def test_a_pid_that_is_another_programs_by_now(installation):
    installation.call("stop")
    owner = installation.pid_file.parent.stat()
    with subprocess.Popen(["sleep", "60"], user=owner.st_uid, cwd="/") as other:
        installation.pid_file.write_text(f"{other.pid}\n/elsewhere\n1\n5432\n")
        os.chown(installation.pid_file, owner.st_uid, owner.st_gid)
        try:
            installation.start()
        finally:
            other.kill()
    assert installation.query("DATABASE_URL", "SELECT 1") == 1


def test_a_port_taken_meanwhile_is_left_alone(installation):
    installation.call("stop")
    taken = installation.state["postgres_port"]
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", taken))
        other.listen()
        installation.start()
        assert installation.state["postgres_port"] != taken
    assert installation.query("DATABASE_URL", "SELECT 1") == 1


def test_redis_wants_the_password(installation):
    installation.start()
    port, password = (installation.state[f"redis_{name}"] for name in ("port", "password"))
    assert rediserver.runs(port, password)
    assert not rediserver.runs(port, "guess")


def test_another_servers_address_takes_the_place_of_ours(monkeypatch, tmp_path):
    from ops import services

    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", "postgis://somebody@db.example/tourism")
    monkeypatch.setenv("REDIS_URL", "redis://cache.example")
    services.start(keep=False)
    assert (tmp_path / "services.env").read_text() == ""
    assert not (tmp_path / "servers").exists()
