"""Ranks: facts add, bounds hold, a load repeats itself."""

from hypothesis import given
from hypothesis import strategies as st

from geo.places.ranks import DISTINCTIONS, rank_of


def test_rank_when_only_the_category_is_known_is_that():
    assert rank_of(0.4, accuracy_m=1000) == 0.4


def test_rank_when_several_distinctions_counts_the_greatest():
    both = ["provincial_monument", "national_special_monument"]
    assert rank_of(0.4, distinctions=both, accuracy_m=1000) == 0.7


def test_rank_when_only_a_gazetteer_knows_the_place_is_low():
    assert rank_of(0.45, accuracy_m=1200, sources=["GeoNames 1 (CC BY 4.0)"]) == 0.2


FACTS = st.fixed_dictionaries(
    {
        "distinctions": st.lists(st.sampled_from(sorted(DISTINCTIONS))),
        "itineraries": st.integers(0, 10_000),
        "verified": st.booleans(),
        "accuracy_m": st.integers(1, 100_000),
        "sources": st.lists(st.text(max_size=5), max_size=5),
    }
)


@given(st.floats(0, 1), FACTS)
def test_rank_always_lies_between_0_and_1(category, facts):
    assert 0 <= rank_of(category, **facts) <= 1
    assert rank_of(category, **facts) == rank_of(category, **facts)
