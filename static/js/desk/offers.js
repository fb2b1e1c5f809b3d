// Text that this person typed into the story some time and that was never saved: offered back. What
// the server knows of is on the page from its beginning; what only this browser has comes to it.
const SHOWN = 3;

export async function offering(form, { fields, keeping, server, saving, stamp }) {
  const place = form.querySelector("[data-offers]");
  const { person, pk } = form.dataset;
  const now = fields.read(form);
  const wanted = new URLSearchParams(location.search).get("unsaved");
  const here = (await keeping.kept(person)).filter(({ key }) => key !== saving.key());
  const known = new Map(here.map((entry) => [entry.key, { ...entry, here: true }]));

  if (wanted) await goOn(known.get(wanted) ?? { key: wanted });
  for (const row of [...place.querySelectorAll("[data-key]")]) {
    const { key } = row.dataset;
    const entry = known.get(key) ?? { key, at: Date.parse(row.dataset.at) };
    known.delete(key);
    if (key === wanted) row.remove();
    else take(row, entry);
  }
  for (const entry of known.values()) {
    if (entry.pk === pk && entry.key !== wanted) take(null, entry);
  }
  settle();

  /** The text that the address names comes into the form at once. */
  async function goOn(entry) {
    if (!(await complete(entry)) || (pk && String(entry.pk ?? "") !== pk)) return;
    if (entry.open) return take(null, entry);
    const address = new URL(location.href);
    address.searchParams.delete("unsaved");
    history.replaceState(null, "", address);
    await saving.bringBack(entry);
  }

  /** Fetch what the text says where this browser does not have it. */
  async function complete(entry) {
    if (entry.fields) return true;
    const address = place.dataset.readUrl.replace("00000000-0000-0000-0000-000000000000", entry.key);
    const answer = await fetch(address, { headers: { Accept: "application/json" } }).catch(() => null);
    if (!answer?.ok) return false;
    const { fields: texts, labels, base, pk: of, saved_at: at } = await answer.json();
    Object.assign(entry, { fields: texts, labels, base, pk: of, at: Date.parse(at) });
    return true;
  }

  function drop({ key }) {
    keeping.forget(key);
    server.post(form.dataset.discardUrl, { _key: [key] });
  }

  /** Give the row its words and buttons; a new one where the server knows nothing of the text. */
  function take(row, entry) {
    if (entry.fields && !entry.open && fields.alike(entry.fields, now)) {
      row?.remove();
      return drop(entry);
    }
    const shown = row ?? place.insertBefore(blank(entry), place.querySelector(".offers-ways"));
    if (entry.fields) {
      const open = entry.open ? "Text from % is not saved yet; it is open in another window." : "Text from % was not saved.";
      shown.querySelector("b").textContent = open.replace("%", stamp(new Date(entry.at).toISOString()));
      shown.querySelector("q").textContent = fields.excerpt(entry.fields, now) || "…";
    }
    if (!entry.open) buttons(shown, entry);
    return undefined;
  }

  function blank({ key }) {
    const row = document.createElement("div");
    row.className = "offer";
    row.dataset.key = key;
    row.innerHTML = `<p><b></b> <q dir="auto"></q></p>
      <button type="button" class="button small primary" data-back hidden>Restore it</button>
      <button type="button" class="button small" data-discard hidden>Discard</button>`;
    return row;
  }

  function buttons(row, entry) {
    const [back, discard] = ["[data-back]", "[data-discard]"].map((name) => row.querySelector(name));
    back.addEventListener("click", async () => {
      // Without a pause where it is at hand: a save pressed in the same moment waits for it.
      if (!entry.fields && !(await complete(entry))) {
        back.textContent = "No connection: try again";
        return;
      }
      row.remove();
      settle();
      await saving.bringBack(entry);
      form.elements.headline.focus({ preventScroll: true });
    });
    discard.addEventListener("click", () => letGo(row, entry));
    back.hidden = discard.hidden = false;
  }

  function letGo(row, entry) {
    drop(entry);
    const undo = Object.assign(document.createElement("button"), {
      type: "button", className: "button small", textContent: "Undo",
    });
    const before = [...row.childNodes];
    row.replaceChildren("Discarded. ", undo);
    undo.focus();
    undo.addEventListener("click", () => {
      if (entry.here) keeping.keep(entry.key, entry);
      server.post(form.dataset.discardUrl, { _key: [entry.key], _undo: ["1"] });
      row.replaceChildren(...before);
    });
  }

  /** The newest stand there, and the way to all. */
  function settle() {
    const rows = [...place.querySelectorAll("[data-key]")];
    for (const [at, row] of rows.entries()) row.hidden = at >= SHOWN;
    // Words of a picture that were not saved are offered there, too.
    place.hidden = !place.querySelector(".offer");
    place.querySelector(".offers-ways").hidden = rows.length < SHOWN;
  }
}
