// What is marked by keys or by the mouse is told to the editor a moment later than the next key, where
// the machine is busy: Shift-Home and Ctrl-K at once would make a link of nothing, and Ctrl-End and
// Enter at once part a paragraph somewhere else. So the editor looks for itself before each key that
// it does something by; letters the browser puts where they belong.
import { Plugin } from "django-prose-editor/editor";

export const selected = () => new Plugin({
  props: {
    handleDOMEvents: {
      keydown(view, event) {
        const does = event.key.length > 1 || event.ctrlKey || event.metaKey;
        if (does && !event.isComposing && !view.composing) view.domObserver?.flush();
        return false;
      },
    },
  },
});
