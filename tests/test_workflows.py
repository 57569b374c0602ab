import re

from tests.projects import ROOT

INSTALL = re.compile(
    r"apt-get install[^\n]*?--no-install-recommends(.*?)\n(?:```|\s+continue|\s+- )", re.DOTALL
)


def packages(file: str) -> set[str]:
    """Names of Debian packages that a file says to install."""
    found = INSTALL.search((ROOT / file).read_text(encoding="utf-8"))
    assert found is not None
    return set(re.findall(r"[a-z][a-z0-9-]+", found[1]))


def test_publishing_installs_what_the_readme_names_for_pdfs() -> None:
    assert packages(".github/workflows/publish.yml") == packages("docs/pdf.md")
    needed = {*packages("docs/pdf.md"), "poppler-utils"}
    assert packages(".github/workflows/test.yml") == needed, "else tests of PDFs are skipped"
    assert "latexmk" in packages("docs/pdf.md")
