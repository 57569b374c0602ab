"""What a notebook begins with, so that it runs by itself on another machine."""

from pathlib import Path
from typing import Any

from ninbook.commonmark.inlines import write_inlines
from ninbook.document.nodes import Node, text_node
from ninbook.frameworks import framework_of
from ninbook.notebooks.export import code_of
from ninbook.notebooks.setup_cells import MANY_TRAININGS, setup_cell, switch_cell
from ninbook.outputs import Execution, Store
from ninbook.outputs.provenance import device_of, duration, seconds_of
from ninbook.pages.edition import Edition
from ninbook.pages.notebook_cells import markdown_cell, put_cells
from ninbook.pages.present import PresentedPage
from ninbook.settings import FULL, QUICK, SEED
from ninbook.source import Book
from ninbook.words.words import words_in, words_of

COLAB, SAGEMAKER = "colab", "sagemaker"
"""Machines, by d2lbook's targets for them."""
JUPYTER = "jupyter"
"""The reader's own computer."""


def add_setup_cells(notebook: Any, edition: Edition, page: PresentedPage, machine: str) -> Any:
    """Put in front of a notebook's cells what book it is of, and what its code needs to run.

    Args:
        notebook: the notebook, which is changed and returned.
        edition: the book in its language.
        page: the page in one tab.
        machine: where it is to run.
    """
    framework = framework_of(page.tab)
    code = code_of(page)
    asks_for_gpu = (
        machine == COLAB  # the only one whose notebooks can ask for a GPU
        and framework is not None
        and framework.uses_gpu
        and any(edition.book.config.colab["gpu_pattern"] in text for text in code)
    )
    if framework is not None and code:
        executions = _executions(edition.store, page)
        trainings = _trainings(executions)
        seed = page.execution.record["seed"] if page.execution else SEED
        site = "" if machine == JUPYTER else edition.book.site_url
        head = [
            _introduction(edition, page, machine, executions if trainings else None, asks_for_gpu),
            setup_cell(framework, edition.language, seed, site),
        ]
        if trainings:
            head.append(switch_cell(framework, edition.language, trainings))
    else:
        head = [markdown_cell(_book(edition, page))]
    put_cells(notebook, [*head, *notebook.cells])
    kernel = edition.book.section(machine).get("kernel") if machine == SAGEMAKER else ""
    notebook.metadata["kernelspec"]["name"] = str(kernel or "python3")
    if machine == COLAB:
        name = f"{page.document.path.stem}.ipynb"
        notebook.metadata["colab"] = {"name": name, "provenance": []}
        if asks_for_gpu:
            notebook.metadata["accelerator"] = "GPU"
            notebook.metadata["colab"]["gpuType"] = "T4"
    return notebook


def site_address(book: Book, page: Path) -> str | None:
    """Return where the site has a page; None if the book doesn't say where its site is."""
    site = book.site_url
    return f"{site}{page.with_suffix('.html').as_posix()}" if site else None


def _executions(store: Store, page: PresentedPage) -> dict[str, Execution]:
    name, profiles = page.document.name, (FULL.name, QUICK.name)
    found = {profile: store.load_intact(name, page.tab, profile) for profile in profiles}
    return {name: execution for name, execution in found.items() if execution is not None}


def _trainings(executions: dict[str, Execution]) -> int:
    return max((len(each.record["results"]) for each in executions.values()), default=0)


def _introduction(
    edition: Edition,
    page: PresentedPage,
    machine: str,
    executions: dict[str, Execution] | None,
    asks_for_gpu: bool,
) -> Any:
    """Say how to run the notebook, and what it took before."""
    words = words_in("notebooks", edition.language)
    framework = framework_of(page.tab)
    assert framework is not None
    title = f"{edition.numbering.title(page.document.path)} · {framework.title}"
    heading = Node("strong", children=[text_node(title)])
    parts = [write_inlines([heading]), _book(edition, page)]
    parts.append(words[machine])
    if not framework.uses_gpu:
        parts[-1] += " " + words["no_gpu"].format(framework=framework.title)
    elif asks_for_gpu:
        parts[-1] += " " + words["gpu"]
    if executions is not None:
        parts.append(words["switch"].format(train=QUICK.train_batches))
        if framework.uses_gpu:
            parts[-1] += " " + words["automatic"]
        if _trainings(executions) > MANY_TRAININGS:
            parts[-1] += " " + words["many"].format(trainings=_trainings(executions))
        parts[-1] += _times(edition.language, executions)
    return markdown_cell("\n\n".join(parts))


def _book(edition: Edition, page: PresentedPage) -> str:
    """Say which book the notebook is of, with the page's address on its site if that is known."""
    title = text_node(edition.book.config.project["title"])
    attrs = {"href": site_address(edition.book, page.document.path), "title": ""}
    named = Node("link" if attrs["href"] else "emphasis", attrs=attrs, children=[title])
    sentence = words_in("notebooks", edition.language)["page_of"]
    before, after = map(text_node, sentence.split("{book}"))
    return write_inlines([before, named, after])


def _times(language: str, executions: dict[str, Execution]) -> str:
    """Say how long the book's runs took without a GPU, whose kinds differ too much in speed."""
    words = words_of(language)
    runs = [
        f"`{name}` {duration(seconds_of(execution.record), words)}"
        f" ({''.join(device_of(execution.record, words))})"
        for name, execution in executions.items()
        if all(one["device"].startswith("CPU") for one in execution.record["results"][-1:])
    ]
    took = words_in("notebooks", language)["took"].format(runs="; ".join(runs))
    return f" {took}" if runs else ""
