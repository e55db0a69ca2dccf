// A mutation in words a person understands: what it is about, and what it says. Codes never stand alone.
import { fmt, t, tMaybe } from '../../i18n';
import type { OutboxRow } from '../../db/db.ts';
import type { Json } from '../../domain/records.ts';

/** "时间线:到场", "工单:原因", "照片" */
export function headOf(row: Pick<OutboxRow, 'in' | 'op' | 'set'>): string {
  const what = t(`record.${row.in}`);
  const set = row.set ?? {};
  if (row.in === 'events' && typeof set['kind'] === 'string')
    return t('words.of', { what, part: tMaybe(`event.${set['kind']}`, set['kind']) });
  if (row.in === 'parts' && row.op === 'create')
    return [set['name'], partAmount(set['quantity'], set['unit']), tMaybe(`partState.${String(set['state'])}`, '')]
      .filter(Boolean)
      .join(' · ');
  if (row.op === 'create') return what;
  const fields = Object.keys(told(row)).map(fieldName);
  return fields.length ? t('words.of', { what, part: fields.join(t('list.join')) }) : what;
}

/** What is worth telling of a change: a part names its job and its place by ids. */
function told({ in: collection, set = {} }: Pick<OutboxRow, 'in' | 'set'>): Record<string, unknown> {
  return collection === 'parts' ? Object.fromEntries(Object.entries(set).filter(([field]) => field !== 'job')) : set;
}

/** The field's name on screen; a key of a map by its map. */
export function fieldName(name: string): string {
  if (name.startsWith('answers.')) return t('record.answer');
  return tMaybe(`field.${name}`, tMaybe(name, name));
}

/** Of a photo: what it is of. */
export const noteOf = ({ set = {} }: Pick<OutboxRow, 'set'>): string =>
  [tMaybe(`photoKind.${String(set['kind'])}`, ''), set['caption']].filter(Boolean).join(' · ');

/** What it says, in one or two lines; "" when the head says it all. */
export function textOf(row: Pick<OutboxRow, 'in' | 'op' | 'set'>): string {
  const set = row.set ?? {};
  if (row.in === 'events') return String(set['text'] ?? '');
  if (row.in === 'photos')
    return [noteOf(row), typeof set['bytes'] === 'number' ? fmt.bytes(set['bytes']) : ''].filter(Boolean).join(' · ');
  if (row.in === 'figures') return typeof set['bytes'] === 'number' ? fmt.bytes(set['bytes']) : '';
  if (row.in === 'signatures') return String(set['signer'] ?? '');
  if (row.op === 'create') return String(set['title'] ?? '');
  return Object.entries(told(row))
    .filter(([field]) => !(row.in === 'parts' && field === 'asset'))
    .map(([, value]) => show(value as Json))
    .filter(Boolean)
    .join(' · ');
}

/** "2 只" */
export const partAmount = (quantity: unknown, unit: unknown): string =>
  typeof quantity === 'number' ? t('parts.amount', { n: quantity, unit: String(unit ?? '') }).trim() : '';

/** Any value as words. */
export function show(value: Json | undefined): string {
  if (value === null || value === undefined || value === '') return '';
  if (typeof value === 'boolean') return value ? t('value.yes') : t('value.no');
  if (typeof value === 'number') return fmt.number(value);
  if (Array.isArray(value)) return value.map(show).filter(Boolean).join(t('list.join'));
  if (typeof value === 'object')
    return 'value' in value
      ? [show(value['value']), show(value['note'])].filter(Boolean).join(' · ')
      : Object.values(value).map(show).filter(Boolean).join(' · ');
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(value)) return fmt.dateTime(value);
  const state = tMaybe(`confidence.${value}`, '');
  if (state) return state;
  return tMaybe(`side.${value}`, tMaybe(`priority.${value}`, tMaybe(`partState.${value}`, value)));
}
