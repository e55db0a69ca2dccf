// Puts the images into an article's HTML. The server leaves <img data-figure="REF" width height alt> without an address, since an image needs
// a sign-in and may be on this tablet only. Until one is here a quiet board of the same size stands in its place with its words, so that
// nothing jumps and nobody believes that there is nothing to see.
import { liveQuery } from 'dexie';
import type { LutongDB } from '../../db/db.ts';
import { Fault } from '../../domain/fault.ts';
import { figureId } from '../../domain/figure.ts';
import type { Figure, Id } from '../../domain/records.ts';
import { t } from '../../i18n';
import { figureUrl } from '../../state/figure.ts';

export interface Opened {
  url: string;
  alt: string;
  caption: string;
}

interface Place {
  img: HTMLImageElement;
  id: Id;
  board: HTMLElement;
  button: HTMLButtonElement;
  /** the hash of what is shown or being fetched */
  shows: string;
}

/** Returns what ends it. `enlarge` is called with an image that was tapped. */
export function showFigures(root: Element, db: LutongDB, article: Id, enlarge: (figure: Opened) => void): () => void {
  const places = [...root.querySelectorAll<HTMLImageElement>('img[data-figure]')].map((img) => place(img, article, enlarge));
  if (places.length === 0) return () => {};
  const urls: string[] = [];
  let over = false;

  async function fill(at: Place, figure: Figure | undefined) {
    if (!figure) return say(at, 'knowledge.figureNone');
    if (at.shows === figure.sha256) return;
    if (!at.board.style.aspectRatio) shape(at.board, figure.width, figure.height); // announced after the text was laid out
    try {
      const url = await figureUrl(db, figure, narrow(at) ? 'thumb' : 'view');
      if (over) return URL.revokeObjectURL(url);
      urls.push(url);
      if (at.shows === figure.sha256) return;
      at.shows = figure.sha256;
      show(at, url, figure);
    } catch (e) {
      const gone = e instanceof Fault && e.code === 'missing';
      say(
        at,
        figure.state === 'refused'
          ? 'knowledge.figureRefused'
          : gone || figure.state === 'waiting'
            ? 'knowledge.figureWaiting'
            : 'knowledge.figureAway',
      );
    }
  }

  const fillAll = (figures: (Figure | undefined)[]) => places.forEach((at, i) => void fill(at, figures[i]));
  const read = () => db.figures.bulkGet(places.map((p) => p.id));
  const subscription = liveQuery(read).subscribe({ next: fillAll, error: () => places.forEach((at) => say(at, 'knowledge.figureAway')) });
  const again = () => void read().then(fillAll, () => {});
  addEventListener('online', again);
  return () => {
    over = true;
    subscription.unsubscribe();
    removeEventListener('online', again);
    urls.forEach((url) => URL.revokeObjectURL(url));
  };
}

function place(img: HTMLImageElement, article: Id, enlarge: (figure: Opened) => void): Place {
  const board = document.createElement('span');
  board.className = 'figure-board';
  board.setAttribute('role', 'img');
  board.setAttribute('aria-label', img.alt);
  shape(board, img.width, img.height);
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'figure-open';
  button.setAttribute('aria-label', t('knowledge.figureOpen', { alt: img.alt }));
  button.hidden = true;
  const caption = img.parentElement?.querySelector('.caption')?.textContent ?? '';
  button.onclick = () => enlarge({ url: img.src, alt: img.alt, caption });
  img.replaceWith(board, button);
  button.append(img);
  const at: Place = { img, id: figureId(article, img.dataset['figure'] ?? ''), board, button, shows: '' };
  write(at, '');
  return at;
}

/** Room of the size the image will have; by the style object, which the policy allows where an attribute is none. */
function shape(board: HTMLElement, width: number, height: number) {
  if (!width || !height) return;
  board.style.aspectRatio = `${width} / ${height}`;
  board.style.maxWidth = `${width}px`;
}

function say(at: Place, why: 'knowledge.figureNone' | 'knowledge.figureWaiting' | 'knowledge.figureAway' | 'knowledge.figureRefused') {
  if (!at.shows) write(at, t(why));
}

function write(at: Place, why: string) {
  const words = document.createElement('span');
  words.textContent = at.img.alt;
  const reason = document.createElement('span');
  reason.className = 'figure-why';
  reason.textContent = why;
  at.board.replaceChildren(words, reason);
  at.board.setAttribute('aria-label', [at.img.alt, why].filter(Boolean).join(' · '));
}

function show({ img, board, button }: Place, url: string, figure: Figure) {
  if (figure.width && figure.height) {
    img.width = figure.width;
    img.height = figure.height;
  }
  img.src = url;
  board.hidden = true;
  button.hidden = false;
}

/** The small picture is enough for what is shown small, as the browser would choose from a srcset. */
function narrow({ img, board }: Place): boolean {
  const shown = Math.min(img.width || Infinity, board.clientWidth || Infinity);
  return Math.max(1, devicePixelRatio) * shown <= 320 && Math.max(img.width, img.height) <= 320;
}
