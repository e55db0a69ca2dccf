// What somebody did, in a short sentence each: "到场", "说了一句“…”", "勾选“工具带齐”". Never a field's code, an id or a checksum.
import { fmt, locale, t, tMaybe } from '../../i18n';
import type { Answer, Both, Conflict, Json, TemplateItem } from '../../domain/records.ts';
import type { CaseNames } from './caseNames.ts';
import { fieldWords, isInternal, valueWords, type Names } from './valueWords.ts';

type Values = Record<string, Json>;
type Case = Pick<Conflict, 'collection' | 'record' | 'op' | 'mine'>;

const say = (both: Both | null | undefined): string => both?.[locale.lang] || both?.['zh-CN'] || '';

/** What a refused change would have done. */
export function caseWords(c: Case, desk: Names, names: CaseNames): string[] {
  const set = (c.mine ?? {}) as Values;
  const text = (key: string) => (typeof set[key] === 'string' ? (set[key] as string).trim() : '');
  const what = tMaybe(`desk.collection.${c.collection}`, t('desk.content'));
  if (c.op === 'delete') return [t('desk.did.delete', { what })];
  if (c.op !== 'create') return fieldsOf(c, set, desk, names);
  switch (c.collection) {
    case 'events':
      return [eventWords(set, text)];
    case 'runs':
      return [t('desk.did.run', { title: say(names.templates.get(text('template'))?.title) || what })];
    case 'photos': {
      const kind = tMaybe(`desk.photo.${text('kind')}`, t('desk.photo.other'));
      return [t('desk.did.photo', { kind }) + (text('caption') ? t('desk.pair', { name: '', value: text('caption') }) : '')];
    }
    case 'signatures':
      return [
        set['refused'] === true
          ? t('desk.refusedToSign', { who: text('signer') || t('desk.someone'), reason: text('reason') || t('desk.nothing') })
          : t('desk.did.signature', { who: text('signer') || t('desk.someone') }),
      ];
    case 'shareLinks':
      return [t('desk.did.link', { what: tMaybe(`desk.link.${text('what')}`, what) })];
    case 'parts':
      return [
        t('desk.did.part', {
          name: text('name') || what,
          amount: [set['quantity'], text('unit')].filter(Boolean).join(' '),
          state: valueWords(desk, 'state', text('state')),
        }),
      ];
    case 'visits':
      return [t('desk.did.visit', { time: fmt.dateTime(text('plannedStart')) || t('desk.nothing') })];
    case 'jobs':
      return [t('desk.did.job', { title: text('title') || t('desk.nothing') })];
    default:
      return [[t('desk.did.create', { what }), text('name') || text('title')].filter(Boolean).join(' ')];
  }
}

/** The same fields as they are now. */
export function nowWords(c: Case, current: Values, desk: Names, names: CaseNames): string[] {
  return Object.entries(current)
    .filter(([path]) => !isInternal(c.collection, path))
    .map(([path, value]) => t('desk.pair', { name: pathWords(c, path, names), value: pathValue(c, path, value, desk, names) }));
}

/** A field's name; an answer of a checklist by its own words. */
export function pathWords(c: Pick<Case, 'collection' | 'record'>, path: string, names: CaseNames): string {
  const item = itemOf(c, path, names);
  if (item) return say(item.label);
  return path.startsWith('answers.') ? t('desk.anAnswer') : fieldWords(path.split('.').at(-1)!);
}

export function pathValue(c: Pick<Case, 'collection' | 'record'>, path: string, value: Json, desk: Names, names: CaseNames): string {
  if (path.startsWith('answers.')) return answerWords(itemOf(c, path, names), value) || t('desk.nothing');
  return valueWords({ ...desk, others: names.others }, path.split('.').at(-1)!, value);
}

/** The checklist a change of a run belongs to. */
export function checklistOf(c: Pick<Case, 'collection' | 'record'>, names: CaseNames): string {
  return c.collection === 'runs' ? say(names.templates.get(c.record)?.title) : '';
}

function itemOf(c: Pick<Case, 'collection' | 'record'>, path: string, names: CaseNames): TemplateItem | undefined {
  if (c.collection !== 'runs' || !path.startsWith('answers.')) return undefined;
  return names.templates.get(c.record)?.items?.find((item) => item.id === path.slice('answers.'.length));
}

function fieldsOf(c: Case, set: Values, desk: Names, names: CaseNames): string[] {
  const lines = Object.entries(set)
    .filter(([path]) => !isInternal(c.collection, path))
    .map(([path, value]) => {
      const name = pathWords(c, path, names);
      if (!path.startsWith('answers.')) return t('desk.pair', { name, value: pathValue(c, path, value, desk, names) });
      const answer = value as unknown as Answer | null;
      if (answer?.value === true)
        return t('desk.did.tick', { item: name }) + (answer.note ? t('desk.pair', { name: '', value: answer.note }) : '');
      const words = answerWords(itemOf(c, path, names), value);
      return words ? t('desk.did.answer', { item: name, value: words }) : t('desk.did.untick', { item: name });
    });
  return lines.length ? lines : [t('desk.did.update', { what: tMaybe(`desk.collection.${c.collection}`, t('desk.content')) })];
}

function answerWords(item: TemplateItem | undefined, value: Json): string {
  const answer = (value ?? {}) as Partial<Answer>;
  const given = answer.value;
  const option = item?.options?.find((one) => one.value === given);
  const unit = item?.unit ? ` ${tMaybe(`unit.${item.unit}`, item.unit)}` : '';
  const words =
    typeof given === 'boolean'
      ? t(given ? 'desk.yes' : 'desk.no')
      : option
        ? say(option.label)
        : typeof given === 'number' || (typeof given === 'string' && given !== '')
          ? `${given}${unit}`
          : '';
  const photos = answer.photos?.length ? t('desk.photos', { n: answer.photos.length }) : '';
  return [words, answer.note, photos].filter(Boolean).join(' · ');
}

function eventWords(set: Values, text: (key: string) => string): string {
  const words = text('text');
  const kind = tMaybe(`desk.event.${text('kind')}`, t('desk.collection.events'));
  const reason = (set['data'] as { for?: unknown } | null | undefined)?.for;
  const name = typeof reason === 'string' ? tMaybe(`desk.waiting.${reason}`, kind) : kind;
  const said =
    text('kind') === 'progress' && words ? t('desk.did.said', { text: words }) : words ? t('desk.did.event', { name, text: words }) : name;
  return [said, text('eta') && t('desk.eta', { time: fmt.time(text('eta')) })].filter(Boolean).join(t('desk.comma'));
}
