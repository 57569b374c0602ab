"""Measures the chapter's page with Lighthouse: speed, accessibility, best practices, SEO, weight.

    .venv/bin/python benchmarks/lighthouse.py [--rounds N] [--dry-run]

Beside this book's pages stands the page that stock d2lbook builds of the same English source, with
its own theme and without outputs; each round measures all of them. Lighthouse comes from npm by the
digests in ``lighthouse/package-lock.json`` and runs on the Node.js of the environment, with the
Chromium that the tests use. Its own preset simulates a slow phone. The sites are served on
loopback, compressed as most web hosts do it, ours also as it is; the weight is that of what is
unpacked. Where a page asks other hosts that can't be reached, the report says how often: what they
would have sent is missing from its weight and its times. Every figure is a median. The results go
to ``lighthouse.json`` and ``lighthouse.md`` beside this file.
"""

import argparse
import gzip
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import lighthouse_stock
from chromium import get_chromium
from measuring import ROOT

from ninbook.tools import npm

LOCK = Path(__file__).resolve().with_suffix("")
RESULTS = LOCK.with_suffix(".json")
TABLE = LOCK.with_suffix(".md")
PAGES = {"English": "chapter_cnn-modern/nin.html", "Korean": "ko/chapter_cnn-modern/nin.html"}
STOCK = "stock d2lbook 1.0.3"
"""The English page too."""
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
GOALS = {
    "performance": "100",
    "accessibility": "100",
    "best-practices": "100",
    "seo": "100",
    "lcp_seconds": "at most 1.2 if compressed",
    "cls": "0",
    "weight_kib": "at most 250",
    "third_party_requests": "0",
    "unanswered_requests": "0",
}
_BUSY_LOAD = 0.5


class _Handler(SimpleHTTPRequestHandler):
    """Compresses texts, as most web hosts do."""

    protocol_version = "HTTP/1.1"
    compressed = (".html", ".css", ".js", ".svg")

    def do_GET(self) -> None:
        file = Path(self.translate_path(self.path))
        if not file.is_file():
            self.send_error(404)
            return
        content = file.read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(file)))
        if file.suffix in self.compressed:
            content = gzip.compress(content)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *values: Any) -> None:
        pass


class _PlainHandler(_Handler):
    compressed = ()


def serve(folder: Path, handler: type[_Handler] = _Handler) -> str:
    """Serves a folder on loopback; returns its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}/"


def install() -> Path:
    """Installs the locked Lighthouse into the build folder; returns its program."""
    folder = ROOT / "build" / "cache" / "lighthouse"
    program = folder / "node_modules" / "lighthouse" / "cli" / "index.js"
    lock = (LOCK / "package-lock.json").read_text(encoding="utf-8")
    stamp = folder / "installed"
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == lock:
        return program
    print("installing Lighthouse ...", flush=True)
    npm.install(LOCK, folder)
    stamp.write_text(lock, encoding="utf-8")
    return program


def audit(program: Path, address: str) -> dict[str, Any]:
    """Runs Lighthouse once; returns the figures by name."""
    flags = "--headless=new --no-sandbox --disable-gpu"
    node = npm.node_of_environment()
    assert node is not None  # locked with the tests
    command = [str(node.program), str(program), address, "--output=json", "--quiet"]
    command += [f"--only-categories={','.join(CATEGORIES)}", f"--chrome-flags={flags}"]
    environment = {**node.environment, "CHROME_PATH": str(get_chromium())}
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)
    report = json.loads(done.stdout)
    audits = report["audits"]
    requests = audits["network-requests"]["details"]["items"]
    figures = {name: round(100 * report["categories"][name]["score"]) for name in CATEGORIES}
    figures["lcp_seconds"] = audits["largest-contentful-paint"]["numericValue"] / 1000
    figures["cls"] = audits["cumulative-layout-shift"]["numericValue"]
    figures["tbt_milliseconds"] = audits["total-blocking-time"]["numericValue"]
    figures["weight_kib"] = sum(request["resourceSize"] for request in requests) / 1024
    fetched = [request for request in requests if request["url"].startswith("http")]
    unanswered = [one for one in fetched if not 200 <= one.get("statusCode", 0) < 400]
    own = _host_of(address)
    figures["third_party_requests"] = sum(_host_of(one["url"]) != own for one in fetched)
    figures["unanswered_requests"] = len(unanswered)
    figures["unreachable"] = sorted({_host_of(one["url"]) for one in unanswered} - {own})
    figures["failed"] = sorted(
        name
        for name, found in audits.items()
        if found["score"] is not None
        and found["score"] < 0.9
        and found["scoreDisplayMode"] in ("binary", "numeric", "metricSavings")
    )
    return figures


def _host_of(address: str) -> str:
    return address.split("/")[2]


def median(runs: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Returns the median of each figure, and what failed in any run."""
    lists = ("failed", "unreachable")
    names = [name for name in runs[0] if name not in lists]
    found = {name: round(statistics.median(run[name] for run in runs), 3) for name in names}
    return {**found, **{key: sorted({one for run in runs for one in run[key]}) for key in lists}}


