// What office programs put on the clipboard, made into the HTML they mean: Word writes lists as indented paragraphs, code as paragraphs in
// Consolas, bold as styles of spans, and much that is for Word alone. Works on the inert document, in place. (Lists of nodes by Array.from: not every document makes them iterable.)

/** What could not be kept, for one line to the person. */
export type Lost = 'images' | 'merged' | 'formulas' | 'comments' | 'shapes';

const styleOf = (el: Element): string => (el.getAttribute('style') ?? '').toLowerCase();
const all = (root: ParentNode, selector: string): Element[] => Array.from(root.querySelectorAll(selector));
const MONO = /font-family:[^;]*(consolas|courier|monospace|menlo|monaco|sf mono|lucida console)/;

export function tidy(doc: Document, lost: Map<Lost, number>): void {
  const body = doc.body;
  const lose = (what: Lost, n = 1) => n > 0 && lost.set(what, (lost.get(what) ?? 0) + n);
  uncomment(body);
  for (const el of all(body, 'style, script, meta, link, title, xml, template, noscript, iframe, object, embed, form, input[type=hidden]'))
    if (!el.querySelector('p, table')) el.remove();
  for (const el of all(body, '*')) {
    const name = el.nodeName.toLowerCase();
    const style = styleOf(el);
    if (style.includes('mso-element:comment')) drop(el, () => lose('comments', name === 'div' && !style.includes('comment-list') ? 1 : 0));
    else if (/^msocomment/i.test(el.className)) el.remove();
    else if (/mso-hide:\s*all|display:\s*none/.test(style) && !style.includes('mso-list')) el.remove();
    else if (/\bmsodel\b/i.test(el.className))
      el.remove(); // deleted by a reviewer
    else if (name === 'm:omath' || name === 'math') drop(el, () => lose('formulas'));
    else if (name.startsWith('v:') || name === 'svg' || name === 'canvas') shape(el, () => lose('shapes'));
  }
  emphasis(doc, body);
  titles(doc, body);
  lists(doc, body);
  monospace(doc, body);
}

function drop(el: Element, tell: () => void): void {
  tell();
  el.remove();
}

/** A drawing is lost; a picture inside one counts as a picture, words in a text box stay. */
function shape(el: Element, tell: () => void): void {
  if (el.querySelector('img, p') || /^v:(imagedata|shapetype|f|formulas|path|stroke|fill|lock)$/i.test(el.nodeName)) return;
  if (!el.parentNode) return;
  if (!el.querySelector('v\\:imagedata')) tell();
  el.remove();
}

/** Conditional comments hold copies for other programs. */
function uncomment(root: Node): void {
  for (const node of Array.from(root.childNodes)) {
    if (node.nodeType === 8) node.parentNode?.removeChild(node);
    else uncomment(node);
  }
}

function rename(doc: Document, el: Element, name: string): Element {
  const other = doc.createElement(name);
  while (el.firstChild) other.appendChild(el.firstChild);
  el.parentNode?.replaceChild(other, el);
  return other;
}

function unwrap(el: Element): void {
  while (el.firstChild) el.parentNode?.insertBefore(el.firstChild, el);
  el.remove();
}

/** Bold and italic by style; and a <b> that says it is not bold, as Google Docs wraps everything in. */
function emphasis(doc: Document, body: Element): void {
  for (const el of all(body, 'b, strong')) if (/(^|;\s*)font-weight:\s*(normal|400)/.test(styleOf(el))) unwrap(el);
  for (const el of all(body, 'i, em')) if (/(^|;\s*)font-style:\s*normal/.test(styleOf(el))) unwrap(el);
  for (const el of all(body, 'span')) {
    const style = styleOf(el);
    if (el.closest('h1, h2, h3, h4, h5, h6, th, pre, code')) continue;
    const bold = /(^|;\s*)font-weight:\s*(bold|[6-9]00)/.test(style) && !el.closest('b, strong');
    const slanted = /(^|;\s*)font-style:\s*italic/.test(style) && !el.closest('i, em');
    if (!el.textContent?.trim() || (!bold && !slanted)) continue;
    let inner = bold ? rename(doc, el, 'strong') : el;
    if (slanted) {
      const em = doc.createElement('em');
      while (inner.firstChild) em.appendChild(inner.firstChild);
      inner.appendChild(em);
      if (!bold) inner = em;
    }
  }
}

