// Times and spans as people say them, in the language in use and the tablet's time zone. "" (no time) gives "".
import type { Time } from '../domain/records.ts';
import { clock } from '../state/clock.svelte.ts';
import { locale, t } from './words.svelte.ts';

const cache = new Map<string, Intl.DateTimeFormat>();

function formatter(style: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = locale.lang + style;
  let f = cache.get(key);
  if (!f) cache.set(key, (f = new Intl.DateTimeFormat(locale.lang, options)));
  return f;
}

const when = (time: Time | number): Date | null => {
  const date = new Date(time);
  return time === '' || Number.isNaN(date.getTime()) ? null : date;
};

const dayOf = (d: Date) => d.getFullYear() * 10_000 + d.getMonth() * 100 + d.getDate();

export const fmt = {
  /** 10:42 */
  time(time: Time | number): string {
    const d = when(time);
    return d ? formatter('time', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(d) : '';
  },
  /** 11月21日 / Nov 21; with the year if it is another one. */
  date(time: Time | number): string {
    const d = when(time);
    if (!d) return '';
    const sameYear = d.getFullYear() === new Date(clock.now).getFullYear();
    return sameYear
      ? formatter('date', { month: 'short', day: 'numeric' }).format(d)
      : formatter('dateYear', { year: 'numeric', month: 'short', day: 'numeric' }).format(d);
  },
  /** Today only the time, otherwise date and time. */
  dateTime(time: Time | number): string {
    const d = when(time);
    if (!d) return '';
    return dayOf(d) === dayOf(new Date(clock.now)) ? fmt.time(time) : `${fmt.date(time)} ${fmt.time(time)}`;
  },
  /** 2026-11-22 08:07, for what is read years later, in whatever language. */
  stamp(time: Time | number): string {
    const d = when(time);
    if (!d) return '';
    const two = (n: number) => String(n).padStart(2, '0');
    return `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())} ${fmt.time(time)}`;
  },
  /** 周六 / Sat */
  weekday(time: Time | number): string {
    const d = when(time);
    return d ? formatter('weekday', { weekday: 'short' }).format(d) : '';
  },
  /** How long ago, or in how long: 刚刚, 12 分钟前, 3 小时后. Moves with the clock. */
  ago(time: Time | number): string {
    const d = when(time);
    if (!d) return '';
    const minutes = Math.round((clock.now - d.getTime()) / 60_000);
    if (minutes === 0) return t('fmt.now');
    const span = fmt.minutes(Math.abs(minutes));
    return minutes > 0 ? t('fmt.ago', { span }) : t('fmt.in', { span });
  },
  /** A span of minutes: 45 分钟, 2 小时 5 分, 3 天. */
  minutes(n: number): string {
    const minutes = Math.max(0, Math.round(n));
    if (minutes < 60) return t('fmt.minutes', { n: minutes });
    const h = Math.floor(minutes / 60);
    const m = minutes % 60;
    if (h >= 48) return t('fmt.days', { n: Math.floor(h / 24) });
    return m ? t('fmt.hoursMinutes', { h, m }) : t('fmt.hours', { n: h });
  },
  /** 1.4 MB, 2.1 GB */
  bytes(n: number): string {
    if (n < 1000) return n + ' B';
    if (n < 999_500) return Math.round(n / 1e3) + ' kB';
    return n < 999_950_000 ? (n / 1e6).toFixed(1) + ' MB' : (n / 1e9).toFixed(1) + ' GB';
  },
  /** A number with the language's grouping. */
  number(n: number): string {
    return new Intl.NumberFormat(locale.lang).format(n);
  },
};
