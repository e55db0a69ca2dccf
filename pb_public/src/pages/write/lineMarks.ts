// Marks in the editor that follow the text while it is written: which lines have comments (a gutter beside them), and which words look
// misspelt. The gutter is for eyes and fingers; screen readers have the same as a list beside the editor, as CodeMirror hides its gutters.
import { RangeSet, StateEffect, StateField, type Extension, type Range } from '@codemirror/state';
import { Decoration, EditorView, gutter, GutterMarker, keymap, type DecorationSet } from '@codemirror/view';

export interface WordMark {
  from: number;
  to: number;
}

const setComments = StateEffect.define<Map<number, number>>();
const setWords = StateEffect.define<WordMark[]>();

class Count extends GutterMarker {
  constructor(readonly count: number) {
    super();
  }
  override eq(other: Count): boolean {
    return other.count === this.count;
  }
  override toDOM(): Node {
    const element = document.createElement('span');
    element.className = 'cm-count';
    element.textContent = String(this.count);
    return element;
  }
}

class Blank extends GutterMarker {
  override toDOM(): Node {
    const element = document.createElement('span');
    element.className = 'cm-add';
    element.textContent = '+';
    return element;
  }
}
const blank = new Blank();

const counts = StateField.define<RangeSet<Count>>({
  create: () => RangeSet.empty,
  update(value, tr) {
    let next = tr.docChanged ? value.map(tr.changes) : value;
    for (const effect of tr.effects) {
      if (!effect.is(setComments)) continue;
      const ranges: Range<Count>[] = [];
      for (const [line, count] of effect.value)
        if (line <= tr.state.doc.lines) ranges.push(new Count(count).range(tr.state.doc.line(line).from));
      next = RangeSet.of(ranges, true);
    }
    return next;
  },
});

const noted = Decoration.line({ class: 'cm-noted' });
const notedLines = EditorView.decorations.compute([counts], (state) => {
  const lines: Range<Decoration>[] = [];
  for (let iter = state.field(counts).iter(); iter.value; iter.next()) lines.push(noted.range(state.doc.lineAt(iter.from).from));
  return Decoration.set(lines, true);
});

const misspelt = Decoration.mark({ class: 'cm-misspelt' });
const words = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(value, tr) {
    let next = tr.docChanged ? value.map(tr.changes) : value;
    for (const effect of tr.effects) {
      if (!effect.is(setWords)) continue;
      const most = tr.state.doc.length;
      next = Decoration.set(
        effect.value.filter(({ from, to }) => from < to && to <= most).map(({ from, to }) => misspelt.range(from, to)),
        true,
      );
    }
    return next;
  },
  provide: (field) => EditorView.decorations.from(field),
});

const looks = EditorView.theme({
  '.cm-gutters': { backgroundColor: 'var(--sunken)', borderRight: '1px solid var(--line)' },
  '.cm-comments': { width: '44px', cursor: 'pointer' },
  '.cm-comments .cm-gutterElement': { display: 'flex', justifyContent: 'center', alignItems: 'flex-start' },
  '.cm-count': {
    minWidth: '22px',
    marginTop: '2px',
    padding: '0 6px',
    borderRadius: '999px',
    backgroundColor: 'var(--attention-fill)',
    color: '#1b1300',
    fontFamily: 'var(--font)',
    fontSize: 'var(--t1)',
    fontWeight: '700',
    textAlign: 'center',
    lineHeight: '1.5',
  },
  '.cm-add': { color: 'var(--muted)', fontFamily: 'var(--font)', fontWeight: '700' },
  '.cm-noted': { backgroundColor: 'var(--attention-soft)' },
  '.cm-misspelt': { textDecoration: 'underline wavy var(--attention)', textUnderlineOffset: '0.2em' },
});

/** `comment` is asked for with a line's number, by a tap beside it or by Mod-Alt-m. */
export function lineMarks(comment: (line: number) => void): Extension {
  return [
    counts,
    words,
    notedLines,
    gutter({
      class: 'cm-comments',
      markers: (view) => view.state.field(counts),
      lineMarker: (view, line, others) => {
        const { head } = view.state.selection.main;
        return view.hasFocus && others.length === 0 && head >= line.from && head <= line.to ? blank : null;
      },
      lineMarkerChange: (update) => update.selectionSet || update.focusChanged,
      initialSpacer: () => new Count(1),
      domEventHandlers: {
        mousedown: (view, line) => {
          comment(view.state.doc.lineAt(line.from).number);
          return true;
        },
      },
    }),
    keymap.of([
      {
        key: 'Mod-Alt-m',
        run: (view) => {
          comment(lineOf(view));
          return true;
        },
      },
    ]),
    looks,
  ];
}

export const lineOf = (view: EditorView): number => view.state.doc.lineAt(view.state.selection.main.head).number;

export function showComments(view: EditorView, lines: Map<number, number>): void {
  view.dispatch({ effects: setComments.of(lines) });
}

export function showWords(view: EditorView, marks: WordMark[]): void {
  view.dispatch({ effects: setWords.of(marks) });
}

/** Puts the cursor on a line and shows it. */
export function goToLine(view: EditorView, line: number): void {
  const { from } = view.state.doc.line(Math.min(Math.max(line, 1), view.state.doc.lines));
  view.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: 'center' }) });
  view.focus();
}
