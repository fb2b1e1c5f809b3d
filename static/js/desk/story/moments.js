// Days and hours by the newsroom's clock: which moment they are, and what that clock, and the one
// on this desk, call it on that day. A July hour is a summer hour, whenever it is typed.
import { tag } from "../common/elements.js";

const DAY = 86_400_000;
const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
const language = () => document.documentElement.lang || "en-GB";
const newsroom = () => document.querySelector("[data-zone]")?.dataset.zone || "UTC";

const clocks = new Map();
/** How many milliseconds a zone's clock is ahead of UTC at a moment. */
function ahead(at, zone) {
  if (!clocks.has(zone)) {
    clocks.set(zone, new Intl.DateTimeFormat("en-CA", {
      timeZone: zone, hourCycle: "h23", era: "short", year: "numeric", month: "2-digit", day: "2-digit",
      hour: "2-digit", minute: "2-digit", second: "2-digit",
    }));
  }
  const part = Object.fromEntries(clocks.get(zone).formatToParts(at).map(({ type, value }) => [type, value]));
  const shown = Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute, part.second);
  return shown - Math.floor(at / 1000) * 1000;
}

/** The moments at which the newsroom's clock shows what a field holds: one; none where the clocks
 * go forward over it, two where they go back. In milliseconds since 1970. */
export function momentsOf(value, zone = newsroom()) {
  const shown = Date.parse(`${value.slice(0, 19)}Z`);
  if (Number.isNaN(shown)) return [];
  const found = [shown - DAY, shown + DAY].map((near) => shown - ahead(near, zone));
  return [...new Set(found)].filter((at) => at + ahead(at, zone) === shown).sort((a, b) => a - b);
}

function said(at, zone, how) {
  return new Date(at).toLocaleString(language(), { timeZone: zone, timeZoneName: "short", ...how });
}

const FULL = { weekday: "long", day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit" };
const SHORT = { weekday: "short", day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" };
const HOUR = { hour: "2-digit", minute: "2-digit" };

/** Day, hour and zone of a moment; and what the clock of this desk shows, where that is another. */
export function spoken(at, how = FULL) {
  const zone = newsroom();
  if (ahead(at, zone) === ahead(at, here)) return said(at, zone, how);
  const day = (name) => new Date(at).toLocaleDateString("en-CA", { timeZone: name });
  const theirs = day(here) === day(zone) ? HOUR : { weekday: "short", day: "numeric", month: "short", ...HOUR };
  return `${said(at, zone, how)} (${said(at, here, theirs)} where you are)`;
}

/** What is wrong with an hour that the clocks leave out or show twice; "" where nothing is. */
export function strange(value) {
  const [found, hour] = [momentsOf(value), value.slice(11, 16)];
  if (found.length === 1 || Number.isNaN(Date.parse(`${value.slice(0, 19)}Z`))) return "";
  const day = new Date(`${value.slice(0, 10)}T00:00Z`)
    .toLocaleDateString(language(), { day: "numeric", month: "long", timeZone: "UTC" });
  return found.length
    ? `${hour} comes twice on ${day}: the clocks go back. Choose another time.`
    : `There is no ${hour} on ${day}: the clocks go forward. Choose another time.`;
}

/** Say under each field of the form which moment it holds, while it is filled in. */
export function hinting(form) {
  for (const field of form.querySelectorAll("input[type=datetime-local]")) {
    const hint = tag("p", { class: "help moment-said", "aria-live": "polite" });
    field.after(hint);
    const say = () => {
      const [at] = momentsOf(field.value);
      const wrong = field.value && strange(field.value);
      const past = field.name === "publish_at" && at <= Date.now() ? ". This hour has passed: Publish is at once." : "";
      hint.textContent = wrong || (at === undefined ? "" : spoken(at, SHORT) + past);
      hint.classList.toggle("moment-wrong", Boolean(wrong));
      hint.hidden = !hint.textContent;
    };
    for (const kind of ["input", "change", "desk:past", "desk:filled"]) field.addEventListener(kind, say);
    say();
  }
}
