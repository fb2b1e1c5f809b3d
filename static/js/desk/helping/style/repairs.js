// What is done at a mark: repaired by one press, ignored here, gone to by the keyboard.
import { post } from "../../common/server.js";

export class Repairs {
  constructor(style) {
    this.style = style;
  }

  listen() {
    const { form } = this.style;
    document.addEventListener("desk:key", (event) => {
      if (event.detail.does !== "style" || !form.isConnected) return;
      event.preventDefault();
      this.next();
    });
    for (const { field } of this.style.areas) {
      for (const type of ["click", "keyup"]) field.addEventListener(type, () => this.inField(field));
    }
    form.addEventListener("desk:kept", () => this.style.waiting.length && this.style.send());
    addEventListener("online", () => this.style.send());
  }

  /** The cursor is at a mark in the text: say so, and show what could be done. */
  moved() {
    const { editor, plugin, marks } = this.style;
    if (!editor.isFocused) return;
    const { empty, from, to } = editor.state.selection;
    const id = empty ? plugin.at({ from, to }) : undefined;
    this.here(marks.find((mark) => mark.id === id && !mark.paragraph.area));
  }

  inField(field) {
    const at = field.selectionStart;
    if (field !== document.activeElement || at !== field.selectionEnd) return;
    this.here(this.style.marks.find(({ from, to, paragraph }) => paragraph.area?.field === field && from <= at && at <= to));
  }

  here(mark) {
    const { box, list } = this.style;
    if (!mark) {
      this.said = null;
      return box.dom.contains(document.activeElement) || box.close();
    }
    if (this.said === mark.id) return undefined;
    this.said = mark.id;
    const better = mark.proposals.length ? `, better “${mark.proposals[0]}”` : "";
    list.say(`“${mark.words}”${better}. ${mark.why} Ctrl-Alt-Y shows what you can do.`);
    return box.show(mark, this.place(mark));
  }

  place(mark) {
    const { editor, marks } = this.style;
    const { area } = mark.paragraph;
    if (area) return area.box(marks.filter(({ paragraph }) => paragraph.area === area).indexOf(mark));
    const { top, left } = editor.view.coordsAtPos(mark.from);
    return { top, left, bottom: editor.view.coordsAtPos(mark.to, -1).bottom };
  }

  /** Into the box of the mark at the cursor; else on to the next one. */
  next() {
    const { box, list, marks } = this.style;
    if (box.mark && !box.dom.contains(document.activeElement)) return box.walk(1);
    const order = this.cursor();
    const mark = marks.find((one) => this.order(one) > order) ?? marks[0];
    if (mark) return this.go(mark);
    return list.say("Nothing is marked.");
  }

  /** Where something stands among all marks: fields before the text, the text, fields behind it. */
  order({ from, paragraph }) {
    const { areas } = this.style;
    const at = paragraph.area ? areas.indexOf(paragraph.area) : areas.filter(({ isBefore }) => isBefore).length - 0.5;
    return at * 1e9 + from;
  }

  cursor() {
    const { areas, box, editor } = this.style;
    if (box.mark) return this.order(box.mark);
    const area = areas.find(({ field }) => field === document.activeElement);
    if (area) return this.order({ from: area.field.selectionStart, paragraph: { area } });
    return this.order({ from: editor?.isFocused ? editor.state.selection.from : -1, paragraph: {} });
  }

  go(mark) {
    const { box, editor } = this.style;
    const { area } = mark.paragraph;
    this.said = mark.id;
    area?.field.closest("details")?.setAttribute("open", "");
    if (area) {
      area.field.focus();
      area.field.setSelectionRange(mark.from, mark.from);
      area.field.scrollIntoView({ block: "nearest" });
    } else {
      editor.commands.setTextSelection(mark.from);
      editor.commands.focus();
      editor.view.nodeDOM(mark.paragraph.pos)?.scrollIntoView?.({ block: "center" });
    }
    requestAnimationFrame(() => box.show(mark, this.place(mark), { into: true }));
  }

  /** Back to where one writes. */
  back({ paragraph: { area } }) {
    if (area) area.field.focus();
    else this.style.editor.view.focus();
  }

  repair(mark, proposal) {
    const { editor, list, plugin } = this.style;
    const { area } = mark.paragraph;
    this.style.box.close();
    this.back(mark);
    if (area) this.write(area.field, mark, proposal);
    else {
      const now = plugin.now(mark.id);
      const words = now && editor.state.doc.textBetween(now.from, now.to, "", "\n");
      if (!now || !mark.whole || words.replace(/\s+/g, " ") !== mark.words) return list.say("The words have changed meanwhile.");
      const tr = editor.state.tr.insertText(proposal, now.from, now.to);
      editor.view.dispatch(tr.scrollIntoView());
    }
    list.say(`“${mark.words}” is “${proposal}” now.`);
    return this.style.look();
  }

  write(field, { from, to, words }, proposal) {
    if (field.value.slice(from, to).replace(/\s+/g, " ") !== words) return;
    field.setSelectionRange(from, to);
    // What a browser does itself, its Undo knows of.
    if (!document.execCommand("insertText", false, proposal)) field.setRangeText(proposal, from, to, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  ignore(mark) {
    this.style.box.close({ back: true });
    this.style.ignore(mark);
    this.style.list.say(`“${mark.words}” is ignored here.`);
  }

  again(one) {
    this.style.again(one);
  }

  mayAdd() {
    return this.style.told.may_add;
  }

  async add(mark) {
    const { list, spelling, form } = this.style;
    this.style.box.close({ back: true });
    const { kind, answer } = await post(form.dataset.styleWordUrl, { word: [mark.word] });
    if (kind !== "ok") return list.say(answer?.error ?? "The word could not be added. Try again.");
    list.say(`“${mark.word}” is in the dictionary now.`);
    return spelling.added(mark.word);
  }
}
