"""Search in working records: accents folded by the same function as the public search."""

from __future__ import annotations

from typing import Any

from django.db.models import Func, Q, TextField, Value
from django.db.models.lookups import Contains


class Folded(Func):
    """A text in lower case without accents, ``đ`` as ``d``."""

    function = "publishing_fold"
    output_field = TextField()

    @classmethod
    def contains(cls, texts: Any, word: str) -> Q:
        """That the texts hold the word, both folded."""
        return Q(Contains(cls(texts), cls(Value(word))))
