import pytest

from ninbook.site.assets.unused_css import references, without_unnamed, without_unused


@pytest.mark.parametrize(
    ("sheet", "light"),
    [
        (".a{x:1}.b{x:2}", ".a{x:1}"),
        (".a,.b,p{x:1}", ".a,p{x:1}"),
        (".a .b{x:1}.a>.a:hover{x:2}", ".a>.a:hover{x:2}"),
        (".a:not(.b):is(.c,.d){x:1}", ".a:not(.b):is(.c,.d){x:1}"),
        ("#b{x:1}[data-b]{x:2}", "#b{x:1}[data-b]{x:2}"),
        ("@media print{.b{x:1}.a{x:2}}", "@media print{.a{x:2}}"),
        ("@media print{.b{x:1}}", ""),
        ("@media a{@media b{.b{x:1}.a{x:2}}}", "@media a{@media b{.a{x:2}}}"),
        ('@charset "x";@font-face{x:1}', '@charset "x";@font-face{x:1}'),
        ('.a{x:url("a.b{c}")}/* .b */', '.a{x:url("a.b{c}")}'),
    ],
)
def test_rules_for_what_no_page_has_are_left_out(sheet: str, light: str) -> None:
    assert without_unused(sheet, {"a"}) == light


def test_properties_that_nothing_names_are_left_out_with_those_that_they_name() -> None:
    sheet = "a{--one:var(--two);--two:1;--three:2;--four:3;--five:4;x:var(--three)}"
    light = without_unnamed(sheet, references("b { y: var(--four) } c { --five: 5 }"))
    assert light == "a{--three:2;--four:3;x:var(--three)}"
