// Images in the editor: each line that mentions one shows it below, from this tablet, without the server; and pasting, dropping and the HTML
// of other programs are handed to whoever opened the editor. Loaded with the editor.
import { type EditorState, type Extension, type Range, StateField } from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView, WidgetType } from '@codemirror/view';
import { mentionsIn } from '../../../domain/figure.ts';

export interface FigureOptions {
  /** an object URL, which is revoked here; or why there is none */
  image: (ref: string) => Promise<{ url: string } | { why: string }>;
  noAlt: string;
  /** image files that were pasted or dropped */
  files: (files: File[]) => void;
  /** a piece of HTML with a shape; its plain text stands for it when it cannot be read */
  html: (html: string, plain: string) => void;
}

export function figuresIn(o: FigureOptions): Extension {
  const field = StateField.define<DecorationSet>({
    create: (state) => drawn(state, o),
    update: (set, tr) => (tr.docChanged ? drawn(tr.state, o) : set),
    provide: (f) => EditorView.decorations.from(f),
  });
  return [field, looks, doors(o)];
}

function drawn(state: EditorState, o: FigureOptions): DecorationSet {
  const marks: Range<Decoration>[] = mentionsIn(state.doc.toString()).map(({ ref, alt, to }) =>
    Decoration.widget({ widget: new Picture(ref, alt, o), block: true, side: 1 }).range(state.doc.lineAt(to).to),
  );
  return Decoration.set(marks, true);
}

class Picture extends WidgetType {
  private url = '';

  constructor(
    private readonly ref: string,
    private readonly alt: string,
    private readonly o: FigureOptions,
  ) {
    super();
  }

  override eq(other: Picture): boolean {
    return other.ref === this.ref && other.alt === this.alt;
  }

  override get estimatedHeight(): number {
    return 200;
  }

  override toDOM(view: EditorView): HTMLElement {
    const box = document.createElement('div');
    box.className = 'cm-figure';
    const words = document.createElement('span');
    words.textContent = this.alt || this.o.noAlt;
    if (!this.alt) words.className = 'cm-figure-warn';
    box.append(words);
    void this.o.image(this.ref).then((found) => {
      if ('why' in found) {
        words.textContent = [this.alt, found.why].filter(Boolean).join(' · ');
      } else {
        this.url = found.url;
        const img = document.createElement('img');
        img.alt = this.alt;
        img.onload = () => view.requestMeasure();
        img.src = found.url;
        box.prepend(img);
      }
      view.requestMeasure();
    });
    return box;
  }

  override destroy(): void {
    if (this.url) URL.revokeObjectURL(this.url);
  }

  override ignoreEvent(): boolean {
    return false;
  }
}

const looks = EditorView.theme({
  '.cm-figure': { padding: 'var(--s2) var(--s3)', display: 'grid', gap: 'var(--s1)', justifyItems: 'start' },
  '.cm-figure img': { maxWidth: '100%', maxHeight: '220px', borderRadius: 'var(--radius)', background: 'var(--sunken)' },
  '.cm-figure span': { fontSize: 'var(--t1)', color: 'var(--muted)', fontFamily: 'system-ui, sans-serif' },
  '.cm-figure .cm-figure-warn': { color: 'var(--attention)' },
});

/** What has no shape is pasted as text: a copied sentence, or markdown out of another editor. */
const SHAPED =
  /<(h[1-6]|ul|ol|table|pre|code|a\s+[^>]*href|blockquote|img)\b|<(b|strong|i|em)\b(?![^>]*normal)|mso-list|font-weight:\s*(bold|[6-9]00)|class="?Mso/i;
const MOST = 3 << 20;

const images = (list: FileList | undefined): File[] => [...(list ?? [])].filter((file) => file.type.startsWith('image/'));

function doors(o: FigureOptions): Extension {
  return EditorView.domEventHandlers({
    paste(event) {
      const data = event.clipboardData;
      const html = data?.getData('text/html') ?? '';
      const plain = data?.getData('text/plain') ?? '';
      const files = images(data?.files);
      // Word sends a picture of the text along with the text; a copied picture brings an <img> along with itself.
      if (files.length && !plain.trim()) o.files(files);
      else if (html && html.length <= MOST && SHAPED.test(html) && !data?.types.includes('vscode-editor-data')) o.html(html, plain);
      else return false;
      event.preventDefault();
      return true;
    },
    drop(event, view) {
      const files = images(event.dataTransfer?.files);
      if (files.length === 0) return false;
      event.preventDefault();
      const at = view.posAtCoords({ x: event.clientX, y: event.clientY });
      if (at !== null) view.dispatch({ selection: { anchor: at } });
      o.files(files);
      return true;
    },
    dragover(event) {
      if (event.dataTransfer?.types.includes('Files')) event.preventDefault();
    },
  });
}
