from collections.abc import Iterator

import pytest

from tests.commonmark.viewers import Marked, Viewer, all_viewers


@pytest.fixture(scope="session")
def viewers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Viewer]]:
    """What shows Markdown in the viewers of notebooks, by name."""
    marked = Marked(tmp_path_factory.mktemp("marked"))
    yield all_viewers(marked)
    marked.close()
