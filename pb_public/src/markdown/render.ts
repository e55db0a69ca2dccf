// An article's text as HTML on the tablet itself, for the preview of what no server has seen yet. The server's renderer (kb/markdown, on
// goldmark) is the one that readers see; this one, on markdown-it, makes the same elements, classes and words, held together by
// kb/markdown/testdata/preview.json. What it leaves out: the colours of commands.
import MarkdownIt, { type Token } from 'markdown-it';
import deflist from 'markdown-it-deflist';
import footnote from 'markdown-it-footnote';
import type { Lang } from '../domain/records.ts';
import { escape } from './escape.ts';
import { guard, safeLink } from './guard.ts';
import { caption, parse, svg } from './road.ts';
import { wordsOf, type Words } from './words.ts';

export interface Target {
  href: string;
  title: string;
  gone: boolean;
}

export interface Options {
  lang: Lang | '';
  /** The article of a [[slug]]; null: there has never been one. */
  link: (slug: string) => Target | null;
  /** The size of an image, so that the page keeps room for it. */
  figure?: (ref: string) => { width: number; height: number } | undefined;
}

interface Env extends Options {
  words: Words;
  slots: string[];
  /** How many of them are pictures. */
  roads: number;
  headings: Set<string>;
}

const SLUG = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
const MARK = /^\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\][ \t]*$/i;

/** As in the server's limits: a text of more is refused whole. */
const MOST = 1 << 20;

export function render(body: string, o: Options): string {
  if (body.length > MOST) return '';
  const env: Env = { ...o, words: wordsOf(o.lang), slots: [], roads: 0, headings: new Set() };
  let html = guard(md.render(tame(body.replaceAll('\r\n', '\n')), env as unknown as Record<string, unknown>));
  let tables = 0;
  html = html.replaceAll(
    '<table>',
    () => `<div class="table-wrap" role="region" tabindex="0" aria-label="${env.words.table} ${++tables}"><table>`,
  );
  html = html.replaceAll('</table>', '</table></div>');
  html = html.replaceAll('<pre class="chroma">', '<pre class="chroma" tabindex="0">');
  return html.replace(/<figure class="road-slot-(\d+)"><\/figure>/g, (_, at: string) => env.slots[Number(at)] ?? '');
}

const md = new MarkdownIt({ html: true, linkify: true, typographer: false }).use(deflist).use(footnote);
md.linkify.set({ fuzzyLink: false, fuzzyEmail: true });
md.validateLink = () => true; // safeLink decides where links are drawn, as on the server: the words stay, the link goes
md.disable('image_ref', true);

md.inline.ruler.before('link', 'article_link', (state, silent) => {
  if (!state.src.startsWith('[[', state.pos)) return false;
  const end = state.src.slice(state.pos, state.pos + 240).indexOf(']]');
  if (end < 0) return false;
  const [slug = '', label = ''] = splitOnce(state.src.slice(state.pos + 2, state.pos + end)).map((part) => part.trim());
  if (!SLUG.test(slug)) return false;
  if (!silent) {
    const token = state.push('article_link', '', 0);
    token.meta = { slug, label };
  }
  state.pos += end + 2;
  return true;
});

const splitOnce = (text: string): string[] => {
  const at = text.indexOf('|');
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
};

// A quote that begins with a line of [!NOTE] or one of its sisters; a list item that begins with a box.
md.core.ruler.after('inline', 'admonitions_and_boxes', (state) => {
  const { tokens } = state;
  tokens.forEach((token, at) => {
    if (token.type === 'blockquote_open') {
      const [open, inline] = [tokens[at + 1], tokens[at + 2]];
      const name = open?.type === 'paragraph_open' && inline ? takeMark(inline) : '';
      if (!name) return;
      token.type = 'admonition_open';
      token.meta = { name };
      const close = tokens.findIndex((other, i) => i > at && other.type === 'blockquote_close' && other.level === token.level);
      if (close > 0) tokens[close]!.type = 'admonition_close';
      if (inline!.children?.length === 0) for (const empty of [open!, inline!, tokens[at + 3]!]) empty.hidden = true;
      if (inline!.children?.length === 0) for (const empty of [open!, tokens[at + 3]!]) empty.type = 'nothing';
    }
    if (token.type === 'list_item_open') {
      const inline = tokens[at + 2];
      const first = inline?.type === 'inline' ? inline.children?.[0] : undefined;
      const box = first?.type === 'text' ? /^\[([ xX])\]\s+/.exec(first.content) : null;
      if (!box) return;
      first!.content = first!.content.slice(box[0].length);
      const mark = new state.Token('task_box', '', 0);
      mark.meta = { done: box[1] !== ' ' };
      inline!.children!.unshift(mark);
    }
  });
});

