// Any value of any field as a person reads it: names instead of ids, words instead of codes, times as times.
import { fmt, t, tMaybe } from '../../i18n';
import type { DeskData } from './deskData.svelte.ts';

type Names = Pick<DeskData, 'users' | 'customers' | 'sites' | 'teams'>;

const choices: Record<string, string> = {
  priority: 'priority',
  kind: 'kind',
  status: 'status',
  causeSide: 'side',
  waiting: 'waiting',
  resolution: 'resolution',
};

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
    return Object.entries(object)
      .map(([key, one]) => `${fieldWords(key)}: ${valueWords(names, key, one)}`)
      .join('\n');
  }
  const text = String(value);
  if (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text)) return fmt.dateTime(text);
  const choice = choices[field];
  if (choice) return tMaybe(`desk.${choice}.${text}`, text);
  return (
    names.users.get(text)?.name ?? names.sites.get(text)?.name ?? names.customers.get(text)?.name ?? names.teams.get(text)?.name ?? text
  );
}

export function fieldWords(field: string): string {
  return tMaybe(`desk.field.${field}`, tMaybe(`desk.${field}`, field));
}
