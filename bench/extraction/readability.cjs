// Mozilla's Readability, as Firefox's reader view has it: one page a line in, one answer a line out.
const { Readability } = require("@mozilla/readability")
const { JSDOM, VirtualConsole } = require("jsdom")

const lines = require("node:fs").readFileSync(0, "utf8").split("\n").filter(Boolean)
const blocks = "p, li, td, th, h2, h3, blockquote, figcaption, div, tr, br, section"
for (const line of lines) {
  const { url, html } = JSON.parse(line)
  const dom = new JSDOM(html, { url, virtualConsole: new VirtualConsole() })
  const found = new Readability(dom.window.document).parse() || {}
  const shown = new JSDOM(found.content || "").window.document
  for (const block of shown.querySelectorAll(blocks)) block.after("\n")
  console.log(JSON.stringify({
    title: found.title || "",
    authors: (found.byline || "").split(/, | and /).filter(Boolean),
    date: (found.publishedTime || "").slice(0, 10),
    text: shown.body.textContent,
  }))
}
