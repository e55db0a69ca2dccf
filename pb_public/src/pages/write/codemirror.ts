// The editor itself: CodeMirror 6 for markdown, loaded when somebody writes. It lives in a shadow root: there its styles are adopted style
// sheets, while in the page they would be inline <style>, which the policy (style-src 'self') forbids.
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { markdown, markdownLanguage } from '@codemirror/lang-markdown';
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { type Extension, Transaction } from '@codemirror/state';
import { EditorView, keymap } from '@codemirror/view';
import { tags } from '@lezer/highlight';

const looks = EditorView.theme({
  '&': { color: 'var(--text)', backgroundColor: 'var(--surface)', fontSize: 'var(--t2)' },
  '&.cm-focused': { outline: '3px solid var(--accent)', outlineOffset: '-1px' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.7' },
  '.cm-content': { padding: 'var(--s3) 0', minHeight: '46dvh', caretColor: 'var(--text)' },
  '.cm-line': { padding: '0 var(--s3)' },
});

const colours = HighlightStyle.define([
  { tag: tags.heading, fontWeight: '700', color: 'var(--accent)' },
  { tag: tags.strong, fontWeight: '700' },
  { tag: tags.emphasis, fontStyle: 'italic' },
  { tag: [tags.link, tags.url], color: 'var(--accent)' },
  { tag: [tags.monospace, tags.labelName], color: 'var(--go)' },
  { tag: tags.quote, color: 'var(--wait)' },
  { tag: [tags.processingInstruction, tags.contentSeparator], color: 'var(--muted)' },
]);

export interface Editor {
  readonly view: EditorView;
  /** Puts a text from elsewhere in the place of the old one; nobody is told that it was typed. */
  show(text: string): void;
  /** Puts a piece on lines of its own where the cursor is. */
  insert(piece: string): void;
  /** Puts a text in the place of what is selected, as pasting does. */
  paste(text: string): void;
  destroy(): void;
}

export function openEditor(
  host: HTMLElement,
  o: { text: string; label: string; typed: (text: string) => void; left: () => void; more?: Extension },
): Editor {
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
  const view = new EditorView({
    root,
    parent: root,
    doc: o.text,
    extensions: [
      history(),
      keymap.of([...defaultKeymap, ...historyKeymap]),
      markdown({ base: markdownLanguage }),
      syntaxHighlighting(colours),
      looks,
      o.more ?? [],
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ 'aria-label': o.label, autocapitalize: 'off' }),
      EditorView.domEventHandlers({ blur: () => o.left() }),
      EditorView.updateListener.of((u) => {
        // what came from elsewhere carries no user event; undoing and typing do
        if (u.docChanged && u.transactions.some((tr) => tr.annotation(Transaction.userEvent))) o.typed(u.state.doc.toString());
      }),
    ],
  });
  return {
    view,
    show(text) {
      // only what differs, so that the cursor and the marks stay where they are
      const old = view.state.doc.toString();
      let [head, tail] = [0, 0];
      while (head < old.length && head < text.length && old[head] === text[head]) head++;
      while (tail < old.length - head && tail < text.length - head && old.at(-1 - tail) === text.at(-1 - tail)) tail++;
      view.dispatch({
        changes: { from: head, to: old.length - tail, insert: text.slice(head, text.length - tail) },
        annotations: Transaction.addToHistory.of(false),
      });
    },
    insert(piece) {
      const { to } = view.state.selection.main;
      const line = view.state.doc.lineAt(to);
      const after = line.length ? line : line.number > 1 ? view.state.doc.line(line.number - 1) : null;
      const gap = line.length ? '\n\n' : after?.length ? '\n' : ''; // a paragraph of its own
      const text = `${gap}${piece}\n`;
      view.dispatch({
        changes: { from: line.to, insert: text },
        selection: { anchor: line.to + text.length },
        userEvent: 'input.paste',
        scrollIntoView: true,
      });
      view.focus();
    },
    paste(text) {
      view.dispatch(view.state.replaceSelection(text), { userEvent: 'input.paste', scrollIntoView: true });
      view.focus();
    },
    destroy: () => view.destroy(),
  };
}
