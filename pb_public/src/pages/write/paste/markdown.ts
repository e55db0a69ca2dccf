// From a clipboard's HTML to the markdown of our articles: headings, lists, tables, links, emphasis, code, images. By turndown, with the rules
// it does not have. Loaded when somebody pastes something that has a shape.
import TurndownService from 'turndown';
import { mentionOf } from '../../../domain/figure.ts';
import { tidy, type Lost } from './office.ts';

export interface Converted {
  markdown: string;
  /** what could not be kept, and how often */
  lost: Map<Lost, number>;
}

/** Keeps an image of the clipboard and returns its reference; null: it cannot be had. Only images that came along (data:) are asked for. */
export type KeepImage = (src: string, alt: string) => Promise<string | null>;

export async function toMarkdown(doc: Document, keep: KeepImage): Promise<Converted> {
  const lost = new Map<Lost, number>();
  tidy(doc, lost);
  await images(doc.body, keep, lost);
  levels(doc);
  const merged = doc.body.querySelectorAll('[rowspan]:not([rowspan="1"]), [colspan]:not([colspan="1"])').length;
  if (merged) lost.set('merged', merged);
  const text = service()
    .turndown(doc.body)
    .replace(/\u00a0/g, ' ')
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n');
  return { markdown: text.trim(), lost };
}

async function images(body: Element, keep: KeepImage, lost: Map<Lost, number>): Promise<void> {
  for (const img of Array.from(body.querySelectorAll('img'))) {
    const alt = words(img.getAttribute('alt') ?? '');
    const src = img.getAttribute('src') ?? '';
    const ref = src.startsWith('data:image/') ? await keep(src, alt).catch(() => null) : null;
    if (ref) {
      img.setAttribute('data-ref', ref);
      img.setAttribute('alt', alt);
      continue;
    }
    img.remove();
    const dot = Number(img.getAttribute('width')) === 1; // counts the readers of a mail
    if (!dot) lost.set('images', (lost.get('images') ?? 0) + 1);
  }
}

/** What programs write there by themselves says nothing. */
const words = (alt: string) =>
  /^(image|img|图片|picture|screenshot|说明:)?\s*\d*$|\.(png|jpe?g|gif|bmp)$|AI.*(generated|生成)/i.test(alt.trim()) ? '' : alt;

/** The article has its title already: a text that begins with large headings moves one step down. */
function levels(doc: Document): void {
  if (!doc.body.querySelector('h1')) return;
  for (let level = 5; level >= 1; level--) {
    for (const h of Array.from(doc.body.querySelectorAll(`h${level}`))) {
      const lower = doc.createElement(`h${level + 1}`);
      while (h.firstChild) lower.appendChild(h.firstChild);
      h.parentNode?.replaceChild(lower, h);
    }
  }
}

function service(): TurndownService {
  const td = new TurndownService({
    headingStyle: 'atx',
    bulletListMarker: '-',
    codeBlockStyle: 'fenced',
    emDelimiter: '*',
    hr: '---',
    br: '',
  });
  td.escape = escapeText;
  td.remove(['style', 'script', 'title', 'head', 'meta', 'noscript'] as (keyof HTMLElementTagNameMap)[]);
  td.addRule('struck', { filter: ['s', 'del', 'strike'] as never, replacement: (text) => (text.trim() ? `~~${text.trim()}~~` : text) });
  td.addRule('bold', { filter: ['b', 'strong'], replacement: (text) => emphasised(text, '**') });
  td.addRule('slanted', { filter: ['i', 'em'], replacement: (text) => emphasised(text, '*') });
  td.addRule('item', { filter: 'li', replacement: listItem });
  td.addRule('block of code', { filter: 'pre', replacement: (_, node) => fence(node as HTMLElement) });
  td.addRule('link', { filter: 'a', replacement: link });
  td.addRule('figure', {
    filter: 'img',
    replacement: (_, node) => {
      const img = node as HTMLElement;
      return `\n\n${mentionOf(img.getAttribute('data-ref') ?? '', img.getAttribute('alt') ?? '')}\n\n`;
    },
  });
  td.addRule('table', { filter: 'table', replacement: (_, node) => table(node as HTMLElement, td) });
  td.addRule('heading in one line', {
    filter: ['h1', 'h2', 'h3', 'h4', 'h5', 'h6'],
    replacement: (text, node) => {
      const line = text
        .replace(/\s+/g, ' ')
        .replace(/^\*\*(.*)\*\*$/, '$1')
        .trim();
      return line ? `\n\n${'#'.repeat(Number(node.nodeName[1]))} ${line}\n\n` : '';
    },
  });
  return td;
}

