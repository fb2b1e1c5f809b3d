// The address line: what the server says that the story's address is, and where it will move to.
// Nothing is guessed here: the server's own code makes it, of what is typed.
const PAUSE = 300; // ms after the last key

export function addressing(form, { server, saving }) {
  const line = form.querySelector("[data-address]");
  const { headline, slug, section, standfirst, body } = form.elements;
  let waiting, number = 0;

  /** What an address is made of. The text tells whether signs that two languages share are Japanese. */
  function parts() {
    const fields = { headline: [headline.value], slug: [slug.value], section: [section.value] };
    if (!/\p{Script=Han}/u.test(headline.value) || slug.value) return fields;
    return { ...fields, standfirst: [standfirst.value], body: [body.value] };
  }
  const now = () => JSON.stringify(parts());
  let shown = form.querySelector("[data-refused]") ? "" : now();

  function show({ address, moves, wrong }) {
    for (const [name, words] of Object.entries({ text: address, moves, wrong })) {
      const place = line.querySelector(`[data-address-${name}]`);
      place.textContent = words;
      place.closest("p").hidden = !words;
    }
    line.hidden = !(address || wrong);
    line.classList.remove("is-unsure");
  }

  async function ask() {
    const [text, mine] = [now(), ++number];
    const pk = form.dataset.pk ? { _pk: [form.dataset.pk] } : {};
    const { kind, answer } = await server.post(line.dataset.url, { ...JSON.parse(text), ...pk });
    // A later question has overtaken this one; or nobody answers, and it is asked with the next key or save.
    if (mine !== number || kind !== "ok") return;
    shown = text;
    show(answer);
  }

  function look() {
    const changed = now() !== shown;
    line.classList.toggle("is-unsure", changed);
    clearTimeout(waiting);
    if (changed) waiting = setTimeout(ask, PAUSE);
    else number += 1; // what was asked on the way is no longer wanted
  }

  for (const kind of ["input", "change", "desk:filled", "desk:kept"]) form.addEventListener(kind, look, true);
  // Saved or published: the story has another address now, or a number.
  for (const kind of ["desk:saved", "desk:moved"]) form.addEventListener(kind, ({ detail }) => {
    number += 1;
    show(detail.address);
    if (saving.dirty()) shown = "";
    look();
  });
  if (!shown) look();
}
