// The boxes of the bar: what Publish will do, in a sentence; what is missing before it can be done.
export function publishing(form, { checks, saving, moments, refusals }) {
  const box = () => form.querySelector("[data-publish]");
  const part = (name) => box()?.querySelector(`[data-${name}]`) ?? null;
  const moment = form.elements.publish_at;

  /** The moment that is given, unless it is to be at once; undefined where none is. */
  function given() {
    if (!moment.value || part("at-once")?.querySelector("input").checked) return undefined;
    return moments.momentsOf(moment.value)[0];
  }

  /** Say what will be done as things stand. */
  function say() {
    const here = box();
    if (!here) return;
    const { now, nowChanged, later: from, passed, doesNow, doesLater, opensNow, opensLater } = here.dataset;
    const hour = from ? given() : undefined;
    const at = hour > Date.now() ? hour : undefined;
    const fresh = nowChanged && saving.dirty() ? nowChanged : now;
    const strange = from && moment.value ? moments.strange(moment.value) : "";
    const late = hour !== undefined && !at ? `${passed} ${fresh}` : fresh;
    write(part("outlook"), strange || (at ? from.replace("{moment}", moments.spoken(at)) : late));
    write(part("go"), at ? doesLater : doesNow);
    const opens = form.querySelector("[data-opens]");
    if (opensNow) write(opens, at ? opensLater : opensNow);
    const once = part("at-once");
    if (once) once.hidden = !moment.value || (!at && !strange && !once.querySelector("input").checked);
    obstacles();
  }

  const write = (element, text) => {
    if (element.textContent !== text) element.textContent = text;
  };

  /** Why this person may not do it, whatever else is right; null where they may. */
  function refusal() {
    const kind = form.querySelector("[name=_change]:checked")?.value;
    const told = ["clarification", "correction"].includes(kind);
    return refusals.of(part("go").value, told);
  }

  /** Reasons where they are asked for; a button that can't do anything says so. */
  function obstacles() {
    if (!box()) return;
    const { errors, warnings, firm } = checks.counted(form);
    const refused = refusal();
    refusals.write(part("refused-here"), refused);
    part("outlook").hidden = Boolean(refused);
    const over = part("override");
    if (over) over.hidden = Boolean(refused) || !errors || Boolean(firm);
    const passed = Boolean(errors && over && !over.hidden && over.querySelector("input").checked);
    part("reasons").hidden = Boolean(refused) || !(passed || (warnings && !errors));
    const [go, instead] = [part("go"), part("go-instead")];
    if (instead) instead.hidden = !refused;
    go.hidden = Boolean(refused && instead);
    go.setAttribute("aria-disabled", String(Boolean(refused || (errors && !passed))));
    part("blocked").hidden = true;
  }

  /** Before it is posted: what is missing is said where it is missing. */
  form.addEventListener("desk:ask", (event) => {
    const { button } = event.detail;
    const here = button?.closest("[popover]");
    const lacks = (notice, field) => {
      event.preventDefault();
      notice.hidden = false;
      field.focus();
    };
    const needed = here?.querySelector("[data-needed]");
    if (needed && !needed.value.trim()) return lacks(here.querySelector("[data-missing]"), needed);
    if (!here?.matches("[data-publish]") || !button.matches("[data-go]")) return undefined;
    const reasons = part("reasons");
    const given = reasons.querySelector("input:checked") || reasons.querySelector("[type=text]").value.trim();
    const stopped = part("go").getAttribute("aria-disabled") === "true";
    if (looking && (stopped || saving.dirty() || (!reasons.hidden && !given))) {
      // What stands in the way may be gone by now, or have come: it is pressed again once that is known.
      event.preventDefault();
      pressed = button;
      return undefined;
    }
    if (stopped && refusal()) return lacks(part("refused-here"), part("refused-here"));
    if (stopped) {
      return lacks(part("blocked"), here.querySelector("[data-to-field]") ?? part("go"));
    }
    const kind = form.querySelector("[name=_change]:checked")?.value;
    const note = part("told")?.querySelector("textarea");
    if (note && ["clarification", "correction"].includes(kind) && !note.value.trim()) return lacks(part("missing-note"), note);
    if (!reasons.hidden && !given) return lacks(reasons.querySelector("[data-missing]"), reasons.querySelector("input"));
    return undefined;
  });

  form.addEventListener("input", (event) => {
    const here = event.target.closest("[popover]");
    if (!here) return say();
    for (const notice of here.querySelectorAll(".box-missing")) notice.hidden = true;
    // Whoever writes to readers means a correction, unless they say that it is a clarification.
    const told = event.target.closest("[data-told]");
    const kind = form.querySelector("[name=_change]:checked");
    if (told && event.target.value.trim() && ["minor", "update"].includes(kind?.value)) {
      form.querySelector("[name=_change][value=correction]").checked = true;
    }
    // Another reason in words takes the place of the ready ones, and the other way round.
    const reasons = event.target.closest("[data-reasons]");
    if (reasons && event.target.type === "text") {
      for (const one of reasons.querySelectorAll("[type=radio]")) one.checked = false;
    } else if (reasons) {
      reasons.querySelector("[type=text]").value = "";
    }
    return say();
  });
  form.addEventListener("change", (event) => {
    const reader = event.target.name === "_change" && ["clarification", "correction"].includes(event.target.value);
    if (reader) part("told").querySelector("textarea").focus();
    say();
  });
  // While it is open the box never gets shorter, or its buttons would move under the pointer when
  // the newest checks come in.
  let height = 0;
  function hold(here) {
    height = Math.max(height, here.offsetHeight);
    here.style.minHeight = `${height}px`;
  }
  let looking = false; // while the newest text is looked at
  let pressed = null; // what was pressed meanwhile, and could not be done as things stood
  async function look() {
    looking = true;
    await saving.looked();
    looking = false;
    const again = pressed;
    pressed = null;
    if (again?.checkVisibility()) again.click();
  }
  // Opened: look at the newest text, and be ready to write what readers are told.
  form.addEventListener("toggle", (event) => {
    if (!event.target.matches("[data-publish]")) return;
    if (event.newState !== "open") {
      height = 0;
      event.target.style.minHeight = "";
      return;
    }
    say();
    hold(event.target);
    look();
  }, true);
  form.addEventListener("desk:checked", obstacles);
  form.addEventListener("keydown", (event) => {
    const here = event.target.closest("[popover] input[type=text]")?.closest("[popover]");
    if (event.key !== "Enter" || event.isComposing || !here) return;
    event.preventDefault();
    [...here.querySelectorAll("button[type=submit]")].find((button) => button.checkVisibility())?.click();
  });
  // A new bar has taken the place of the old one. A box that is still asked stays open, with what
  // was typed into it; that of a verb that was made is done.
  form.addEventListener("desk:bar", ({ detail: { open, typed } }) => {
    const still = open && form.querySelector(`#${open}[popover]`);
    say();
    if (!still) return;
    for (const field of typed) {
      const twin = field.id && form.querySelector(`#${CSS.escape(field.id)}`);
      if (twin) Object.assign(twin, { value: field.value, checked: field.checked });
    }
    still.showPopover();
    if (still.matches("[data-publish]")) hold(still);
  });
  say();
}
