// The text an article begins with: the headings of its kind, or what a closed job already knows. Headings are those of the shipped
// library, so that a trainer's article reads like its neighbours and its story can be shown to the customer (pages/knowledge/story.ts).
import type { ArticleKind, Job, Lang, Part } from './records.ts';

const headings: Record<ArticleKind, Record<Lang, string[]>> = {
  fault: {
    'zh-CN': ['现象', '业务影响', '先恢复', '原因', '排查', '修复', '预防', '讲给客户听'],
    en: ['Symptom', 'Business impact', 'Restore first', 'Cause', 'Diagnose', 'Fix', 'Prevention', 'Tell the customer'],
  },
  howto: {
    'zh-CN': ['什么时候用', '准备', '步骤', '验证', '退回'],
    en: ['When to use it', 'Before you begin', 'Steps', 'Check', 'Go back'],
  },
  story: { 'zh-CN': ['一句话', '怎么讲', '他可能会问'], en: ['In one sentence', 'Tell it', 'They may ask'] },
  emergency: {
    'zh-CN': ['一、先保业务', '二、打电话', '三、看三样', '四、可以试', '五、不要做', '六、事后'],
    en: ['1. Save the business', '2. Call', '3. Look at three things', '4. May be tried', '5. Do not', '6. Afterwards'],
  },
  training: {
    'zh-CN': ['要学会什么', '怎么做', '三道题', '走之前问自己'],
    en: ['What to learn', 'How', 'Three questions', 'Before you go'],
  },
};

/** The picture a new story begins with. */
export const ROAD: Record<Lang, string> = {
  'zh-CN': '```road\n这一头 -- 路 --x 那一头 : 哪里断了\n```',
  en: '```road\nHere -- road --x There : where it is closed\n```',
};

/** The empty article of a kind. */
export function skeleton(kind: ArticleKind, lang: Lang): string {
  const parts = headings[kind][lang].map((heading) => `## ${heading}\n`);
  if (kind === 'story') parts[0] += `\n${ROAD[lang]}\n`;
  return parts.join('\n');
}

export interface FromJob {
  title: string;
  body: string;
  symptoms: string[];
  codes: string[];
}

/** What stays behind at the customer's: names to leave out, and the word that stands for each. */
export type Names = {
  name: string;
  instead: string;
  /** Its end stands for it too, from so many characters on: people say 城南支行 for 农商银行城南支行. */
  tail?: number;
}[];

/** What was used, by name and amount: a serial number is one customer's business. */
export type UsedParts = readonly Pick<Part, 'name' | 'quantity' | 'unit'>[];

type Told = Pick<Job, 'title' | 'description' | 'impact' | 'workaround' | 'cause' | 'fix' | 'prevention' | 'story'>;

/** A fault history with everything filled in that the job knows. Names of the customer and telephone numbers stay out of it. */
export function fromJob(job: Told, lang: Lang, names: Names, storySlug = '', used: UsedParts = []): FromJob {
  const clean = (text: string) => without(text, names).trim();
  const symptoms = [...new Set([job.title, ...job.description.split(/[。；;\n]+/)].map(clean).filter((s) => s.length > 1))].slice(0, 8);
  const [symptom, impact, restore, cause, , fix, prevention, tell] = headings.fault[lang] as [string, ...string[]];
  const told = [clean(job.story) && `> ${clean(job.story).replaceAll('\n', '\n> ')}`, storySlug && `[[${storySlug}]]`]
    .filter(Boolean)
    .join('\n\n');
  const parts: [string | undefined, string][] = [
    [symptom, symptoms.map((s) => `- ${s}`).join('\n')],
    [impact, clean(job.impact)],
    [restore, clean(job.workaround)],
    [cause, clean(job.cause)],
    [fix, [clean(job.fix), clean(partsLine(used, lang))].filter(Boolean).join('\n\n')],
    [prevention, clean(job.prevention)],
    [tell, told],
  ];
  const all = [job.title, job.description, job.cause, job.fix].join(' ');
  return {
    title: clean(job.title),
    body: parts.map(([heading, text]) => `## ${heading}\n\n${text}`.trim() + '\n').join('\n'),
    symptoms,
    codes: [...new Set(all.match(/%?[A-Z][A-Z0-9_]{2,}[-/]\d[-/][A-Z0-9_]+|\b(?:UDP|TCP) \d{2,5}\b/g) ?? [])],
  };
}

function partsLine(used: UsedParts, lang: Lang): string {
  const all = used.map((part) => `${part.name} × ${part.quantity} ${part.unit}`.trim());
  if (all.length === 0) return '';
  return lang === 'en' ? `Parts used: ${all.join('; ')}.` : `用到的备件：${all.join('；')}。`;
}

const PHONE = /(?<!\d)(?:1[3-9]\d{9}|0\d{2,3}-?\d{7,8})(?!\d)/g;

export function without(text: string, names: Names): string {
  const tails = names.flatMap(({ name, instead, tail }) =>
    tail ? Array.from({ length: Math.max(0, name.length - tail) }, (_, i) => ({ name: name.slice(i + 1), instead })) : [],
  );
  const whole = tails.filter(({ name }) => /^\p{Script=Han}+$/u.test(name)); // the end of a Latin name would be a piece of any word
  const longestFirst = [...names, ...whole].filter(({ name }) => name.length > 1).sort((a, b) => b.name.length - a.name.length);
  return longestFirst.reduce((rest, { name, instead }) => rest.replaceAll(name, instead), text).replace(PHONE, '…');
}

/** The tags of the library that a text speaks of, the most used ones first: what trainers call things already. */
export function tagsIn(text: string, library: readonly string[][], most = 6): string[] {
  const folded = text.toLowerCase();
  const counts = new Map<string, number>();
  for (const tag of library.flat()) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  const spoken = (tag: string) => {
    const at = folded.indexOf(tag.toLowerCase());
    const [before, after] = [folded[at - 1] ?? '', folded[at + tag.length] ?? ''];
    // "ap" is not spoken of by "capwap"; Chinese stands without spaces
    return (
      at >= 0 &&
      tag.length > 1 &&
      !(/[a-z0-9]/i.test(tag[0]!) && /[a-z0-9]/.test(before)) &&
      !(/[a-z0-9]/i.test(tag.at(-1)!) && /[a-z0-9]/.test(after))
    );
  };
  return [...counts]
    .filter(([tag]) => spoken(tag))
    .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
    .slice(0, most)
    .map(([tag]) => tag);
}

/** The lines of a box of words: one a line, or between commas. */
export function wordsOf(text: string): string[] {
  return [...new Set(text.split(/[\n,，、;；]+/).map((word) => word.trim()))].filter(Boolean);
}

/** Symptoms are sentences: only a line break ends one. */
export function linesOf(text: string): string[] {
  return [...new Set(text.split('\n').map((line) => line.trim()))].filter(Boolean);
}

/** Headings with nothing below them: a reader would find an empty promise there. */
export function emptyHeadings(body: string): string[] {
  const empty: string[] = [];
  let open: { level: number; name: string } | null = null;
  let fence = false;
  for (const line of [...body.split('\n'), '# ']) {
    const heading = fence ? null : /^(#{1,6}) (.*)$/.exec(line);
    if (heading) {
      if (open && heading[1]!.length <= open.level) empty.push(open.name);
      open = { level: heading[1]!.length, name: heading[2]!.trim() };
    } else if (line.trim() !== '') open = null;
    if (line.trimStart().startsWith('```')) fence = !fence;
  }
  return empty;
}
