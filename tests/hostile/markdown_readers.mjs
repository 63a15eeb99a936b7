// node markdown_readers.mjs FOLDER: the HTML that readers of npm make of Markdown. A line of stdin is a JSON string, a line of stdout
// an object of reader and HTML. The packages are in FOLDER/node_modules.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const need = createRequire(process.argv[2] + "/");
const MarkdownIt = need("markdown-it").default ?? need("markdown-it");
const { marked } = need("marked");
const reader = new MarkdownIt({ html: true, linkify: true });

for await (const line of createInterface({ input: process.stdin })) {
  const text = JSON.parse(line);
  console.log(JSON.stringify({ "markdown-it": reader.render(text), marked: marked.parse(text) }));
}
