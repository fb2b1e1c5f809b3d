// What search engines and social networks will show of the story, beside the fields that say so and
// as they are typed.
import { spoken } from "./languages/fields.js";

// Where search engines cut, in what readers see as one character; cards show fewer lines.
export const TITLE = 60;
export const WORDS = 155;
const CARD_WORDS = 110;
const LEFTWARDS = /^[^\p{L}]*[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Thaana}]/u;
const PAUSE = 120; // ms after the last key
const SOURCE = 6_000; // signs of a long text that its first words are looked for in

/** At most so many characters as readers see them, on a whole word where there is one. */
export function cut(text, most, language) {
  const letters = new Intl.Segmenter(language, { granularity: "grapheme" });
  let [count, end] = [0, 0];
  for (const { segment, index } of letters.segment(text)) {
    count += 1;
    if (count > most) break;
    end = index + segment.length;
  }
  if (count <= most) return text;
  const start = text.slice(0, end);
  const blank = /\s/.test(text[end]) ? end : start.search(/\s\S*$/);
  return `${start.slice(0, blank > end / 2 ? blank : end).trimEnd()}…`;
}

/** The first words of a body, without what is only suggested and what is no text. */
function firstWords(html) {
  const body = new DOMParser().parseFromString(html.slice(0, SOURCE), "text/html").body;
  for (const one of body.querySelectorAll("ins, figure, table, aside, small, h2, h3")) one.remove();
  return [...body.children].map(({ textContent }) => textContent.trim()).filter(Boolean).join(" ");
}

/** The headline of a drawn card, as large as it fits: as the card itself is drawn. */
export function fit(drawn) {
  const [words, headline] = [".drawn-words", ".drawn-headline"].map((one) => drawn.querySelector(one));
  // The card runs as its headline does, whatever language is said.
  drawn.dir = LEFTWARDS.test(headline.textContent) ? "rtl" : "ltr";
  for (const size of [104, 96, 88, 80, 74, 68, 62, 56, 52, 48, 44]) {
    drawn.style.setProperty("--size", size);
    if (words.scrollHeight <= words.clientHeight && headline.scrollWidth <= headline.clientWidth) return;
  }
}

export class Elsewhere {
  constructor(form) {
    const find = (name) => form.querySelector(`[data-${name}]`);
    Object.assign(this, { form, find, result: find("elsewhere-result"), card: find("elsewhere-card") });
    this.about = JSON.parse(document.getElementById("elsewhere").textContent);
    this.result.hidden = this.card.hidden = false;
    // The editor tells of its text by its field, and not at each key: reading that writes all of it.
    const look = ({ target }) => target.isContentEditable || this.look();
    for (const kind of ["input", "change", "desk:filled", "desk:saved"]) form.addEventListener(kind, look, true);
    // What is not seen has no size to be fitted into.
    this.card.closest("details")?.addEventListener("toggle", () => {
      this.fitted = "";
      this.show();
    });
    new ResizeObserver(() => fit(find("drawn"))).observe(this.card);
    this.show();
  }

  look() {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.show(), PAUSE);
  }

  say(name, words, how) {
    const place = this.find(name);
    if (place.textContent !== words) place.textContent = words;
    Object.assign(place, how);
  }

  text(name) {
    return this.form.elements[name].value.trim().replace(/\s+/g, " ");
  }

  show() {
    const { about, form } = this;
    const how = spoken(form);
    const headline = this.text("headline");
    const words = this.text("standfirst") || this.text("teaser") || firstWords(form.elements.body.value);
    const section = about.sections[form.elements.section.value];
    this.say("crumbs", [about.host, section?.name].filter(Boolean).join(" › "), {});
    this.say("result-title", cut(this.text("search_title") || headline, TITLE, how.lang), how);
    this.say("result-words", cut(this.text("search_description") || words, WORDS, how.lang), how);
    this.say("result-date", `${this.day()} — `, {});
    this.say("card-title", this.text("social_title") || headline, how);
    this.say("card-words", cut(this.text("social_description") || words, CARD_WORDS, how.lang), how);
    this.picture(section, how);
  }

  /** The day of publication: the chosen one, the one that it has, or today. */
  day() {
    const chosen = this.form.elements.publish_at.value || this.about.published;
    const options = { day: "numeric", month: "short", year: "numeric" };
    return new Intl.DateTimeFormat(this.form.dataset.siteLanguage, options).format(chosen ? new Date(chosen) : new Date());
  }

  picture(section, how) {
    const { form, about } = this;
    const thumb = form.querySelector("[data-field=picture] [data-thumb]");
    const has = Boolean(form.elements.picture.value && thumb) && !form.elements.drawn_card.checked;
    const [picture, drawn] = [this.find("card-picture"), this.find("drawn")];
    Object.assign(picture, { hidden: !has, src: has ? thumb.src : "data:,", alt: has ? thumb.alt : "" });
    drawn.hidden = has;
    this.find("card-drawn").hidden = has;
    const headline = this.text("social_title") || this.text("headline");
    drawn.style.setProperty("--ground", section?.colour ?? about.colour);
    this.say("drawn-section", section?.name ?? "", {});
    this.say("drawn-headline", headline, { lang: how.lang });
    // Measuring it lays out the page.
    const now = has ? "" : JSON.stringify([headline, section?.name, how.lang]);
    if (!has && now !== this.fitted) fit(drawn);
    this.fitted = now;
  }
}
