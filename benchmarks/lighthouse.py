"""Measures the chapter's page with Lighthouse: speed, accessibility, best practices, SEO, weight.

    .venv/bin/python benchmarks/lighthouse.py [--rounds N]

Lighthouse comes from npm by the digests in ``lighthouse/package-lock.json`` and runs on the Node.js
of the environment, with the Chromium that the tests use. Its own preset simulates a slow phone. The
site is served on loopback, compressed as web hosts do it; the weight is that of what is unpacked.
Every figure is a median. The results go to
``lighthouse.json`` and ``lighthouse.md`` beside this file.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import statistics
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from ninbook import npm
from ninbook.chromium import get_chromium

ROOT = Path(__file__).resolve().parent.parent
LOCK = Path(__file__).resolve().with_suffix("")
RESULTS = LOCK.with_suffix(".json")
TABLE = LOCK.with_suffix(".md")
PAGES = {
    "English": "chapter_cnn-modern/nin.html",
    "Korean": "ko/chapter_cnn-modern/nin.html",
}
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
GOALS = {
    "performance": "100",
    "accessibility": "100",
    "best-practices": "100",
    "seo": "100",
    "lcp_seconds": "below 1.5",
    "cls": "0",
    "weight_kib": "at most 250",
    "third_party_requests": "0",
}
_BUSY_LOAD = 0.5


class _Handler(SimpleHTTPRequestHandler):
    """Compresses texts, as every web host does."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        file = Path(self.translate_path(self.path))
        if not file.is_file():
            self.send_error(404)
            return
        content = file.read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(file)))
        if file.suffix in (".html", ".css", ".js", ".svg"):
            content = gzip.compress(content)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *values: Any) -> None:
        pass


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


def audit(program: Path, address: str) -> dict[str, float]:
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
    own = address.split("/")[2]
    fetched = [request["url"] for request in requests if request["url"].startswith("http")]
    foreign = [url for url in fetched if url.split("/")[2] != own]
    figures["third_party_requests"] = len(foreign)
    figures["failed"] = sorted(
        name
        for name, found in audits.items()
        if found["score"] is not None
        and found["score"] < 0.9
        and found["scoreDisplayMode"] in ("binary", "numeric", "metricSavings")
    )
    return figures


def median(runs: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Returns the median of each figure, and what failed in any run."""
    names = [name for name in runs[0] if name != "failed"]
    found = {name: round(statistics.median(run[name] for run in runs), 3) for name in names}
    return {**found, "failed": sorted({name for run in runs for name in run["failed"]})}


def table(results: Mapping[str, Any]) -> str:
    """Returns the results as Markdown."""
    pages = results["pages"]
    lines = [
        f"Lighthouse {results['lighthouse']}, its preset for phones, Chromium "
        f"{results['chromium']}, median of {results['rounds']} runs, {results['date']}. "
        + ("The machine was busy with other work." if results["busy"] else ""),
        "",
        f"| | goal | {' | '.join(pages)} |",
        "|:--|:--|" + "--:|" * len(pages),
    ]
    for name in pages[next(iter(pages))]:
        if name != "failed":
            figures = " | ".join(f"{page[name]:g}" for page in pages.values())
            lines.append(f"| {name.replace('_', ' ')} | {GOALS.get(name, '')} | {figures} |")
    return "\n".join(lines).strip() + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args(arguments).rounds
    load = os.getloadavg()[0]
    build = [sys.executable, "-m", "ninbook", "build", "html", "--no-eval"]
    subprocess.run(build, cwd=ROOT, check=True)
    program = install()
    handler = partial(_Handler, directory=str(ROOT / "build" / "html"))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    runs: dict[str, list[dict[str, Any]]] = {name: [] for name in PAGES}
    for number in range(rounds):
        for name, page in PAGES.items():
            figures = audit(program, f"http://127.0.0.1:{server.server_port}/{page}")
            runs[name].append(figures)
            print(number + 1, name, figures, flush=True)
    package = json.loads((program.parents[1] / "package.json").read_text(encoding="utf-8"))
    said = subprocess.run([get_chromium(), "--version"], capture_output=True, text=True, check=True)
    results = {
        "date": date.today().isoformat(),
        "lighthouse": package["version"],
        "chromium": said.stdout.split()[1],
        "rounds": rounds,
        "busy": load / (os.cpu_count() or 1) > _BUSY_LOAD,
        "pages": {name: median(figures) for name, figures in runs.items()},
        "runs": runs,
    }
    RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    TABLE.write_text(table(results), encoding="utf-8")
    print(table(results))
    return 0


if __name__ == "__main__":
    sys.exit(main())
