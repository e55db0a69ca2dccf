// Any value of any field as a person reads it: names instead of ids, words instead of codes, times as times.
import { fmt, t, tMaybe } from '../../i18n';
import type { Id } from '../../domain/records.ts';
import { isId } from './caseNames.ts';
import type { DeskData } from './deskData.svelte.ts';

export type Names = Pick<DeskData, 'users' | 'customers' | 'sites' | 'teams'> & { others?: ReadonlyMap<Id, string> };

const choices: Record<string, string> = {
  priority: 'priority',
  kind: 'kind',
  status: 'status',
  causeSide: 'side',
  waiting: 'waiting',
  resolution: 'resolution',
  phase: 'phase',
  couldHavePrevented: 'phase',
  storyUnderstood: 'understood',
  state: 'state',
};

/** Fields that are the machine's own business. */
const internal: ReadonlySet<string> = new Set([
  ...['id', 'job', 'visit', 'run', 'item', 'template', 'photo', 'by', 'at', 'takenAt', 'data', 'problem', 'geo', 'provisional'],
  ...['bytes', 'mime', 'sha256', 'width', 'height', 'strokes', 'signed', 'signedHash', 'tokenHash'],
]);

/** Also how far the bytes of a photo are; the state of a part or of a device is a person's word. */
export const isInternal = (collection: string, field: string): boolean =>
  internal.has(field) || (field === 'state' && collection === 'photos');

export function valueWords(names: Names, field: string, value: unknown): string {
  if (value === null || value === undefined || value === '') return t('desk.nothing');
  if (typeof value === 'boolean') return t(value ? 'desk.yes' : 'desk.no');
  if (typeof value === 'number') return fmt.number(value);
  if (Array.isArray(value))
    return value.length ? value.map((one) => valueWords(names, field, one)).join(t('desk.join')) : t('desk.nothing');
  if (typeof value === 'object') {
    const object = value as Record<string, unknown>;
    // an answer of a checklist: its value is what counts
    if ('value' in object && 'by' in object) return valueWords(names, field, object['value']);
    const lines = Object.entries(object)
      .filter(([key]) => !internal.has(key))
      .map(([key, one]) => t('desk.pair', { name: fieldWords(key), value: valueWords(names, key, one) }));
    return lines.join('\n') || t('desk.nothing');
  }
  const text = String(value);
  if (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text)) return fmt.dateTime(text);
  const choice = choices[field];
  if (choice) return tMaybe(`desk.${choice}.${text}`, tMaybe(`${choice}.${text}`, text));
  const name =
    names.users.get(text)?.name ??
    names.sites.get(text)?.name ??
    names.customers.get(text)?.name ??
    names.teams.get(text)?.name ??
    names.others?.get(text);
  return name ?? (isId(text) && refs.has(field) ? t('desk.unknownOne') : text);
}

const refs = new Set([
  ...[
    'customer',
    'site',
    'contact',
    'assets',
    'assignees',
    'engineers',
    'team',
    'teams',
    'storyArticle',
    'followUpOf',
    'parent',
    'owner',
    'asset',
  ],
  ...['sales', 'presales', 'to'],
]);

export function fieldWords(field: string): string {
  return tMaybe(`desk.field.${field}`, tMaybe(`desk.${field}`, t('desk.content')));
}
