from hypothesis import given
from hypothesis import strategies as st

from ninbook.source.activation import activate

PAGE = """# Title

```{.python .input}
%load_ext d2lbook.tab
```


```{.python .input}
%%tab all
x = 1
```
```{.python .input}
%%tab pytorch, mxnet
y
```

```{.python .input}\r
#@tab jax
z
```

```python
a_listing()
```
```toc
page
```
"""
LINES = ["", "Words", "```", "```python", "```{.python .input}", "%%tab jax", "%%tab pytorch", "x"]


def test_only_the_fences_of_other_tabs_change() -> None:
    jax = activate(PAGE, "jax")
    assert (jax.active, jax.inactive) == (2, 1)
    marked = "```{.python .input}\n%%tab pytorch, mxnet"
    assert jax.text == PAGE.replace(marked, "```python\n%%tab pytorch, mxnet")
    mxnet = activate(PAGE, "mxnet")
    assert mxnet.text == PAGE.replace("```{.python .input}\r\n#@tab jax", "```python\r\n#@tab jax")
    assert activate(mxnet.text, "jax").text == jax.text


def test_all_brings_every_cell_back() -> None:
    for tab in ("pytorch", "mxnet", "tensorflow", "jax"):
        assert activate(activate(PAGE, tab).text, "all").text == PAGE
    assert activate(PAGE, "all").text == PAGE


@given(st.lists(st.sampled_from(LINES)).map("\n".join), st.sampled_from(["jax", "pytorch"]))
def test_activation_keeps_the_page(text: str, tab: str) -> None:
    there = activate(text, "all").text
    chosen = activate(there, tab).text
    assert activate(chosen, tab).text == chosen
    assert activate(chosen, "all").text == there
    changed = [
        (old, new)
        for old, new in zip(there.split("\n"), chosen.split("\n"), strict=True)
        if old != new
    ]
    assert set(changed) <= {("```{.python .input}", "```python")}
