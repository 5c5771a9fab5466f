"""What mistyped words may have been: words of published names a letter away.

A word is mistyped when no name holds it. Left-out, added, wrong and swapped letters count, and
words written as one (``tamthanh``).
"""

from __future__ import annotations

import string
from collections.abc import Iterator, Sequence
from itertools import islice, product

from tourism_backend.publishing import reads

MAX_WORDS = 6  # a longer question is not corrected
MAX_LENGTH = 14  # nor is a longer word
MIN_LETTERS = 5  # a shorter question is close to too much
MAX_PHRASES = 80
LAST_CHARACTER = "\U0010ffff"

Phrase = tuple[str, ...]

_KNOWN = "SELECT word FROM publishing_word WHERE word = ANY(%s)"
_BEGUN = 'SELECT EXISTS (SELECT FROM publishing_word WHERE word >= %s COLLATE "C" AND word < %s)'


def corrections(words: Sequence[str]) -> list[Phrase]:
    """Phrases that may have been meant, made of words that names hold."""
    if len(words) > MAX_WORDS or len("".join(words)) < MIN_LETTERS:
        return []
    options = [_options(word) for word in words]
    asked = {part for option in options for phrase in option for part in phrase} | {*words}
    known = {word for (word,) in reads.fetch(_KNOWN, [sorted(asked)])}
    kept = [[phrase for phrase in option if known.issuperset(phrase)] for option in options]
    wrong = [n for n, word in enumerate(words) if not word.isdigit() and word not in known]
    if wrong and wrong[-1] == len(words) - 1 and _begun(words[-1]):
        wrong.pop()
    changes = [wrong] if wrong else [[n] for n in range(len(words))]
    return list(islice(_phrases(words, kept, changes), MAX_PHRASES))


def _begun(word: str) -> bool:
    ((begun,),) = reads.fetch(_BEGUN, [word, word + LAST_CHARACTER])
    return bool(begun)


def _phrases(
    words: Sequence[str], kept: Sequence[Sequence[Phrase]], changes: Sequence[Sequence[int]]
) -> Iterator[Phrase]:
    """The question with the words at certain places changed, for each set of places."""
    for places in changes:
        choices = [kept[n] if n in places else [(word,)] for n, word in enumerate(words)]
        for chosen in product(*choices):
            yield tuple(word for phrase in chosen for word in phrase)


def _options(word: str) -> list[Phrase]:
    """What a word may have been, the likelier first: its first letter is seldom wrong."""
    if not (word.isascii() and word.isalpha() and 1 < len(word) <= MAX_LENGTH):
        return []
    edits = sorted(_edits(word) - {word}, key=lambda edit: (edit[0] != word[0], edit))
    return [*_cuts(word), *((edit,) for edit in edits if len(edit) > 1)]


def _edits(word: str) -> set[str]:
    """Every string one left-out, added, wrong or swapped letter away."""
    cuts = [(word[:n], word[n:]) for n in range(len(word) + 1)]
    letters = string.ascii_lowercase
    return {
        *(left + right[1:] for left, right in cuts if right),
        *(left + right[1] + right[0] + right[2:] for left, right in cuts if len(right) > 1),
        *(left + letter + right[1:] for left, right in cuts if right for letter in letters),
        *(left + letter + right for left, right in cuts for letter in letters),
    }


def _cuts(word: str) -> Iterator[Phrase]:
    """The word as two or three written together, each of two letters at least."""
    length = len(word)
    for n in range(2, length - 1):
        yield word[:n], word[n:]
    for n in range(2, length - 3):
        for m in range(n + 2, length - 1):
            yield word[:n], word[n:m], word[m:]
