from ninbook.cli.word_diff import line_diff, word_diff


def test_changed_words_are_named() -> None:
    shown = word_diff("It takes 392 MiB in all.", "It takes about 784 MiB in all.")
    assert shown.plain == "It takes [-392-] {+about 784+} MiB in all."


def test_added_and_deleted_words_are_named() -> None:
    assert word_diff("One two.", "One more two.").plain == "One {+more+} two."
    assert word_diff("One more two.", "One two.").plain == "One [-more-] two."


def test_words_far_from_a_change_are_left_out() -> None:
    old = " ".join(str(number) for number in range(40))
    assert word_diff(old, old.replace(" 20 ", " x ")).plain == (
        "... 12 13 14 15 16 17 18 19 [-20-] {+x+} 21 22 23 24 25 26 27 28 ..."
    )


def test_signs_of_markup_are_text() -> None:
    assert word_diff("[**a**]", "[bold]b[/bold]").plain == "[-[**a**]-] {+[bold]b[/bold]+}"


def test_changed_lines_are_named() -> None:
    assert line_diff("a\nb\nc", "a\nx\nc").plain == "- b\n+ x"
