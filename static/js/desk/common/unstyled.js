// The desk's pages allow no style in the mark-up. What is pasted has some, which says what is bold;
// and a browser writes some itself where words are typed over a note or a link. Neither comes to it.
import { Plugin, pm } from "django-prose-editor/editor";

const ASIDE = "data-style";
const STYLE = /(<[a-z][^<>]*?\s)style(?=\s*=)/gi;

/** HTML of others, as it may be read here: its styles are kept under another name. */
export const unstyledHtml = (html) => html.replace(STYLE, `$1${ASIDE}`);

/** Read what is pasted with its styles put back as a script may: by their properties. */
class Reader extends pm.model.DOMParser {
  parseSlice(dom, options) {
    for (const one of dom.querySelectorAll(`[${ASIDE}]`)) {
      one.style.cssText = one.getAttribute(ASIDE);
      one.removeAttribute(ASIDE);
    }
    return super.parseSlice(dom, options);
  }
}

/** Typed over words that are marked: the editor puts it in, as it does where more than words are. */
function typedOver(view, event) {
  if (event.inputType !== "insertText" || !event.data || view.composing) return false;
  view.domObserver.forceFlush();
  view.domObserver.flush();
  const { selection: { $from, $to, empty }, tr } = view.state;
  if (empty || !$from.sameParent($to) || !$from.parent.inlineContent) return false;
  event.preventDefault();
  const put = () => tr.insertText(event.data).scrollIntoView();
  const done = view.someProp("handleTextInput", (ask) => ask(view, $from.pos, $to.pos, event.data, put));
  if (!done) view.dispatch(put());
  return true;
}

export const unstyled = (editor) => new Plugin({
  props: {
    transformPastedHTML: unstyledHtml,
    clipboardParser: new Reader(editor.schema, pm.model.DOMParser.fromSchema(editor.schema).rules),
    handleDOMEvents: { beforeinput: typedOver },
  },
});
