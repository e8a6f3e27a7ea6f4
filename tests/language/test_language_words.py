from hypothesis import given
from hypothesis import strategies as st

from bot.language.words import american, content_tokens, fold, stem, tokens


def words(text: str) -> list[str]:
    return [token.word for token in tokens(text)]


def test_tokens_keep_numbers_abbreviations_and_apostrophes_whole() -> None:
    assert words("The U.S. can't keep 2,500-odd men, 5.68 at 3 p.m.") == [
        "The", "U.S.", "can't", "keep", "2,500", "odd", "men", "5.68", "at", "3", "p.m.",
    ]  # fmt: skip


def test_tokens_keep_combining_marks_with_their_letters() -> None:
    assert words("e\u0301tat नमस्ते") == ["e\u0301tat", "नमस्ते"]


def test_each_ideograph_is_a_token() -> None:
    assert words("市長 said") == ["市", "長", "said"]


@given(st.text(max_size=200))
def test_tokens_are_slices_in_order(text: str) -> None:
    end = 0
    for token in tokens(text):
        assert text[token.start : token.end] == token.word
        assert token.start >= end
        end = token.end


def test_fold_keeps_the_points_of_an_abbreviation() -> None:
    assert fold("U.S.") == "u.s."
    assert fold("Don’t") == "don't"
    assert fold("Ｆｕｌｌ") == "full"


def test_inflections_share_a_stem() -> None:
    for group in ("said says say", "went goes going", "children child", "attacked attacks attack", "town’s town"):
        assert len({stem(word) for word in group.split()}) == 1, group


def test_unlike_words_do_not_share_a_stem() -> None:
    for a, b in (("approve", "reject"), ("police", "policy"), ("new", "news")):
        assert stem(a) != stem(b)


def test_stem_knows_other_languages() -> None:
    assert stem("Häuser", "de") == stem("Häusern", "de")
    assert stem("strange", "xx") == "strange"


def test_british_spellings() -> None:
    for british, us in (
        ("defence", "defense"),
        ("organisation", "organization"),
        ("labour", "labor"),
        ("cheque", "check"),
    ):
        assert american(british) == us
        assert stem(british) == stem(us)
    assert american("four") == "four"


def test_content_tokens_leave_function_words_out() -> None:
    assert [t.word for t in content_tokens("The mayor of the town is not in the hall")] == ["mayor", "town", "hall"]
