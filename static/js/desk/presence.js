// Who else has the story open, and whether somebody saved a newer version meanwhile.
const EVERY = 10_000; // ms

export function presence(form, { server, saving, clock, stamp }) {
  let timer;
  let drawn = "";

  async function ping() {
    clearTimeout(timer);
    if (document.hidden) return;
    if (form.dataset.pk) {
      const { kind, answer } = await server.post(form.dataset.presenceUrl, {
        _key: [saving.key()], _base: [form.elements._base.value], _pk: [form.dataset.pk], _stamp: stamp(form),
      });
      saving.heard(kind);
      if (kind === "ok") hear(answer);
      else if (answer?.gone) saving.parted(answer);
    }
    clearTimeout(timer);
    timer = setTimeout(ping, EVERY);
  }

  function hear(answer) {
    show(answer);
    form.dispatchEvent(new CustomEvent("desk:heard", { detail: answer }));
  }

  function show({ others = [], newest = 0, newest_by: by = "", newest_at: at = "" }) {
    const place = form.querySelector("[data-others]");
    const names = others.map(({ name }) => name);
    const newer = newest > Number(form.elements._base.value);
    form.dataset.newestBy = newer ? by : "";
    const key = JSON.stringify([names, newer && [by, newest]]);
    if (key === drawn) return;
    drawn = key;
    place.replaceChildren();
    if (newer) {
      const who = by === form.dataset.name ? "You" : by || "Someone";
      const when = at ? ` at ${clock(at)}` : "";
      const take = Object.assign(document.createElement("button"), {
        type: "button", className: "button small", textContent: "Take over",
      });
      take.addEventListener("click", () => saving.save());
      place.append(`${who} saved a newer version${when}${who === "You" ? " in another window" : ""}: `, take);
    } else if (names.length) {
      const all = names.length > 2 ? `${names.slice(0, 2).join(", ")} and ${names.length - 2} more` : names.join(" and ");
      place.append(`${all} ${names.length > 1 ? "are" : "is"} in this story too`);
    }
    place.classList.toggle("is-newer", newer);
  }

  form.addEventListener("desk:kept", ({ detail }) => hear(detail));
  form.addEventListener("desk:saved", ({ detail }) => {
    const drawnOthers = drawn ? JSON.parse(drawn)[0].map((name) => ({ name })) : [];
    show({ newest: detail.base, others: drawnOthers });
  });
  document.addEventListener("visibilitychange", ping);
  window.addEventListener("pageshow", ({ persisted }) => persisted && ping());
  ping();
}
