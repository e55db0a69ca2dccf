// What the [[links]] of a text lead to.
export interface Known {
  slug: string;
  title: string;
  archived: boolean;
  replacedBy: string;
}

export interface BrokenLink {
  from: number;
  to: number;
  slug: string;
  /** never: there has been no such article; gone: it is archived */
  why: 'never' | 'gone';
  /** what it should say instead, "" if nobody knows */
  instead: string;
}

const LINK = /\[\[([^\]|\n]{1,120})(\|[^\]\n]{0,120})?\]\]/g;

/** Links that lead nowhere, with the name that is most likely meant. Fenced code is left alone. */
export function brokenLinks(text: string, articles: readonly Known[]): BrokenLink[] {
  const bySlug = new Map<string, Known>();
  for (const one of articles) if (!bySlug.has(one.slug) || !one.archived) bySlug.set(one.slug, one);
  const live = [...bySlug.values()].filter((one) => !one.archived);
  const out: BrokenLink[] = [];
  for (const match of blanked(text).matchAll(LINK)) {
    const slug = match[1]!.trim();
    const known = bySlug.get(slug);
    if (known && !known.archived) continue;
    const from = match.index + 2;
    out.push({
      from,
      to: from + match[1]!.length,
      slug,
      why: known ? 'gone' : 'never',
      instead: known ? onward(known, bySlug) : nearest(slug, live),
    });
  }
  return out;
}

function onward(from: Known, bySlug: Map<string, Known>): string {
  let at: Known | undefined = from;
  for (let steps = 0; at?.archived && steps < 8; steps++) at = bySlug.get(at.replacedBy);
  return at && !at.archived ? at.slug : '';
}

/** The one whose title it is, or whose name is nearly the same. */
function nearest(typed: string, live: Known[]): string {
  const wanted = typed.toLowerCase();
  const titled = live.find((one) => one.title.toLowerCase() === wanted);
  if (titled) return titled.slug;
  const parts = new Set(wanted.split(/[^a-z0-9]+/).filter(Boolean));
  if (parts.size === 0) return '';
  let [best, most] = ['', 0.5];
  for (const { slug } of live) {
    const own = slug.split('-');
    const common = own.filter((part) => parts.has(part)).length;
    const alike = (2 * common) / (own.length + parts.size);
    if (alike > most) [best, most] = [slug, alike];
  }
  return best;
}

/** The text with its fenced code and its code spans blanked out: same length, same places. */
export function blanked(text: string): string {
  const hide = (code: string) => code.replace(/[^\n]/g, ' ');
  return text.replace(/^(```+|~~~+)[^\n]*\n[\s\S]*?(?:^\1[^\n]*$|$(?![\s\S]))/gm, hide).replace(/`[^`\n]+`/g, hide);
}
