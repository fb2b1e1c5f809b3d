// Random sequences of suggesting, editing, taking and refusing, in the page's own editor, or without
// one: see suggesting_alone.mjs. Returns what went wrong, each with its seed, and samples of texts as HTML.
async ({ seeds, steps, samples }) => {
  const inPage = async () => {
    const { pm } = await import("django-prose-editor/editor");
    const { schema } = document.querySelector(".ProseMirror").editor;
    const writer = pm.model.DOMSerializer.fromSchema(schema);
    const html = (doc) => {
      const box = document.createElement("div");
      box.append(writer.serializeFragment(doc.content));
      return box.innerHTML;
    };
    return { pm, schema, html, at: (name) => import(`/static/js/desk/text/suggestions/${name}.js`) };
  };
  const { pm, schema, html, at } = globalThis.suggesting ?? await inPage();
  const [{ proposed, stretches, said }, { resolved }, { listed }] = [await at("proposing"), await at("resolving"), await at("listing")];
  const { Fragment } = pm.model;
  const random = (seed) => () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const { paragraph, heading, bulletList, listItem, horizontalRule, blockquote, storyPicture, table, tableRow, tableCell } = schema.nodes;
  const words = (text) => (text ? schema.text(text) : null);
  const p = (text) => paragraph.create(null, words(text));
  const list = (...items) => bulletList.create(null, items.map((text) => listItem.create(null, p(text))));
  const SCRIPTS = ["a", "\u0623\u0628", "e\u0301", "\u{1f469}\u200d\u{1f33e}", "\u5b57", "\u0915\u094d\u0937\u093f"];
  /** A text with blocks of all kinds, in several scripts. */
  function start(next) {
    const pick = (n) => Math.floor(next() * n);
    const word = () => {
      const marks = [[], [], [], [schema.marks.bold.create()], [schema.marks.link.create({ href: "https://example.org/" })]][pick(5)];
      return schema.text(`${SCRIPTS[pick(SCRIPTS.length)]}${(token += 1)}${next() < 0.7 ? " " : ""}`, marks);
    };
    const some = () => Array.from({ length: 1 + pick(4) }, word);
    const text = () => paragraph.create(null, some());
    const several = (make) => Array.from({ length: 1 + pick(3) }, make);
    const cell = () => tableCell.create(null, text());
    const kinds = [
      text, text, text, () => heading.create({ level: 2 }, some()),
      () => bulletList.create(null, several(() => listItem.create(null, text()))), () => blockquote.create(null, several(text)),
      () => horizontalRule.create(), () => storyPicture.create({ picture: "7" }, some()), () => table.create(null, tableRow.create(null, [cell(), cell()])),
    ];
    return schema.nodes.doc.create(null, [text(), ...Array.from({ length: 4 + pick(5) }, () => kinds[pick(kinds.length)]()), text()]);
  }
  /** Whether nobody's cursor can stand there: in the midst of what is seen as one character. */
  const isWithin = (text, i) => /^[\udc00-\udfff]/.test(text.slice(i)) || /^[\p{M}\u200d]/u.test(text.slice(i)) || text[i - 1] === "\u200d" || text[i - 1] === "\u094d";
  let token = 0;
  function change(tr, next) {
    const pick = (n) => Math.floor(next() * n);
    const size = tr.doc.content.size;
    const places = [];
    tr.doc.descendants((node, pos) => {
      const text = node.isTextblock ? node.textBetween(0, node.content.size, "", "\ufffc") : "";
      if (node.isTextblock) for (let i = 0; i <= node.content.size; i += 1) if (!isWithin(text, i)) places.push(pos + 1 + i);
    });
    const [a, b] = [places[pick(places.length)], places[Math.min(places.length - 1, pick(places.length))]];
    const near = places[Math.min(places.length - 1, places.indexOf(a) + pick(6))];
    const [from, to] = [Math.min(a, next() < 0.3 ? b : near), Math.max(a, next() < 0.3 ? b : near)].sort((x, y) => x - y);
    const text = () => ` w${(token += 1)}x `.slice(pick(2), next() < 0.5 ? undefined : -1);
    const does = [
      () => tr.insertText(text(), a), () => tr.insertText(text(), from, to), () => tr.insertText(text(), a), () => tr.delete(from, to), () => tr.deleteRange(from, to),
      () => tr.split(a), () => tr.split(a, tr.doc.resolve(a).node(-1)?.type === listItem ? 2 : 1),
      () => tr.join(tr.doc.resolve(a).before()), () => tr.setBlockType(a, a, next() < 0.5 ? paragraph : heading, { level: 2 }),
      () => tr.insert(tr.doc.resolve(a).after(1), next() < 0.5 ? horizontalRule.create() : p(text())),
      () => tr.replaceRange(a, a, new pm.model.Slice(Fragment.from([p(text()), p(text())]), 1, 1)),
      () => tr.replaceRange(from, to, new pm.model.Slice(Fragment.from([p(text()), list(text(), text())]), 0, 0)),
      () => tr.replaceWith(from, to, schema.nodes.hardBreak.create()),
      () => tr.addMark(from, to, schema.marks.bold.create()), () => tr.delete(tr.doc.resolve(a).before(1), tr.doc.resolve(a).after(1)),
      () => {
        const range = tr.doc.resolve(a).blockRange(tr.doc.resolve(a));
        const target = range && pm.transform.liftTarget(range);
        if (target !== null && target !== undefined) tr.lift(range, target);
      },
      () => {
        const range = tr.doc.resolve(a).blockRange(tr.doc.resolve(a));
        const wrapping = range && pm.transform.findWrapping(range, bulletList);
        if (wrapping) tr.wrap(range, wrapping);
      },
      () => tr.insertText(text(), a).insertText(text(), Math.min(a + 3, size)),
    ];
    does[pick(does.length)]();
    return tr;
  }
  const wrong = [];
  const kept = [];
  const all = (doc, how) => said(resolved(doc, () => how));
  for (const seed of seeds) {
    const next = random(seed);
    token = 0;
    let doc = start(next);
    const own = new Set();
    const who = { isMine: (key) => own.has(key), fresh: () => {
      const key = `k${seed.toString(36)}x${(token += 1).toString(36)}`.padEnd(8, "0");
      own.add(key);
      return key;
    } };
    for (let step = 0; step < steps; step += 1) {
      const kind = next();
      const before = doc;
      const fail = (what, more = "") => wrong.push({ seed, step, what, before: html(before), after: html(doc), more });
      if (next() < 0.2) own.clear(); // somebody else goes on
      try {
        if (kind < 0.6) {
          const tr = change(pm.state.EditorState.create({ doc }).tr, next);
          tr.doc.check();
          const found = stretches(before, tr.doc, [tr]);
          if (!found.length) continue;
          doc = proposed(before, tr.doc, found, who).doc;
          doc.check();
          if (all(doc, true) !== all(tr.doc, true)) fail("taking", html(tr.doc));
          if (all(doc, false) !== all(before, false)) fail("refusing", html(tr.doc));
        } else if (kind < 0.7) {
          doc = change(pm.state.EditorState.create({ doc }).tr, next).doc;
        } else {
          const keys = listed(doc).map(({ key }) => key);
          const key = keys[Math.floor(next() * keys.length)];
          const how = next() < 0.5;
          if (!key) continue;
          doc = resolved(doc, (one) => (one === key ? how : null)) ?? doc;
          doc.check();
          if (all(doc, how) !== all(before, how)) fail(how ? "take one" : "refuse one", key);
          if (listed(doc).some((one) => one.key === key)) fail("stays", key);
        }
      } catch (error) {
        if (kind < 0.7 && !/proposing|resolving|stretches/.test(error.stack)) doc = before; // no such step here
        else fail(String(error.stack).slice(0, 400));
      }
      if (wrong.length > 20) return { wrong, kept };
      if (kept.length < samples && next() < 0.2) kept.push([html(doc), html(resolved(doc, () => false)), html(resolved(doc, () => true))]);
    }
  }
  return { wrong, kept };
}
