import { describe, expect, test } from 'vitest';
import type { Lang } from '../domain/records.ts';
import { guard, safeLink } from './guard.ts';
import { render, type Target } from './render.ts';

interface Case {
  name: string;
  lang: Lang;
  body: string;
  html: string;
}

// What the server makes of each text (kb/markdown/preview_test.go).
const cases = JSON.parse(
  Object.values(
    import.meta.glob('../../../kb/markdown/testdata/preview.json', { eager: true, query: '?raw', import: 'default' }),
  )[0] as string,
) as Case[];

const link = (slug: string): Target | null => {
  if (slug === 'ap-offline') return { href: '/knowledge/aaaaaaaaaaaaaaa', title: 'AP 掉线 & 更多', gone: false };
  if (slug === 'old-one') return { href: '/knowledge/bbbbbbbbbbbbbbb', title: '旧文', gone: true };
  return null;
};

const figure = (ref: string) => (ref === '0123456789abcdef' ? { width: 640, height: 480 } : undefined);

/** The elements with their attributes and the words between them: what a reader can tell. Left out: colours of code, ids inside pictures,
 *  how a sign is escaped, and space between blocks. */
export function structure(html: string): string[] {
  const out: string[] = [];
  const plain = html.replace(/<pre class="chroma"[^>]*>[\s\S]*?<\/pre>/g, (pre) => pre.replace(/<\/?span[^>]*>/g, ''));
  for (const [, tag, text] of plain.matchAll(/<([^>]*)>|([^<]+)/g)) {
    if (tag !== undefined) {
      out.push(`<${attributesInOrder(tag)}>`);
    } else {
      const words = decode(text!).replace(/\s+/g, ' ');
      if (words.trim()) out.push(words.trim());
    }
  }
  return out;
}

function attributesInOrder(tag: string): string {
  const name = /^\/?[a-zA-Z0-9]+/.exec(tag)![0];
  const attributes = [...tag.matchAll(/([a-zA-Z-]+)="([^"]*)"/g)]
    .map(([, key, value]) => `${key}="${key === 'href' ? decodeURI(decode(value!)) : decode(value!)}"`)
    .filter((one) => !/^(?:id|aria-labelledby)="road-/.test(one));
  return [name, ...attributes.sort()].join(' ');
}

const decode = (text: string) =>
  text
    .replace(/&#(\d+);/g, (_, n: string) => String.fromCodePoint(Number(n)))
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&nbsp;/g, '\u00a0')
    .replace(/&amp;/g, '&')
    .replace(/\u00a0/g, ' ');

describe('the tablet lays out as the server does', () => {
  for (const { name, lang, body, html } of cases) {
    test(name, () => expect(structure(render(body, { lang, link, figure }))).toEqual(structure(html)));
  }
});

describe('nothing that runs comes through', () => {
  const hostile = [
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '[x](javascript:alert(1))',
    '[x](java\nscript:alert(1))',
    '[x](<java script:alert(1)>)',
    '[x](&#106;avascript:alert(1))',
    '![x](javascript:alert(1))',
    '![x" onerror="alert(1)](figure:0123456789abcdef)',
    '[x](https://a "t\\" onclick=\\"alert(1)")',
    '[[a"onclick="x|<b>]]',
    '```road\n<script> -- <img onerror=x> --x "a" : <b onclick="x">\n```',
    '```"><script>alert(1)</script>\nx\n```',
    '# <svg onload=alert(1)>',
    '| <b onclick=x> |\n| --- |\n| <svg/onload=alert(1)> |',
    'x[^1]\n\n[^1]: <iframe src=x>',
    '<figure class="road-slot-0"></figure>',
    '> '.repeat(5000) + 'deep',
    '['.repeat(3000),
    '<!-- --><style>*{}</style>',
  ];
  for (const text of hostile) {
    test(text.slice(0, 60), () => {
      const html = render(text, { lang: 'en', link });
      for (const [tag] of html.matchAll(/<[^>]*>/g)) {
        expect(tag).toMatch(/^<\/?[a-z][a-z0-9]*(?: [a-zA-Z-]+="[^"<>]*")*\/?>$/);
        expect(tag).not.toMatch(/^<\/?(?:script|style|iframe|object|form|input|base|link|meta)/);
        expect(tag.replace(/="[^"]*"/g, '=')).not.toMatch(/ (?:on\w+|style|src|srcdoc)=/);
        const href = / href="([^"]*)"/.exec(tag)?.[1];
        if (href !== undefined) expect(href).toMatch(/^(?:https?:\/\/|mailto:|tel:|#|\/(?!\/))/);
      }
    });
  }
});

test('the second lock stands by itself', () => {
  expect(guard('<p onclick="x" class="a">a</p><script>b</script><a href="javascript:x">c</a><b')).toBe(
    '<p class="a">a</p>&lt;script>b&lt;/script><a>c</a>&lt;b',
  );
  for (const [to, yes] of [
    ['https://a.b/', true],
    ['https:///x', false],
    ['mailto:a@b', true],
    ['/knowledge/x', true],
    ['#h', true],
    ['//evil', false],
    ['\\\\evil', false],
    ['java\tscript:x', false],
    ['data:x', false],
  ] as const)
    expect(safeLink(to), to).toBe(yes);
});
