"""Loaders of rooms: their order, what is refused at registration, one load for all."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.publishing.conftest import ROBOT
from tourism_backend.publishing import seeding
from tourism_backend.publishing.records import LoadRefused, Refusal
from tourism_backend.publishing.seeding import Load, Loader, SeedError, Seeds, load


def loader(name, *after, files=None, run=lambda asked: None, folder=Path()):
    files = (f"{name}.json",) if files is None else files
    return Loader(name=name, files=files, folder=folder, load=run, after=after)


def ordered(*loaders):
    seeds = Seeds()
    for one in loaders:
        seeds.register(one)
    return [one.name for one in seeds]


def test_loaders_run_after_what_they_need():
    assert ordered(loader("tours", "places"), loader("places", "areas"), loader("areas")) == [
        "areas",
        "places",
        "tours",
    ]


@given(st.data())
def test_loaders_in_any_order_run_after_what_they_need(data):
    names = [f"room{n}" for n in range(data.draw(st.integers(1, 8)))]
    needs = {
        name: data.draw(st.sets(st.sampled_from(names[:n]))) if n else set()
        for n, name in enumerate(names)
    }
    registered = data.draw(st.permutations(names))
    order = ordered(*(loader(name, *needs[name]) for name in registered))
    assert sorted(order) == sorted(names)
    for name, needed in needs.items():
        assert all(order.index(other) < order.index(name) for other in needed)


@pytest.mark.parametrize(
    ("loaders", "says"),
    [
        ([loader("a"), loader("a", files=("b.json",))], "'a' is registered twice"),
        ([loader("a"), loader("b", files=("a.json",))], "a.json is loaded by a and by b"),
        ([loader("a", "nobody")], "a waits for 'nobody': there is none"),
        ([loader("a", "b"), loader("b", "a")], "wait for each other"),
    ],
)
def test_wrong_declarations_are_named(loaders, says):
    with pytest.raises(SeedError, match=says):
        ordered(*loaders)


def test_a_file_of_another_kind_is_refused():
    with pytest.raises(SeedError, match=r"a\.xlsx is none of \.json, \.geojson"):
        loader("a", files=("a.xlsx",))


@pytest.fixture
def rooms(monkeypatch, tmp_path):
    """Two rooms with a file each; what they were asked is noted, the second may refuse."""
    noted: list[tuple[str, Load]] = []

    def run(name):
        def note(asked):
            noted.append((name, asked))
            for n, record in enumerate(asked.records(f"{name}.json")):
                if record == "bad":
                    asked.report.refusals.append(Refusal(f"{name}.json", n, "", "x", "is bad"))
                    raise LoadRefused(asked.report)

        return note

    seeds = Seeds()
    for name, after in (("second", ("first",)), ("first", ())):
        folder = tmp_path / name
        folder.mkdir()
        (folder / f"{name}.json").write_text('["good"]')
        seeds.register(loader(name, *after, run=run(name), folder=folder))
    monkeypatch.setattr(seeding, "seeds", seeds)
    return noted


@pytest.mark.django_db
def test_load_gives_every_room_all_files_and_one_report(rooms):
    report = load(ROBOT, "p")
    assert [name for name, _asked in rooms] == ["first", "second"]
    for _name, asked in rooms:
        assert asked.files == {"first.json": ["good"], "second.json": ["good"]}
        assert asked.report is report
        assert (asked.provider, asked.skip_bad) == ("p", False)


@pytest.mark.django_db
def test_load_when_from_a_folder_takes_its_files_only(rooms, tmp_path):
    (tmp_path / "second.json").write_text('["bad"]')
    with pytest.raises(LoadRefused) as caught:
        load(ROBOT, "p", tmp_path)
    assert [str(refusal) for refusal in caught.value.report.refusals] == [
        "second.json[0] ?: x: is bad"
    ]
    assert rooms[0][1].files == {"second.json": ["bad"]}
    assert rooms[0][1].records("first.json") == []


def test_installed_rooms_can_be_ordered_and_ship_their_files():
    for one in seeding.seeds:
        assert any((one.folder / file).exists() for file in one.files), one.name
