from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NIN, Reader, Readers, Site

INTRUDERS = """async () => {
  const add = (tag, change) => {
    const element = Object.assign(document.createElement(tag), change);
    document.body.append(element);
    return element;
  };
  globalThis.intruded = [];
  add("script", { textContent: "intruded.push('script')" });
  add("script", { src: "data:text/javascript,intruded.push('data')" });
  add("img", { src: "missing.png" }).setAttribute("onerror", "intruded.push('handler')");
  add("style", { textContent: "body { --intruded: 1 }" });
  const styled = add("p", {});
  styled.setAttribute("style", "--intruded: 1");
  // What the test itself evaluates is exempt, and what it leaves to be done later isn't.
  await new Promise((done) => setTimeout(() => {
    try { new Function("intruded.push('eval')")(); } catch { /* as it should be */ }
    done();
  }, 100));
  const value = (element) => getComputedStyle(element).getPropertyValue("--intruded");
  return [intruded, value(document.body), value(styled)];
}"""


@pytest.mark.parametrize("path", ["index.html", f"ko/{NIN}", "search.html", "404.html"])
def test_nothing_runs_that_does_not_belong_to_the_page(
    reader: Reader, root: str, path: str
) -> None:
    page = reader.open(path, root)
    assert page.evaluate(INTRUDERS) == [[], "", ""]
    page.wait_for_load_state("networkidle")  # the picture that isn't there is complained of, too
    blocked = [problem for problem in reader.problems if "Content Security Policy" in problem]
    assert len(blocked) >= 5
    reader.problems.clear()


def test_the_site_works_below_a_folder(
    reader_of: Readers, site: Site, serve: Callable[..., str]
) -> None:
    address = f"{serve(site.folder.parent)}{site.folder.name}/"
    page = reader_of(Site(site.folder, address)).open(f"ko/{NIN}?framework=jax")
    expect(page.get_by_role("tab", name="JAX").first).to_have_attribute("aria-selected", "true")
    page.get_by_role("searchbox").fill("풀링")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}ko/search.html?q=*")
    expect(page.locator(".search-results > li").first).to_be_visible()
