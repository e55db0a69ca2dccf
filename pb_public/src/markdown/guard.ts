// The second lock, as on the server (kb/markdown/sanitise.go): whatever the renderer made, only these elements and attributes come through;
// any other tag is shown as the text it is. The first lock is that raw HTML is off.
const PLAIN = new Set(
  'p br hr em strong del code pre blockquote ul ol li dl dt dd sup span div figure h1 h2 h3 h4 h5 h6 table thead tbody tr th td a img'.split(
    ' ',
  ),
);
const VALUES: Record<string, RegExp> = {
  class: /^[a-zA-Z0-9 _-]{1,80}$/,
  id: /^(?:h-?[\p{L}\p{N}-]*|fn(?:ref)?\d*:\d+)$/u,
  role: /^(?:note|img|doc-noteref|doc-backlink|doc-endnotes)$/,
  'aria-label': /^[^<>"]*$/,
  title: /^[^<>"]*$/,
  align: /^(?:left|center|right)$/,
  start: /^\d{1,9}$/,
  target: /^_blank$/,
  rel: /^noopener noreferrer$/,
  'data-slug': /^[a-z0-9]+(?:-[a-z0-9]+)*$/,
  'data-figure': /^[0-9a-f]{16}$/,
  width: /^\d{1,5}$/,
  height: /^\d{1,5}$/,
  alt: /^[^<>"]*$/,
  tabindex: /^0$/,
};
const TAG = /<(\/?)([a-zA-Z][a-zA-Z0-9]*)((?:\s+[a-zA-Z-]+="[^"<>]*")*)\s*\/?>|</g;
const ATTRIBUTE = /([a-zA-Z-]+)="([^"<>]*)"/g;

export function guard(html: string): string {
  return html.replace(TAG, (tag, close: string | undefined, name: string | undefined, attributes: string | undefined) => {
    if (!name || !PLAIN.has(name)) return '&lt;' + tag.slice(1);
    if (close) return `</${name}>`;
    let kept = '';
    for (const [, attribute, value] of (attributes ?? '').matchAll(ATTRIBUTE)) {
      const fits = attribute === 'href' ? name === 'a' && safeLink(value!) : VALUES[attribute!]?.test(value!);
      if (fits) kept += ` ${attribute}="${value}"`;
    }
    return `<${name}${kept}>`;
  });
}

/** Web, mail and telephone links, anchors, and paths of our own. */
export function safeLink(to: string): boolean {
  const text = to.replaceAll('&amp;', '&').replace(/[\u0000-\u0020]/g, '');
  const scheme = /^([a-zA-Z][a-zA-Z0-9+.-]*):/.exec(text)?.[1]?.toLowerCase();
  if (scheme === 'http' || scheme === 'https') return /^https?:\/\/[^/]/i.test(text);
  if (scheme !== undefined) return scheme === 'mailto' || scheme === 'tel';
  return text !== '' && !text.startsWith('//') && !text.startsWith('\\') && !/^[^/?#]*:/.test(text) && !text.includes('&#');
}
