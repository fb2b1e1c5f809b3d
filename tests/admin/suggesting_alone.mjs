// Random sequences of suggesting by node, without a page: many of them in little time.
//   node tests/admin/suggesting_alone.mjs EDITOR FROM TO [SAMPLES]
// EDITOR is the editor's script among the static files of django-prose-editor. The samples, as JSON,
// are what test_suggestions_browser.py compares with the server.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [editor, from, to, file] = process.argv.slice(2);
const here = import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname);

/** Whatever is asked of a page that is not there. */
const any = () => new Proxy(function nothing() {}, {
  get: (_target, name) => (name === Symbol.toPrimitive ? () => "" : name === "then" ? undefined : any()),
  apply: () => any(), construct: () => any(), set: () => true,
});
Object.assign(globalThis, { window: globalThis, document: any(), addEventListener: () => {} });
for (const name of ["HTMLElement", "Element", "Node"]) globalThis[name] = class {};
globalThis.MutationObserver = class { observe() {} };

// The scripts, beside a package of the name that they import the editor by.
const room = fs.mkdtempSync(path.join(os.tmpdir(), "suggesting-"));
process.on("exit", () => fs.rmSync(room, { recursive: true }));
const known = path.join(room, "node_modules", "django-prose-editor");
fs.mkdirSync(known, { recursive: true });
fs.copyFileSync(editor, path.join(known, "editor.js"));
fs.writeFileSync(path.join(known, "package.json"), '{"type": "module", "exports": {"./editor": "./editor.js"}}');
fs.writeFileSync(path.join(room, "package.json"), '{"type": "module"}');
fs.cpSync(path.join(here, "../../static/js/desk/text/suggestions"), path.join(room, "suggestions"), { recursive: true });
const open = (...parts) => import(pathToFileURL(path.join(room, ...parts)));

const { pm } = await open("node_modules", "django-prose-editor", "editor.js");
const told = { ins: { default: null }, gone: { default: null } };
const text = { content: "inline*", group: "block" };
const schema = new pm.model.Schema({
  nodes: {
    doc: { content: "block+" },
    paragraph: { ...text, attrs: told },
    heading: { ...text, attrs: { level: { default: 1 }, ...told }, defining: true },
    bulletList: { content: "listItem+", group: "block list", attrs: told },
    listItem: { content: "paragraph block*", defining: true, attrs: told },
    horizontalRule: { group: "block", attrs: told },
    blockquote: { content: "block+", group: "block", defining: true, attrs: told },
    storyPicture: { ...text, isolating: true, attrs: { picture: { default: null }, ...told } },
    table: { content: "tableRow+", tableRole: "table", isolating: true, group: "block", attrs: told },
    tableRow: { content: "tableCell*", tableRole: "row" },
    tableCell: { content: "block+", tableRole: "cell", isolating: true },
    hardBreak: { inline: true, group: "inline", selectable: false },
    text: { group: "inline" },
  },
  marks: {
    bold: {}, link: { attrs: { href: {} } },
    storyInsertion: { attrs: { key: { default: null } }, inclusive: false }, storyDeletion: { attrs: { key: { default: null } }, inclusive: false },
  },
});

const TAGS = { paragraph: "p", heading: "h2", bulletList: "ul", listItem: "li", horizontalRule: "hr", blockquote: "blockquote", table: "table", tableRow: "tr", tableCell: "td", hardBreak: "br" };
const MARKS = { bold: () => "strong", link: ({ href }) => `a href="${href}"`, storyInsertion: ({ key }) => `ins data-suggestion="${key}"`, storyDeletion: ({ key }) => `del data-suggestion="${key}"` };

/** A node as the editor writes it. */
function written(node) {
  const inner = node.isText ? node.text : node.content.content.map(written).join("");
  const { ins, gone, picture } = node.attrs;
  const attributes = `${picture ? ` data-picture="${picture}"` : ""}${ins ? ` data-ins="${ins}"` : ""}${gone ? ` data-del="${gone}"` : ""}`;
  const tag = TAGS[node.type.name];
  let html = inner;
  if (picture) html = `<figure${attributes}><figcaption>${inner}</figcaption></figure>`;
  else if (["hr", "br"].includes(tag)) html = `<${tag}${attributes}>`;
  else if (tag) html = `<${tag}${attributes}>${inner}</${tag}>`;
  return node.marks.reduceRight((within, { type, attrs }) => {
    const opening = MARKS[type.name](attrs);
    return `<${opening}>${within}</${opening.split(" ")[0]}>`;
  }, html);
}

globalThis.suggesting = { pm, schema, html: (doc) => doc.content.content.map(written).join(""), at: (name) => open("suggestions", `${name}.js`) };
const source = fs.readFileSync(path.join(here, "suggesting.js"), "utf8");
fs.writeFileSync(path.join(room, "run.js"), `export default ${source.slice(source.indexOf("async ("))}`);
const { default: run } = await open("run.js");
const seeds = Array.from({ length: to - from }, (_none, at) => Number(from) + at);
const found = await run({ seeds, steps: 12, samples: file ? seeds.length : 0 });
if (file) fs.writeFileSync(file, JSON.stringify(found.kept));
console.log(`${seeds.length} sequences, ${found.wrong.length} wrong`);
for (const one of found.wrong.slice(0, 3)) console.log(JSON.stringify(one, null, 1));
process.exitCode = found.wrong.length ? 1 : 0;