function titles(doc: Document, body: Element): void {
  for (const el of all(body, 'p')) {
    const name = el.className.toLowerCase();
    const level = /\bmsotitle\b/.test(name)
      ? 1
      : Number(/\bmso-?heading(\d)\b/.exec(name)?.[1] ?? /mso-outline-level:\s*(\d)/.exec(styleOf(el))?.[1] ?? 0);
    if (level >= 1 && level <= 6 && el.textContent?.trim()) rename(doc, el, `h${level}`);
  }
}

const ORDERED = /^[(（]?(\d{1,3}|[a-z]|[ivx]{1,5}|[一二三四五六七八九十]{1,3})[.．)）、]/i;

/** Runs of paragraphs with mso-list become lists of their levels. */
function lists(doc: Document, body: Element): void {
  const levelOf = (el: Element): number => Number(/mso-list:[^;]*\blevel(\d)/.exec(styleOf(el))?.[1] ?? 0);
  let stack: { list: Element; level: number }[] = [];
  let last: Element | null = null;
  for (const p of all(body, 'p, h1, h2, h3, h4, h5, h6')) {
    const level = levelOf(p);
    if (!level || /^h\d$/i.test(p.nodeName)) {
      for (const mark of level ? all(p, 'span') : []) if (styleOf(mark).includes('mso-list:ignore')) mark.remove(); // numbered headings
      continue;
    }
    if (previous(p) !== last || !last) stack = [];
    const mark = all(p, 'span').find((el) => styleOf(el).includes('mso-list:ignore'));
    const kind = ORDERED.test(mark?.textContent?.trim() ?? '') ? 'ol' : 'ul';
    mark?.remove();
    while (stack.length && stack.at(-1)!.level > level) stack.pop();
    let top = stack.at(-1);
    if (top?.level === level && top.list.nodeName.toLowerCase() !== kind && stack.length === 1) {
      stack = [];
      top = undefined;
    }
    if (!top || top.level < level) {
      const list = doc.createElement(kind);
      if (top) (top.list.lastElementChild ?? top.list).appendChild(list);
      else p.parentNode!.insertBefore(list, p);
      stack.push((top = { list, level }));
    }
    const item = doc.createElement('li');
    while (p.firstChild) item.appendChild(p.firstChild);
    top.list.appendChild(item);
    p.remove();
    last = stack[0]!.list;
  }
}

/** What stands before it, but for space. */
function previous(el: Element): Element | null {
  let node = el.previousSibling;
  while (node?.nodeType === 3 && !node.textContent?.trim()) node = node.previousSibling;
  return node as Element | null;
}

/** Words in a typewriter's letters are code; whole paragraphs of them are a block, which is how a configuration looks in Word. */
function monospace(doc: Document, body: Element): void {
  for (const el of all(body, 'tt, kbd, samp')) if (!el.closest('pre, code')) rename(doc, el, 'code');
  const mono = (el: Element) => MONO.test(styleOf(el));
  let block: Element | null = null;
  for (const p of all(body, 'p')) {
    const text = p.textContent?.trim() ?? '';
    const whole = text !== '' && !p.closest('td, th, li, pre') && (mono(p) || covered(p, mono));
    if (whole) {
      if (!block || previous(p) !== block) {
        block = doc.createElement('pre');
        p.parentNode!.insertBefore(block, p);
      }
      block.appendChild(doc.createTextNode((block.textContent ? '\n' : '') + lineOf(p)));
      p.remove();
    } else if (text) block = null;
  }
  for (const el of all(body, 'span, font')) {
    if (mono(el) && el.textContent?.trim() && !el.closest('pre, code') && !el.querySelector('img')) {
      const code = doc.createElement('code');
      code.appendChild(doc.createTextNode(el.textContent.replace(/\s+/g, ' ')));
      el.parentNode?.replaceChild(code, el);
    }
  }
}

/** The text of a paragraph whose breaks are breaks and whose indentation counts. */
function lineOf(p: Element): string {
  for (const br of all(p, 'br')) br.parentNode?.replaceChild(p.ownerDocument.createTextNode('\u0001'), br);
  return (p.textContent ?? '')
    .replace(/\s*\n\s*/g, ' ')
    .replace(/\u00a0/g, ' ')
    .replace(/ ?\u0001 ?/g, '\n')
    .trimEnd();
}

function covered(el: Element, mono: (el: Element) => boolean): boolean {
  for (const node of Array.from(el.childNodes)) {
    if (node.nodeType === 3 && node.textContent?.trim()) return false;
    if (node.nodeType === 1 && node.textContent?.trim() && !mono(node as Element) && !covered(node as Element, mono)) return false;
  }
  return true;
}
