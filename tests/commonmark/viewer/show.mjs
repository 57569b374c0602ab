// Shows Markdown with marked: reads a JSON string from each line, and writes one with the HTML.
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const { marked } = await import(pathToFileURL(process.argv[2]));

for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(marked.parse(JSON.parse(line), { gfm: true })));
}
