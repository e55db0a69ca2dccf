// The text a customer signs, the same bytes in Go (hooks/job/canonical.go, where the rules are told) and here, on
// hooks/job/testdata/canonical.json. Its first line says version, language and offset, so that it can be made again later.
import type { Lang, Side, Time } from './records.ts';

export interface Measured {
  label: string;
  /** A number as String(n) writes it. */
  value: string;
  unit: string;
}

export interface UsedPart {
  name: string;
  sku: string;
  /** A number as String(n) writes it. */
  quantity: string;
  unit: string;
  serialIn: string;
  serialOut: string;
}

export interface SheetText {
  lang: Lang | string;
  /** Minutes east of UTC on the device. */
  utcOffset: number;
  number: string;
  provisional: string;
  title: string;
  customer: string;
  site: string;
  description: string;
  reportedAt: Time;
  restoredAt: Time;
  fixedAt: Time;
  workaround: string;
  cause: string;
  causeSide: string;
  fix: string;
  measured: Measured[];
  /** What was used. What is still needed is a plan: it changes without anything done having changed. */
  parts: UsedPart[];
}

const SIDES: Record<Side, [zh: string, en: string]> = {
  ours: ['我方', 'ours'],
  customer: ['客户方', "the customer's"],
  carrier: ['运营商', "the carrier's"],
  vendor: ['设备厂商', "the vendor's"],
  nobody: ['不属于任何一方', "nobody's"],
};

type FieldName = Exclude<keyof SheetText, 'lang' | 'utcOffset' | 'provisional' | 'measured' | 'parts'>;

/** The lines after the first, in order; measured values and parts follow them. */
export const FIELDS: [name: FieldName, zh: string, en: string][] = [
  ['number', '工单号', 'Number'],
  ['title', '标题', 'Title'],
  ['customer', '客户', 'Customer'],
  ['site', '地点', 'Site'],
  ['description', '报修内容', 'What was reported'],
  ['reportedAt', '报修时间', 'Reported at'],
  ['restoredAt', '业务恢复时间', 'Service restored at'],
  ['fixedAt', '彻底修复时间', 'Fixed at'],
  ['workaround', '临时措施', 'Workaround'],
  ['cause', '原因', 'Cause'],
  ['causeSide', '原因在哪一方', 'Whose side'],
  ['fix', '处理结果', 'What was done'],
];

/** The fields of which there may be several lines, in order. What was taken back and noted again stands in another place: no change. */
export const LISTS: { name: 'measured' | 'parts'; zh: string; en: string; unordered: boolean }[] = [
  { name: 'measured', zh: '测量值', en: 'Measured', unordered: false },
  { name: 'parts', zh: '使用备件', en: 'Part used', unordered: true },
];

export function canonical(s: SheetText): string {
  const en = s.lang === 'en';
  const separator = en ? ': ' : '：';
  const lines = [`${en ? 'Service record' : '服务确认单'} [1 ${en ? 'en' : 'zh-CN'} UTC${offsetText(s.utcOffset)}]`];
  const put = (label: string, value: string) => {
    const text = tidy(value);
    if (text !== '') lines.push(label + separator + text);
  };
  for (const [name, zhLabel, enLabel] of FIELDS) put(en ? enLabel : zhLabel, valueOf(s, name, en));
  for (const { label, value, unit } of s.measured) {
    if (tidy(value) !== '') put(en ? 'Measured' : '测量值', `${tidy(label)} = ${tidy(value + ' ' + unit)}`);
  }
  for (const part of s.parts) put(en ? 'Part used' : '使用备件', partText(part, en));
  return lines.join('\n');
}

/** Whether the text was signed under this number: a sheet signed before the official number came carries the provisional one. */
export function signedUnder(signed: string, number: string): boolean {
  return number !== '' && ['工单号：', 'Number: '].some((label) => `\n${signed}\n`.includes(`\n${label}${number}\n`));
}

function valueOf(s: SheetText, name: FieldName, en: boolean): string {
  switch (name) {
    case 'number':
      return s.number || s.provisional;
    case 'reportedAt':
    case 'restoredAt':
    case 'fixedAt':
      return wallClock(s[name], s.utcOffset);
    case 'causeSide':
      return SIDES[s.causeSide as Side]?.[en ? 1 : 0] ?? '';
    default:
      return s[name];
  }
}

function partText(p: UsedPart, en: boolean): string {
  const more: [label: string, value: string][] = [
    [en ? ', SKU ' : '，料号 ', p.sku],
    [en ? ', serial in ' : '，换上 ', p.serialIn],
    [en ? ', serial out ' : '，换下 ', p.serialOut],
  ];
  const told = more.flatMap(([label, value]) => (tidy(value) === '' ? [] : [label + tidy(value)]));
  return tidy(`${tidy(p.name)} × ${tidy(p.quantity + ' ' + p.unit)}`) + told.join('');
}

/** White space off the ends of lines, empty lines off both ends, further lines indented: nothing typed can pass for a field. */
function tidy(value: string): string {
  const lines = value.split('\n').map((line) => line.replace(/[ \t\r]+$/, ''));
  while (lines[0] === '') lines.shift();
  while (lines.at(-1) === '') lines.pop();
  return lines.join('\n  ');
}

const two = (n: number) => String(n).padStart(2, '0');

function wallClock(at: Time, offset: number): string {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(at)) return '';
  const ms = Date.parse(at);
  if (Number.isNaN(ms)) return '';
  return new Date(ms + offset * 60_000).toISOString().slice(0, 16).replace('T', ' ');
}

function offsetText(minutes: number): string {
  const m = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(m / 60))}:${two(m % 60)}`;
}

/** From a signed text, the language and offset it was written with; null if it is none of ours. */
export function signedAs(signed: string): { lang: Lang; utcOffset: number } | null {
  const m = /^.* \[1 (zh-CN|en) UTC([+-])(\d\d):(\d\d)\]$/.exec(signed.split('\n', 1)[0] ?? '');
  if (!m) return null;
  const minutes = Number(m[3]) * 60 + Number(m[4]);
  if (Number(m[4]) > 59 || minutes > 14 * 60) return null; // no clock on earth shows that
  return { lang: m[1] as Lang, utcOffset: m[2] === '-' ? -minutes : minutes };
}