def table(results: Mapping[str, Any]) -> str:
    """Returns the results as Markdown."""
    pages = results["pages"]
    lines = [
        "# Lighthouse",
        "",
        "Written by `benchmarks/lighthouse.py`; changes made by hand are lost.",
        "",
        f"Lighthouse {results['lighthouse']}, its preset for phones, Chromium "
        f"{results['chromium']}, median of {results['rounds']} runs, {results['date']}."
        + (" The machine was busy with other work." if results["busy"] else ""),
        "",
        f"| | goal | {' | '.join(pages)} |",
        "|:--|:--|" + "--:|" * len(pages),
    ]
    for name in pages[next(iter(pages))]:
        if name not in ("failed", "unreachable"):
            figures = " | ".join(f"{page[name]:g}" for page in pages.values())
            lines.append(f"| {name.replace('_', ' ')} | {GOALS.get(name, '')} | {figures} |")
    lines += [
        "",
        f"{STOCK} builds the English page without outputs, in an environment of its own with its "
        "own pins. This book's pages hold the outputs of all four frameworks.",
    ]
    unanswered = [name for name, page in pages.items() if page["unanswered_requests"]]
    if unanswered:
        hosts = ", ".join(results["unreachable_hosts"])
        lines[-1] += (
            f" Some requests of {', '.join(unanswered)} were not answered: the machine that "
            f"measured can't reach {hosts}. What is asked for there is missing from the weight and "
            "the times. On the open network that page is heavier."
        )
    return "\n".join(lines).strip() + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--dry-run", action="store_true", help="print the table, write no file")
    options = parser.parse_args(arguments)
    load = os.getloadavg()[0]
    build = [sys.executable, "-m", "ninbook", "build", "html", "--no-eval"]
    subprocess.run(build, cwd=ROOT, check=True)
    program = install()
    runs: dict[str, list[dict[str, Any]]] = {}
    with tempfile.TemporaryDirectory(prefix="lighthouse-") as folder:
        print("building with stock d2lbook ...", flush=True)
        stock = serve(lighthouse_stock.build(Path(folder, "stock")))
        site = ROOT / "build" / "html"
        ours, plain = serve(site), serve(site, _PlainHandler)
        addresses = {STOCK: f"{stock}{PAGES['English']}"}
        addresses |= {name: f"{ours}{page}" for name, page in PAGES.items()}
        addresses |= {f"{name}, uncompressed": f"{plain}{page}" for name, page in PAGES.items()}
        for number in range(options.rounds):
            for name, address in addresses.items():
                figures = audit(program, address)
                runs.setdefault(name, []).append(figures)
                print(number + 1, name, figures, flush=True)
    package = json.loads((program.parents[1] / "package.json").read_text(encoding="utf-8"))
    said = subprocess.run([get_chromium(), "--version"], capture_output=True, text=True, check=True)
    results = {
        "date": date.today().isoformat(),
        "lighthouse": package["version"],
        "chromium": said.stdout.split()[1],
        "rounds": options.rounds,
        "busy": load / (os.cpu_count() or 1) > _BUSY_LOAD,
        "unreachable_hosts": sorted(
            {host for found in runs.values() for run in found for host in run["unreachable"]}
        ),
        "pages": {name: median(figures) for name, figures in runs.items()},
        "runs": runs,
    }
    print(table(results))
    if not options.dry_run:
        RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
        TABLE.write_text(table(results), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