function takeMark(inline: Token): string {
  const children = inline.children ?? [];
  const end = children.findIndex((child) => child.type === 'softbreak' || child.type === 'hardbreak');
  const line = end < 0 ? children : children.slice(0, end);
  if (!line.every((child) => child.type === 'text')) return '';
  const match = MARK.exec(line.map((child) => child.content).join(''));
  if (!match) return '';
  inline.children = end < 0 ? [] : children.slice(end + 1);
  return match[1]!.toLowerCase();
}

type Rule = (tokens: Token[], at: number, env: Env) => string;
const rules = {
  set(name: string, rule: Rule): void {
    md.renderer.rules[name] = (tokens, at, _options, env) => rule(tokens, at, env as unknown as Env);
  },
};
// Raw HTML is read as what it is and left out, as on the server.
rules.set('html_block', () => '');
rules.set('html_inline', () => '');
rules.set('s_open', () => '<del>');
rules.set('s_close', () => '</del>');
rules.set('nothing', () => '');
rules.set('admonition_open', (tokens, at, env) => {
  const { name } = tokens[at]!.meta as { name: string };
  return `<div class="admonition ${name}" role="note"><p class="admonition-title">${escape(env.words.admonition[name]!)}</p>\n`;
});
rules.set('admonition_close', () => '</div>\n');
rules.set('task_box', (tokens, at, env) => {
  const { done } = tokens[at]!.meta as { done: boolean };
  return `<span class="task-box ${done ? 'done' : 'open'}" role="img" aria-label="${done ? env.words.done : env.words.open}"></span> `;
});

rules.set('article_link', (tokens, at, env) => {
  const { slug, label } = tokens[at]!.meta as { slug: string; label: string };
  const target = env.link(slug);
  const text = escape(label || target?.title || slug);
  if (!target) return `<span class="article-link missing">${text}<span class="link-state">${env.words.never}</span></span>`;
  if (target.gone) return `<span class="article-link gone">${text}<span class="link-state">${env.words.gone}</span></span>`;
  return `<a class="article-link" href="${escape(target.href)}" data-slug="${slug}">${text}</a>`;
});

rules.set('link_open', (tokens, at) => {
  const href = String(tokens[at]!.attrGet('href') ?? '');
  if (!safeLink(href)) {
    let depth = 0;
    for (const token of tokens.slice(at)) {
      if (token.type === 'link_open') depth++;
      if (token.type === 'link_close' && --depth === 0) {
        token.hidden = true;
        token.meta = { dead: true };
        break;
      }
    }
    return '';
  }
  const away = href.includes('://') ? ' rel="noopener noreferrer" target="_blank"' : '';
  return `<a href="${escape(href)}"${away}>`;
});
rules.set('link_close', (tokens, at) => (tokens[at]!.meta?.['dead'] ? '' : '</a>'));

rules.set('image', (tokens, at, env) => {
  const token = tokens[at]!;
  const alt = escape(
    (token.children ?? [])
      .map((child) => child.content)
      .join('')
      .trim() || env.words.figure,
  );
  const ref = /^figure:([0-9a-f]{16})$/.exec(String(token.attrGet('src') ?? ''))?.[1];
  if (!ref) return `<span class="no-figure">${alt}</span>`;
  const known = env.figure?.(ref);
  const size = known && known.width > 0 && known.height > 0 ? ` width="${known.width}" height="${known.height}"` : '';
  const words = String(token.attrGet('title') ?? '').trim();
  const caption = words && `<span class="caption">${escape(words)}</span>`;
  return `<span class="article-figure"><img data-figure="${ref}"${size} alt="${alt}">${caption}</span>`;
});

