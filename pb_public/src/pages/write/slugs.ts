// [[links]] to other articles: which of them lead nowhere, and the names offered while one is typed.
import { autocompletion, type CompletionContext, type CompletionResult } from '@codemirror/autocomplete';
import type { Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import type { Known } from './links.ts';

const looks = EditorView.theme({
  '.cm-tooltip.cm-tooltip-autocomplete': {
    border: '1px solid var(--edge)',
    borderRadius: 'var(--radius)',
    backgroundColor: 'var(--surface)',
    color: 'var(--text)',
    boxShadow: 'var(--shadow)',
    overflow: 'hidden',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--font)', maxHeight: '17em', maxWidth: 'min(90vw, 560px)' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { minHeight: '44px', padding: '8px 12px', lineHeight: '28px' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': { backgroundColor: 'var(--accent-soft)', color: 'var(--accent)' },
  '.cm-completionDetail': { color: 'var(--muted)', fontStyle: 'normal' },
  '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '700' },
});

const MOST = 30;

/** Offers articles by their title or their link name, once two brackets are open. */
export function linkNames(articles: () => readonly Known[]): Extension {
  const source = (context: CompletionContext): CompletionResult | null => {
    const open = context.matchBefore(/\[\[[^\]\n]{0,60}$/);
    if (!open) return null;
    const typed = open.text.slice(2).toLowerCase();
    const closed = context.state.sliceDoc(context.pos, context.pos + 2) === ']]';
    return {
      from: open.from + 2,
      filter: false,
      options: articles()
        .filter(({ slug, title, archived }) => !archived && (slug.includes(typed) || title.toLowerCase().includes(typed)))
        .slice(0, MOST)
        .map(({ slug, title }) => ({ label: title, detail: slug, apply: slug + (closed ? '' : ']]') })),
    };
  };
  return [autocompletion({ override: [source], icons: false, aboveCursor: false }), looks];
}
