// A promise in words: what is due and how long is left, or by how much it is broken.
import { fmt, t } from '../../i18n';
import type { Due } from './standing.ts';

export function dueWords(due: Due): string {
  if (due.what === 'planned' && due.left > 24 * 60) return t('desk.due.plannedAt', { time: fmt.dateTime(due.at) });
  const span = fmt.minutes(Math.abs(due.left));
  return due.left >= 0 ? t(`desk.due.${due.what}`, { span }) : t(`desk.overdue.${due.what}`, { span });
}
