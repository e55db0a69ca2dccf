// The one script of a hand-over pack (kb/site): the product's own search over the pages of the pack. It is a classic script, because a page
// opened from a USB stick may load neither modules nor files; the articles come in a script of their own beforehand (assets/data.<lang>.js).
import './site.css';
import type { SearchDoc } from '../search/doc.ts';
import { PackIndex } from './packIndex.ts';
import type { Piece } from './pieces.ts';

interface Page extends Partial<SearchDoc> {
  id: string;
  href: string;
  kindWord: string;
}

declare global {
  interface Window {
    lutongSite?: Page[];
  }
}

const LIMIT = 30;

function start(form: HTMLFormElement, pages: Page[]): void {
  const input = form.querySelector('input')!;
  const list = document.getElementById('results')!;
  const status = document.getElementById('found')!;
  const contents = document.getElementById('contents')!;
  const byId = new Map(pages.map((p) => [p.id, p]));
  let index: PackIndex | null = null;

  /** Made when somebody is about to search: who only reads does not wait for it. */
  const ready = (): PackIndex => (index ??= new PackIndex(pages));

  const show = (): void => {
    const text = input.value.trim();
    contents.hidden = text !== '';
    list.hidden = text === '';
    list.replaceChildren();
    status.textContent = '';
    if (text === '') return;
    const { total, hits, absent } = ready().search(text, LIMIT);
    const found = total === 0 ? form.dataset['none']! : form.dataset['found']!.replace('{n}', String(total));
    const warning = total > 0 && absent.length > 0 ? form.dataset['absent']!.replace('{code}', absent.join(' / ')) : '';
    status.textContent = [warning, found].filter(Boolean).join(' ');
    for (const hit of hits) list.append(row(byId.get(hit.id)!, hit.passage));
  };

  form.hidden = false;
  form.addEventListener('submit', (e) => {
    e.preventDefault();
    show();
  });
  input.addEventListener('focus', ready, { once: true });
  input.addEventListener('input', show);
  input.addEventListener('search', show); // the cross that empties it
  if (input.value !== '') show(); // the browser kept it on the way back
}

function row(page: Page, told: Piece[]): HTMLElement {
  const item = document.createElement('li');
  const link = document.createElement('a');
  link.href = page.href;
  link.textContent = page.title ?? '';
  const kind = document.createElement('span');
  kind.className = 'kind ' + (page.kind ?? '');
  kind.textContent = page.kindWord;
  const passage = document.createElement('p');
  for (const [text, marked] of told) {
    if (marked) {
      const mark = document.createElement('mark');
      mark.textContent = text;
      passage.append(mark);
    } else passage.append(text);
  }
  item.append(kind, ' ', link, passage);
  return item;
}

const form = document.querySelector<HTMLFormElement>('form[role="search"]');
if (form && window.lutongSite) start(form, window.lutongSite);

for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-print]')) {
  button.hidden = false;
  button.addEventListener('click', () => window.print());
}
