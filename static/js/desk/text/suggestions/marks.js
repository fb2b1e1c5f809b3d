// What somebody suggests in the text: words to put in and to take out, by the key of their suggestion,
// and blocks that come or go (articles/lib/html/suggestions.py says what each means). What one does
// with them is fetched once there are any, or once somebody wants to suggest.
import { Extension, Mark } from "django-prose-editor/editor";

const BLOCKS = [
  "paragraph", "heading", "listItem", "bulletList", "orderedList", "blockquote", "horizontalRule", "table",
  "storyPicture", "storyGallery", "storyEmbed", "storyPull", "storyFacts",
];

const mark = (name, tag) => Mark.create({
  name,
  inclusive: false,
  addAttributes: () => ({
    key: {
      default: null,
      parseHTML: (dom) => dom.dataset.suggestion,
      renderHTML: ({ key }) => ({ "data-suggestion": key }),
    },
  }),
  parseHTML: () => [{ tag: `${tag}[data-suggestion]`, priority: 60 }],
  renderHTML: ({ HTMLAttributes }) => [tag, HTMLAttributes, 0],
});

const Insertion = mark("storyInsertion", "ins");
const Deletion = mark("storyDeletion", "del");

const written = (name, attribute) => ({
  default: null,
  keepOnSplit: false,
  parseHTML: (dom) => dom.getAttribute(attribute),
  renderHTML: (attributes) => (attributes[name] ? { [attribute]: attributes[name] } : {}),
});

export const StorySuggestions = Extension.create({
  name: "storySuggestions",

  addExtensions: () => [Insertion, Deletion],
  addGlobalAttributes: () => [{ types: BLOCKS, attributes: { ins: written("ins", "data-ins"), gone: written("gone", "data-del") } }],
});
