// A player or a card of another site in a story's text, with a poster of the library.
import { announce, button, tag } from "../../common/elements.js";
import { playerOf } from "../pasting/cleaning.js";
import { attributesOf, choosePicture, figure, insertFigure, pictureParts, removal, setAttributes, showCard } from "./figure.js";

const askPlayer = (before, done) =>
  announce(document, "desk:ask-player", { before, find: playerOf, done });

export const StoryEmbed = figure("storyEmbed", {
  marker: "embed",
  attributes: {
    embed: {
      default: "",
      parseHTML: (dom) => dom.dataset.embed,
      renderHTML: ({ embed }) => ({ "data-embed": embed }),
    },
    poster: {
      default: null,
      parseHTML: (dom) => dom.dataset.poster ?? null,
      renderHTML: ({ poster }) => (poster ? { "data-poster": poster } : {}),
    },
  },
  label: "video, post, chart or map of another site",
  put: (editor) => askPlayer("", (embed) => insertFigure(editor, "storyEmbed", { embed })),
  draw(context) {
    const [provider, address, parts] = [tag("b"), tag("span"), pictureParts()];
    const still = tag("div", {}, ...parts);
    const choose = button("", () => choosePicture(({ id }) => setAttributes(context, { poster: String(id) })));
    const drop = button("Remove poster", () => setAttributes(context, { poster: null }));
    const change = () => askPlayer(attributesOf(context).embed, (embed) => setAttributes(context, { embed }));
    let known = null;
    return {
      shown: tag("div", { class: "figure-shown figure-embed" }, still, provider, address),
      tools: [choose, drop, button("Change", change), removal(context)],
      hint: "Caption",
      draw({ embed, poster }) {
        choose.textContent = poster ? "Change poster" : "Choose a poster";
        still.hidden = drop.hidden = !poster;
        if (poster && known !== poster) showCard((known = poster), parts, () => known === poster);
        provider.textContent = embed.split("/")[2]?.replace(/^www\./, "") ?? "";
        address.textContent = embed;
      },
    };
  },
});
