// The alt texts of a story's pictures, by the language model: asked for one picture after the other,
// each shown beside its own, and saved with it once it is taken.
import { tag } from "../common/elements.js";
import { get, post } from "../common/server.js";
import * as taking from "./taking.js";

/** The numbers of the pictures that the form shows: the lead, then those in the text, in order. */
function shown(form, html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const inText = [...page.querySelectorAll("figure")].flatMap(({ dataset: { picture, gallery } }) => (gallery ?? picture ?? "").split(" "));
  return [...new Set([form.elements.picture?.value ?? "", ...inText])].filter(Boolean);
}

const cardUrl = (form, id) => form.querySelector("[data-picture-box]").dataset.cardUrl.replace("/0/", `/${Number(id)}/`);

/** The cards of those that lack a text and may be given one; of all, where none lacks one. */
export async function toDescribe(form, html) {
  const cards = (await Promise.all(shown(form, html).map((id) => get(cardUrl(form, id))))).filter(Boolean);
  const open = cards.filter(({ may_change: mayChange }) => mayChange);
  const silent = open.filter(({ alt, decorative }) => !alt && !decorative);
  return { cards: silent.length ? silent : open, refused: cards.find(({ why_not: why }) => why)?.why_not ?? "" };
}

/** A proposal under its picture. */
export const beside = ({ src, thumb, title }, field) =>
  tag("span", { class: "proposal-picture" }, tag("img", { src: thumb || src, alt: "" }), tag("b", { dir: "auto" }, title), field);

/** Put the text where the lead picture's is edited, or save it with the picture; what is said of it, and
    whether it is done. */
export async function take(form, { id, alt }, value, words) {
  if (taking.alt(form, String(id), value)) return { done: true, said: "" };
  const address = `${cardUrl(form, id)}save/`;
  const { kind, answer } = await post(address, { alt_text: [value], was_alt_text: [alt], gently: ["1"] });
  const wrong = Object.values(answer?.errors ?? {}).flat().join(" ");
  if (kind !== "ok") return { done: false, said: wrong || answer?.error || words.altAway };
  if (answer.kept.length) return { done: false, said: words.altKept };
  return { done: true, said: words.altSaved };
}
