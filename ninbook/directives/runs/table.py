"""``<!-- ninbook: seeds 0.80 -->`` and ``<!-- ninbook: runs -->``: which runs a page has.

The first is the rule by which seeds are tried (see `ninbook.outputs.seed_search`), and shows
nothing. The second is a table of all runs: those under the rule in the order of their seeds, then
those of other code. ``config.ini`` says in ``[ninbook.published]`` which accuracies others
published for a page's code, and in ``[ninbook.ko.labels]`` what the labels of runs are in Korean.
"""

from collections.abc import Iterator

from ninbook.directives.context import Context
from ninbook.document.arrange import fragment
from ninbook.document.nodes import Node
from ninbook.frameworks import title_of
from ninbook.outputs import Run, SeedSearch, seed_search
from ninbook.words.words import Catalogue, Words, words_in


def expand(context: Context, argument: str) -> list[Node]:
    """Return the table, which is the same in all tabs."""
    words = words_in("directives/runs", context.language)
    rows = ["| " + " | ".join(row) + " |" for row in _rows(context, words)]
    if not rows:
        return [Node("provenance", attrs={"kind": "stale", "text": context.words.no_results})]
    page = context.words
    heads = (page.framework, words["seed"], page.val_acc, words["published"], words["outcome"])
    head = f"| {' | '.join((*heads, page.device, words['date']))} |"
    (made,) = fragment("\n".join([head, "|:---|---:|---:|---:|:---|:---|:---|", *rows]))
    made.attrs["book"] = page.book_runs
    return [made]


def _rows(context: Context, words: Catalogue) -> Iterator[list[str]]:
    if context.source is None:
        return
    book, store, page = context.source
    published = book.published(page.name)
    tabs = book.tabs_or_none
    found = {tab: seed_search(book, store, page, tab) for tab in tabs}
    searches = {tab: search for tab, search in found.items() if search is not None}
    labels = book.section(f"ninbook.{context.language}.labels")
    for kind in ("tried", "archived"):
        for tab, search in searches.items():
            for run in getattr(search, kind):
                label = run.label or words["other_code"]
                outcome = _outcome(run, search, words)
                if kind == "archived":
                    label = labels.get(label.lower(), label)
                    outcome = words["outside"].format(label=label, outcome=outcome)
                elif run == search.shown:
                    outcome = words["shown"].format(outcome=outcome)
                yield [
                    title_of(tab or ""),
                    str(run.seed),
                    "–" if run.accuracy is None else f"{run.accuracy:.3f}",
                    published.get(tab, "–"),
                    outcome,
                    _device(run, context.words),
                    run.started[:10],
                ]


def _outcome(run: Run, search: SeedSearch, words: Catalogue) -> str:
    if run.dead_after is not None:
        return words["dead"].format(epoch=run.dead_after)
    outcome = words["reached"] if run.reaches(search.least) else words["below"]
    return outcome.format(least=f"{search.least:.2f}")


def _device(run: Run, words: Words) -> str:
    """Return the GPU's name or the word CPU; the lines below outputs say more."""
    machines = run.result["device"].split(", then ")
    return words.then.join(dict.fromkeys(machine.partition(",")[0] for machine in machines))
