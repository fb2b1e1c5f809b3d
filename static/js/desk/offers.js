// Text that this person typed into the story some time and that was never saved: offered back.
const SHOWN = 3;

export async function offering(form, { fields, keeping, server, saving, stamp }) {
  const place = form.querySelector("[data-offers]");
  const { person, pk } = form.dataset;
  const now = fields.read(form);
  const here = await keeping.found({ person, pk, but: form.dataset.key });
  const kept = JSON.parse(document.querySelector("#story-unsaved")?.textContent || '""') || [];
  const known = new Map(here.map((entry) => [entry.key, entry]));
  // What the server keeps of the same form is older, or the same.
  for (const { key, at, base, url } of kept) {
    if (!known.has(key)) known.set(key, { key, at: Date.parse(at), base, url });
  }
  const all = [...known.values()].sort((a, b) => b.at - a.at);
  for (const entry of all.slice(0, SHOWN)) {
    if (entry.url && !(await read(entry))) continue;
    if (fields.alike(entry.fields, now)) drop(entry);
    else offer(entry);
  }

  async function read(entry) {
    const answer = await fetch(entry.url, { headers: { Accept: "application/json" } }).catch(() => null);
    if (!answer?.ok) return false;
    const { fields: texts, labels, base } = await answer.json();
    Object.assign(entry, { fields: texts, labels, base });
    return true;
  }

  function drop({ key }) {
    keeping.forget(key);
    server.post(form.dataset.discardUrl, { _key: [key] });
  }

  function offer(entry) {
    const row = document.createElement("div");
    row.className = "offer";
    const says = document.createElement("p");
    const head = document.createElement("b");
    head.textContent = `Text from ${stamp(new Date(entry.at).toISOString())} was not saved.`;
    const words = document.createElement("q");
    words.dir = "auto";
    words.textContent = fields.excerpt(entry.fields, now) || "…";
    says.append(head, " ", words);
    const back = button("Bring it back", "button small primary");
    const let_go = button("Let it go", "button small");
    row.append(says, back, let_go);
    place.append(row);
    place.hidden = false;
    back.addEventListener("click", async () => {
      away(row);
      await saving.bringBack(entry);
      form.elements.headline.focus({ preventScroll: true });
    });
    let_go.addEventListener("click", () => {
      drop(entry);
      const undo = button("Undo", "button small");
      row.replaceChildren("Let go. ", undo);
      undo.focus();
      undo.addEventListener("click", () => {
        keeping.keep(entry.key, { ...entry, person, pk });
        row.remove();
        offer(entry);
      });
    });
  }

  function away(row) {
    row.remove();
    place.hidden = !place.children.length;
  }

  function button(label, look) {
    return Object.assign(document.createElement("button"), { type: "button", className: look, textContent: label });
  }
}
