"""One box for everything: what somebody typed, and how well a person answers it."""

from census_app.domain.search.question import AskedWord, Question, Whose, read_question
from census_app.domain.search.variants import index_word, key_likeness, place_words, tells_little, variants_of
from census_app.domain.search.weighing import Answering, Likeness, Reason, Weighed, weigh

__all__ = [
    "Answering",
    "AskedWord",
    "Likeness",
    "Question",
    "Reason",
    "Weighed",
    "Whose",
    "index_word",
    "key_likeness",
    "place_words",
    "read_question",
    "tells_little",
    "variants_of",
    "weigh",
]
