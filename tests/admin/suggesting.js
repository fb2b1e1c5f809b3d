// Random sequences of suggesting, editing, taking and refusing, in the page's own editor.
// Returns what went wrong, each with its seed, and samples of texts as HTML.
async ({ seeds, steps, samples }) => {
  const { pm } = await import("django-prose-editor/editor");
  const at = (name) => import(`/static/js/desk/text/suggestions/${name}.js`);
  const [{ proposed, stretches, said }, { resolved }, { listed }] = [await at("proposing"), await at("resolving"), await at("listing")];
  const { editor } = document.querySelector(".ProseMirror");
  const { schema } = editor;
  const { Fragment, DOMSerializer } = pm.model;
  const writer = DOMSerializer.fromSchema(schema);
  const html = (doc) => {
    const box = document.createElement("div");
    box.append(writer.serializeFragment(doc.content));
    return box.innerHTML;
  };
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
  const start = () => schema.nodes.doc.create(null, [
    p("a1 a2 a3 a4"), heading.create({ level: 2 }, words("b1 b2")), p("c1 c2 c3"), list("d1 d2", "d3", "d4 d5"),
    storyPicture.create({ picture: "7" }, words("e1 e2")), p("f1 f2"), blockquote.create(null, [p("g1"), p("g2 g3")]),
    table.create(null, tableRow.create(null, [tableCell.create(null, p("h1")), tableCell.create(null, p("h2 h3"))])), p("i1 i2 i3"),
  ]);
  let token = 0;
  function change(tr, next) {
    const pick = (n) => Math.floor(next() * n);
    const size = tr.doc.content.size;
    const places = [];
    tr.doc.descendants((node, pos) => {
      if (node.isTextblock) for (let i = 0; i <= node.content.size; i += 1) places.push(pos + 1 + i);
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
    let doc = start();
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
