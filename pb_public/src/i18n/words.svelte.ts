// Words on screen. One dictionary file per area and language: <area>.zh.ts holds the keys, <area>.en.ts must have the same
// ones, or it does not compile. Only the areas in use are loaded, in the language in use; screens outside the first one
// call `await useAreas('desk')` in their loader. The customer's page has its own words (track.*.ts) and none of this.
//
// In a text, {name} is replaced by params.name; {n|item|items} chooses by whether params.n is 1.
import type { Lang } from '../domain/records.ts';
import type board from './board.zh.ts';
import type core from './core.zh.ts';
import type desk from './desk.zh.ts';
import type knowledge from './knowledge.zh.ts';
import type search from './search.zh.ts';
import type tablet from './tablet.zh.ts';
import type write from './write.zh.ts';

export type Key = keyof (typeof board & typeof core & typeof tablet & typeof desk & typeof knowledge & typeof search & typeof write) &
  string;
export type Area = 'board' | 'core' | 'tablet' | 'desk' | 'knowledge' | 'search' | 'write';
export type Params = Record<string, string | number>;
type Words = Record<string, string>;

const files = import.meta.glob<Words>(['./{board,core,tablet,desk,knowledge,search,write}.{zh,en}.ts'], { import: 'default' });
const short = (lang: Lang) => (lang === 'en' ? 'en' : 'zh');
const inUse = new Set<Area>();
const loaded = new Map<string, Words>();

let current = $state<Lang>(preferred());
let words = $state.raw<Words>({});

function preferred(): Lang {
  const kept = globalThis.localStorage?.getItem('lutong-lang');
  if (kept === 'en' || kept === 'zh-CN') return kept;
  const asked = globalThis.navigator?.languages ?? [];
  return asked.some((l) => l.startsWith('zh')) || !asked.some((l) => l.startsWith('en')) ? 'zh-CN' : 'en';
}

async function load(lang: Lang): Promise<void> {
  await Promise.all(
    [...inUse].map(async (area) => {
      const path = `./${area}.${short(lang)}.ts`;
      if (!loaded.has(path)) loaded.set(path, await files[path]!());
    }),
  );
  words = Object.assign({}, ...[...inUse].map((area) => loaded.get(`./${area}.${short(lang)}.ts`)));
}

const markPage = (lang: Lang) => globalThis.document?.documentElement.setAttribute('lang', lang);

/** Loads the words of these areas; resolves when t() knows them. */
export async function useAreas(...areas: Area[]): Promise<void> {
  for (const area of areas) inUse.add(area);
  await load(current);
  markPage(current);
}

export const locale = {
  get lang(): Lang {
    return current;
  },
  /** Changes the language once its words are here. */
  async set(lang: Lang): Promise<void> {
    await load(lang);
    current = lang;
    globalThis.localStorage?.setItem('lutong-lang', lang);
    markPage(lang);
  },
};

/** The text for a key in the language in use. A key that is only known at run time goes through `tMaybe`. */
export function t(key: Key, params?: Params): string {
  return fill(words[key] ?? key, params);
}

/** The text for a key made at run time, or the fallback when there is none. */
export function tMaybe(key: string, fallback: string, params?: Params): string {
  const text = words[key];
  return text === undefined ? fallback : fill(text, params);
}

function fill(text: string, params: Params = {}): string {
  return text.replace(/\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g, (whole, name: string, one?: string, other?: string) => {
    const value = params[name];
    if (value === undefined) return whole;
    if (one !== undefined && other !== undefined) return Number(value) === 1 ? one : other;
    return String(value);
  });
}