const code = (tokens: Token[], at: number, env: Env): string => {
  const { content, info } = tokens[at]!;
  if (/^road(?:\s|$)/i.test(info.trim())) return drawn(content, env);
  return `<pre class="chroma"><code>${escape(content)}</code></pre>\n`;
};
rules.set('fence', (tokens, at, env) => code(tokens, at, env));
rules.set('code_block', (tokens, at, env) => code(tokens, at, env));

function drawn(source: string, env: Env): string {
  const roads = parse(source);
  const at = env.slots.length;
  if ('code' in roads) {
    const { road } = env.words;
    const message = road.problem(roads.line, road.problems[roads.code]!(roads.what));
    env.slots.push(`<div class="road-error" role="note"><p>${escape(message)}</p><pre><code>${escape(source)}</code></pre></div>`);
  } else {
    const words = caption(roads, env.words);
    const frame = `<div class="road-frame" role="group" tabindex="0" aria-label="${env.words.road.title} ${++env.roads}">`;
    env.slots.push(
      `<figure class="road">${frame}${svg(roads, env.words, `road-preview-${at}`)}</div>${words && `<figcaption>${words}</figcaption>`}</figure>`,
    );
  }
  return `<figure class="road-slot-${at}"></figure>\n`;
}

rules.set('heading_open', (tokens, at, env) => {
  return `<${tokens[at]!.tag} id="${escape(headingId(tokens[at + 1]?.content ?? '', env.headings))}">`;
});

/** kb/markdown/heading.go */
function headingId(text: string, used: Set<string>): string {
  let base = 'h';
  let gap = true;
  let bytes = 0;
  for (const r of text.toLowerCase()) {
    if (bytes > 120) break;
    bytes += new TextEncoder().encode(r).length;
    if (!/[\p{L}\p{Nd}]/u.test(r)) {
      gap = true;
      continue;
    }
    if (gap) base += '-';
    gap = false;
    base += r;
  }
  let id = base;
  for (let n = 2; used.has(id); n++) id = `${base}-${n}`;
  used.add(id);
  return id;
}

for (const cell of ['th_open', 'td_open'] as const) {
  rules.set(cell, (tokens, at) => {
    const side = /text-align:(left|center|right)/.exec(String(tokens[at]!.attrGet('style') ?? ''))?.[1];
    return `<${tokens[at]!.tag}${side ? ` align="${side}"` : ''}>`;
  });
}

// Between two Han characters a line end is no space (kb/markdown/lineend.go).
const WIDE = /[\u3000-\u303f\uff01-\uff60\uffe0-\uffe6]|\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}/u;
rules.set('softbreak', (tokens, at) => {
  const before = [...(tokens[at - 1]?.content ?? '')].at(-1) ?? '';
  const after = [...(tokens[at + 1]?.content ?? '')][0] ?? '';
  return WIDE.test(before) && WIDE.test(after) ? '' : '\n';
});

// Footnotes as goldmark writes them.
const number = (tokens: Token[], at: number) => Number((tokens[at]!.meta as { id: number }).id) + 1;
rules.set('footnote_ref', (tokens, at) => {
  const { subId } = tokens[at]!.meta as { subId: number };
  const id = number(tokens, at);
  return `<sup id="fnref${subId || ''}:${id}"><a href="#fn:${id}" class="footnote-ref" role="doc-noteref">${id}</a></sup>`;
});
rules.set('footnote_block_open', () => '<div class="footnotes" role="doc-endnotes">\n<hr>\n<ol>\n');
rules.set('footnote_block_close', () => '</ol>\n</div>\n');
rules.set('footnote_open', (tokens, at) => `<li id="fn:${number(tokens, at)}">\n`);
rules.set('footnote_close', () => '</li>\n');
rules.set('footnote_anchor', (tokens, at, env) => {
  const { subId } = tokens[at]!.meta as { subId: number };
  return `\u00a0<a href="#fnref${subId || ''}:${number(tokens, at)}" class="footnote-backref" role="doc-backlink" title="${env.words.back}">↩</a>`;
});

/** kb/markdown/tame.go: what no author writes and what costs a parser the square of its length. */
function tame(body: string): string {
  return body
    .split('\n')
    .map((line) => {
      const marks = /^[>\-*+ \t]*/.exec(line)![0];
      return marks.length > 96 || marks.replace(/[ \t]/g, '').length > 24 ? line.slice(marks.length) : line;
    })
    .join('\n');
}