/** Turndown's own escapes every underscore of a command and every dot of a number; here only what would mean something. */
function escapeText(text: string): string {
  return text
    .replace(/[\\`*[\]]/g, '\\$&')
    .replace(/(^|[^\p{L}\p{N}])(_+)(?=\S)|(_+)(?=$|[^\p{L}\p{N}_])/gu, (m: string, before: string | undefined) =>
      before === undefined ? m.replaceAll('_', '\\_') : before + m.slice(before.length).replaceAll('_', '\\_'),
    )
    .replace(/^(\s*)([#>+~-])(?=\s|$|[#>~])/gm, '$1\\$2')
    .replace(/^(\s*\d{1,9})([.)])(?=\s)/gm, '$1\\$2')
    .replace(/<(?=[a-zA-Z/!])/g, '\\<');
}

/** Between a full stop and a letter a mark neither opens nor closes: Chinese has no space there. What is at the edges stays outside. */
function emphasised(text: string, mark: string): string {
  const [, before, inner, after] = /^([\s：，。；！？、“”‘’（）《》【】…—]*)(.*?)([\s：，。；！？、“”‘’（）《》【】…—]*)$/s.exec(text)!;
  return inner ? before + mark + inner + mark + after : text;
}

function listItem(text: string, node: Node): string {
  const parent = node.parentNode as Element;
  const body = text.replace(/^\s+|\s+$/g, '').replace(/\n{2,}/g, '\n');
  const at = Array.from(parent.children).indexOf(node as Element);
  const mark = parent.nodeName === 'OL' ? `${Number(parent.getAttribute('start') ?? 1) + at}. ` : '- ';
  return mark + body.replace(/\n/g, '\n' + ' '.repeat(mark.length)) + (node.nextSibling ? '\n' : '');
}

function fence(pre: HTMLElement): string {
  const text = (pre.textContent ?? '').replace(/\u00a0/g, ' ').replace(/^\n+|\s+$/g, '');
  if (!text) return '';
  const ticks = '`'.repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map(([run]) => run.length + 1)));
  return `\n\n${ticks}text\n${text}\n${ticks}\n\n`;
}

function link(text: string, node: Node): string {
  const href = (node as Element).getAttribute('href') ?? '';
  const words = text.replace(/\s+/g, ' ').trim();
  if (!/^(https?:\/\/|mailto:|tel:)/i.test(href) || !words) return text;
  const to = href.replace(/[\s<>()]/g, (c) => '%' + c.charCodeAt(0).toString(16).padStart(2, '0'));
  return words === href ? `<${to}>` : `[${words}](${to})`;
}

/** Every table has a first row as its head, since a table of ours must have one; a table of one cell is only a frame. */
function table(node: HTMLElement, td: TurndownService): string {
  const rows = Array.from(node.querySelectorAll('tr')).filter((row) => row.closest('table') === node);
  const cells = rows.map((row) => Array.from(row.children).filter((el) => /^T[DH]$/.test(el.nodeName)));
  const width = Math.max(0, ...cells.map((row) => row.reduce((n, cell) => n + span(cell), 0)));
  if (width === 0) return '';
  if (width === 1 && rows.length === 1) return `\n\n${td.turndown(cells[0]![0] as HTMLElement)}\n\n`;
  const lines = cells
    .map((row) => row.flatMap((cell) => [cellText(cell as HTMLElement, td), ...Array<string>(span(cell) - 1).fill('')]))
    .filter((row) => row.some(Boolean))
    .map((row) => `| ${[...row, ...Array<string>(width - row.length).fill('')].join(' | ')} |`);
  if (lines.length === 0) return '';
  return `\n\n${[lines[0], `|${' --- |'.repeat(width)}`, ...lines.slice(1)].join('\n')}\n\n`;
}

const span = (cell: Element): number => Math.min(50, Math.max(1, Number(cell.getAttribute('colspan')) || 1));

function cellText(cell: HTMLElement, td: TurndownService): string {
  return td
    .turndown(cell)
    .replace(/^\s*([-*+]|\d+\.)\s+/gm, '· ')
    .replace(/```\w*\n?/g, '`')
    .trim()
    .replace(/\s*\n+\s*/g, /[\u4e00-\u9fff]/.test(cell.textContent ?? '') ? '；' : '; ')
    .replace(/\|/g, '\\|')
    .trim();
}
