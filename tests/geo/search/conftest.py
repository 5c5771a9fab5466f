"""Published viewpoints with names as people in Lạng Sơn write them."""

import pytest

from tests.publishing.conftest import kind, make, publish  # noqa: F401


@pytest.fixture
def ask(client):
    """The names a search finds, best first."""

    def _ask(q, path="search", **given):
        answer = client.get(f"/api/v1/{path}", {"q": q, **given})
        assert answer.status_code == 200, answer.content
        return [item["name"] for item in answer.json()["items"]]

    return _ask


@pytest.fixture
def caves(make, publish):  # noqa: F811
    """The cave, its namesakes and neighbours."""
    views = {
        "cave": make(
            "Động và chùa Tam Thanh",
            106.7468,
            21.8556,
            slug="dong-tam-thanh",
            name_en="Tam Thanh Cave and Pagoda",
            name_zh_hans="三青洞",
            text_vi="Hang đá vôi, tượng A Di Đà.",
            rank=0.9,
        ),
        "ward": make("Phường Tam Thanh", 106.75, 21.86, rank=0.6),
        "nhi": make("Động Nhị Thanh", 106.74, 21.85, rank=0.7),
        "na_duong": make("Mỏ Na Dương", 106.95, 21.70, rank=0.4),
        "fort": make("Pháo đài Đồng Đăng", 106.69, 21.94, rank=0.5),
        "temple": make("Đền Mẫu Đồng Đăng", 106.70, 21.95, rank=0.5),
        "market": make("Chợ Đông Kinh", 106.76, 21.85, rank=0.5),
    }
    publish(*views.values())
    return views
