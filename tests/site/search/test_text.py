from ninbook.site.search.text import CODE, PROSE, Section, sections_of

PAGE = """\
<html><body><nav>Menu</nav><article role="main">
<section id="start"><span id="section-0"></span>
<h1><span class="section-number">1.1. </span>Start<a class="headerlink" href="#start">#</a></h1>
<p>Global
average <em>pooling</em>, a <math alttext="1\\times1"><mrow><mn>1</mn><mo>×</mo>
<mn>1</mn></mrow></math> win<!-- never shown -->dow and <math><mi>𝐱</mi></math>.</p>
<ul><li>one<li>two</ul><p>three<br>four
<div class="tabs"><div class="tab-panel" data-framework="pytorch" data-title="PyTorch">
<p class="tab-name">PyTorch</p>
<div class="highlight"><pre><span></span><span class="k">import</span> torch
net<span class="o">.</span>to(x)
</pre></div><p class="provenance quick">CPU</p>
</div><div class="tab-panel" data-framework="jax" data-title="JAX"><p>Only JAX.</p>
</div></div>
<nav><p>Notebook</p></nav><p>All again. <svg><text>drawn</text></svg></p>
<section id="inside"><h2>Inside</h2>
<table><tr><td>a</td><td>b</td></tr></table>
<section id="deep"><h3>Deep</h3></section>
<p>Still inside.</p>
</section>
<p>한글</p>
</section>
</article></body></html>
"""


def test_a_page_is_its_sections_in_order() -> None:
    assert sections_of(PAGE) == [
        Section(
            "",
            "1.1. Start",
            [
                (PROSE, "", "Global average pooling, a 1×1 window and x. one two three four"),
                (CODE, "pytorch", "import torch\nnet.to(x)"),
                (PROSE, "jax", "Only JAX."),
                (PROSE, "", "All again."),
                (PROSE, "", "한글"),
            ],
        ),
        Section("inside", "Inside", [(PROSE, "", "a b"), (PROSE, "", "Still inside.")]),
        Section("deep", "Deep", []),
    ]


def test_hangul_is_composed_as_keyboards_compose_it() -> None:
    decomposed = "\u1112\u1161\u11ab\u1100\u1173\u11af"
    (section,) = sections_of(f"<article><p>{decomposed}</p></article>")
    assert section.texts == [(PROSE, "", "한글")]


def test_a_page_without_text_has_no_sections() -> None:
    assert sections_of("<html><body><p>no article</p></body></html>") == []
    assert sections_of("<article> <p></p></article>") == []
