// What is marked by keys is told to the editor a moment later than the next key, where the machine
// is busy: Shift-Home and Ctrl-K at once would make a link of nothing, and what is typed then would
// take the place of what is marked. So before a key with Ctrl or ⌘ the editor looks for itself.
import { Plugin, pm } from "django-prose-editor/editor";

export const selected = () => new Plugin({
  props: {
    handleDOMEvents: {
      keydown(view, event) {
        if ((event.ctrlKey || event.metaKey) && !event.isComposing) look(view);
        return false;
      },
    },
  },
});

function look(view) {
  const { TextSelection } = pm.state;
  const { doc, selection, tr } = view.state;
  const { anchorNode, anchorOffset, focusNode, focusOffset } = view.root.getSelection();
  if (!(selection instanceof TextSelection) || !view.dom.contains(anchorNode) || !view.dom.contains(focusNode)) return;
  const anchor = view.posAtDOM(anchorNode, anchorOffset);
  const head = view.posAtDOM(focusNode, focusOffset);
  if (anchor === selection.anchor && head === selection.head) return;
  const [from, to] = [anchor, head].map((at) => doc.resolve(at));
  if (from.parent.inlineContent && to.parent.inlineContent) view.dispatch(tr.setSelection(new TextSelection(from, to)));
}
