import type zh from '../i18n/track.zh';

/**
 * Language and formats of the customer's page. It has its own small copy of these, because the page must be light on a phone in a lift
 * and shares nothing with the app but the dictionary files, of which it fetches only the one it shows.
 */
export type Lang = 'zh-CN' | 'en';
export type TrackKey = keyof typeof zh;

const kept = 'lutong-track-lang';
const dictionaries = { 'zh-CN': () => import('../i18n/track.zh'), en: () => import('../i18n/track.en') };

/** The reader's own choice first, then the language of the job, then the browser's. */
class Words {
  lang = $state<Lang>('zh-CN');
  texts = $state.raw<Record<TrackKey, string> | null>(null);
  #own = asLang(read(kept));
  #job: Lang | '' = '';

  /** Fetches the dictionary; when that fails the words on the screen stay as they are. */
  async load(): Promise<void> {
    const lang = this.#own || this.#job || asLang(navigator.language) || 'zh-CN';
    if (this.texts && this.lang === lang) return;
    try {
      this.texts = (await dictionaries[lang]()).default;
      this.lang = lang;
    } catch {
      this.#own = this.texts ? this.lang : '';
    }
  }

  ofJob(lang: string): Promise<void> {
    this.#job = asLang(lang);
    return this.load();
  }

  toggle(): Promise<void> {
    this.#own = this.lang === 'en' ? 'zh-CN' : 'en';
    write(kept, this.#own);
    return this.load();
  }
}

export const words = new Words();

export function t(key: TrackKey, params: Record<string, string | number> = {}): string {
  return (words.texts?.[key] ?? '').replace(/\{(\w+)\}/g, (_, name: string) => String(params[name] ?? ''));
}

/** A key made from a value of the server, or the fallback when this page does not know the value (a newer server). */
export function tOf(prefix: string, value: string, fallback: TrackKey): string {
  const key = `${prefix}.${value}`;
  return t(words.texts && key in words.texts ? (key as TrackKey) : fallback);
}

/** 10:55, and with the day in front when it is not today. */
export function time(at: string | number, now: number): string {
  return [day(at, now), clock(at)].filter(Boolean).join(' ');
}

/** 10:55 */
export function clock(at: string | number): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return '';
  return new Intl.DateTimeFormat(words.lang, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(date);
}

/** 11月21日, or "" for today. */
export function day(at: string | number, now: number): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime()) || date.toDateString() === new Date(now).toDateString()) return '';
  return new Intl.DateTimeFormat(words.lang, { month: 'short', day: 'numeric' }).format(date);
}

/** A length of time in words: 8 分钟, 2 小时 5 分, 3 天. */
export function span(ms: number): string {
  const minutes = Math.round(Math.abs(ms) / 60_000);
  if (minutes <= 1) return t('span.now');
  if (minutes < 60) return t('span.minutes', { n: minutes });
  if (minutes >= 48 * 60) return t('span.days', { n: Math.round(minutes / 1440) });
  const m = minutes % 60;
  return m ? t('span.hoursMinutes', { h: Math.floor(minutes / 60), m }) : t('span.hours', { n: minutes / 60 });
}

function asLang(value: string): Lang | '' {
  return /^zh/i.test(value) ? 'zh-CN' : /^en/i.test(value) ? 'en' : '';
}

/** Storage may be forbidden in a private window; the page works without it. */
export function read(key: string): string {
  try {
    return localStorage.getItem(key) ?? '';
  } catch {
    return '';
  }
}

export function write(key: string, value: string): void {
  try {
    if (value) localStorage.setItem(key, value);
    else localStorage.removeItem(key);
  } catch {
    // nothing to be done: what was entered stays on the screen
  }
}
