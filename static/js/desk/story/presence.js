// Who else has the story open, and whether somebody saved a newer version meanwhile.
import { announce, button } from "../common/elements.js";
import { stamp } from "./moved.js";
import { clock } from "./outcome.js";
import * as server from "../common/server.js";

const EVERY = 10_000; // ms

export class Presence {
  drawn = "";

  constructor(form, saving) {
    Object.assign(this, { form, saving });
    form.addEventListener("desk:kept", ({ detail }) => this.hear(detail));
    form.addEventListener("desk:saved", ({ detail }) => {
      const others = this.drawn ? JSON.parse(this.drawn)[0].map((name) => ({ name })) : [];
      this.show({ newest: detail.base, others });
    });
    document.addEventListener("visibilitychange", () => this.ping());
    window.addEventListener("pageshow", ({ persisted }) => persisted && this.ping());
    this.ping();
  }

  async ping() {
    clearTimeout(this.timer);
    if (document.hidden) return;
    const { form, saving } = this;
    let wait = 0;
    if (form.dataset.pk && !saving.pause()) {
      const { kind, answer, pause } = await server.post(form.dataset.presenceUrl, {
        _key: [saving.key], _base: [form.elements._base.value], _pk: [form.dataset.pk], _stamp: stamp(form),
      });
      saving.heard(kind, pause);
      wait = pause ?? 0;
      if (kind === "ok") this.hear(answer);
      else if (answer?.gone) saving.parted(answer);
    }
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ping(), Math.max(EVERY, wait));
  }

  hear(answer) {
    this.show(answer);
    announce(this.form, "desk:heard", answer);
  }

  show({ others = [], newest = 0, newest_by: by = "", newest_at: at = "" }) {
    const { form } = this;
    const place = form.querySelector("[data-others]");
    const names = others.map(({ name }) => name);
    const newer = newest > Number(form.elements._base.value);
    form.dataset.newestBy = newer ? by : "";
    const key = JSON.stringify([names, newer && [by, newest]]);
    if (key === this.drawn) return;
    this.drawn = key;
    place.replaceChildren();
    if (newer) {
      const who = by === form.dataset.name ? "You" : by || "Someone";
      const when = at ? ` at ${clock(at)}` : "";
      const take = button("Take over", () => this.saving.save());
      place.append(`${who} saved a newer version${when}${who === "You" ? " in another window" : ""}: `, take);
    } else if (names.length) {
      const all = names.length > 2 ? `${names.slice(0, 2).join(", ")} and ${names.length - 2} more` : names.join(" and ");
      place.append(`${all} ${names.length > 1 ? "are" : "is"} in this story too`);
    }
    place.classList.toggle("is-newer", newer);
  }
}
