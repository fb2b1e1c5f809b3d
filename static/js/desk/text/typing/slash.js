// A slash at the start of an empty paragraph opens a list of all that can be put there; what is typed
// behind it filters the list. It stays a slash as long as nothing is chosen.
import { Plugin, pm } from "django-prose-editor/editor";

const key = new pm.state.PluginKey("storySlash");

/** The line that begins with a slash and has the cursor at its end: where it begins, and what is typed there. */
function asked({ selection }, isEditable) {
  const { $from, empty } = selection;
  if (!empty || !isEditable || $from.depth !== 1 || $from.parent.type.name !== "paragraph") return null;
  if ($from.parentOffset !== $from.parent.content.size || $from.parent.childCount !== 1) return null;
  const text = $from.parent.textContent;
  return /^\/[\p{L}\p{M}\p{N} ]{0,30}$/u.test(text) && !/^\/ /.test(text) && !text.endsWith("  ") ? { at: $from.before(), text: text.slice(1) } : null;
}

export const slash = (editor) => new Plugin({
  key,
  state: {
    // Open only once a slash was typed there, not for one that stands there.
    init: () => ({ open: null, closedAt: null }),
    apply(tr, old, before, state) {
      const news = tr.getMeta(key);
      if (news) return { open: null, closedAt: news.closed };
      if (!tr.docChanged && !tr.selectionSet) return old;
      const open = asked(state, editor.isEditable);
      if (!open) return { open: null, closedAt: null };
      // A browser that is busy hands over several keys at once: the slash with what comes behind it.
      const isFirst = open.text === "" || !before.selection.$from.parent.content.size;
      const began = old.open || (tr.docChanged && isFirst && tr.steps.length === 1 && !tr.getMeta("history$") && !tr.getMeta("uiEvent"));
      return began && old.closedAt !== open.at ? { open, closedAt: null } : { open: null, closedAt: old.closedAt };
    },
  },
  props: {
    handleKeyDown(view, event) {
      const { list } = editor.storage.storyTools;
      return Boolean(key.getState(view.state).open && list?.pressed(event));
    },
  },
  view(view) {
    // It is made anew whenever a plug-in comes, also while the list is open.
    if (key.getState(view.state).open) shown(editor, view);
    return {
      update: () => void shown(editor, view),
      destroy: () => editor.storage.storyTools.list?.pause(),
    };
  },
});

/** Have the list show what the text asks for; it is fetched once that is something. */
async function shown(editor, view) {
  const { storyTools } = editor.storage;
  if (key.getState(view.state).open && !storyTools.list) {
    const { SlashList } = await import("./list.js");
    storyTools.list ??= new SlashList(editor, () => key.getState(editor.state).open, (closed) =>
      editor.view.dispatch(editor.state.tr.setMeta(key, { closed }).setMeta("addToHistory", false)));
  }
  if (!view.isDestroyed) storyTools.list?.show(key.getState(view.state).open);
}
