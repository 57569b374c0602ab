/* Networks in a worker: fetched once, then asked for one picture after the other. */

const GZIP = [0x1f, 0x8b];

/* Fetches a file and unpacks it. A server may have said that it is packed; then it isn't any more. */
async function fetched(url, onBytes, signal) {
  const answer = await fetch(url, { signal });
  if (!answer.ok) throw new Error(`${answer.status} ${url.pathname}`);
  const reader = answer.body.getReader();
  const parts = [];
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    parts.push(value);
    onBytes(value.length);
  }
  const content = new Blob(parts);
  const start = new Uint8Array(await content.slice(0, GZIP.length).arrayBuffer());
  if (!GZIP.every((byte, i) => start[i] === byte)) return content.arrayBuffer();
  const plain = content.stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(plain).arrayBuffer();
}

export class Networks {
  constructor() {
    this.worker = new Worker(new URL("worker.js", import.meta.url), { type: "module" });
    this.waiting = new Map();
    this.fetching = new AbortController();
    this.next = 0;
    this.done = Promise.resolve();
    this.worker.addEventListener("message", ({ data: { id, result, error } }) => {
      const { resolve, reject } = this.waiting.get(id);
      this.waiting.delete(id);
      if (error === undefined) resolve(result);
      else reject(new Error(error));
    });
    this.worker.addEventListener("error", (event) => {
      event.preventDefault();
      for (const { reject } of this.waiting.values()) reject(new Error(event.message || "worker"));
      this.waiting.clear();
    });
  }

  /* Gives the worker a task when those before it are done. */
  ask(task, content, transferred = []) {
    const id = this.next++;
    const result = this.done.then(() => new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.worker.postMessage({ id, task, ...content }, transferred);
    }));
    this.done = result.catch(() => {});
    return result;
  }

  /* Brings in the runtime and a network; `onBytes` hears of what has come. */
  async load(runtime, network, onBytes) {
    const [program, content] = await Promise.all(
      [runtime, network.file].map((file) => this.fetch(file, onBytes)));
    await this.ask("start", { program }, [program]);
    await this.ask("add", { name: network.name, content }, [content]);
  }

  /* Brings in one more network. */
  async add(network, onBytes) {
    const content = await this.fetch(network.file, onBytes);
    await this.ask("add", { name: network.name, content }, [content]);
  }

  fetch(file, onBytes) {
    return fetched(new URL(file, import.meta.url), onBytes, this.fetching.signal);
  }

  run(name, pixels, wanted) {
    return this.ask("run", { name, pixels, wanted });
  }

  end() {
    this.fetching.abort();
    this.worker.terminate();
  }
}
