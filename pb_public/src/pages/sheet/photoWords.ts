// What is said about a photo: how far it is on its way, and why one was not taken with what to do about it. A code never stands alone.
import { t, tMaybe } from '../../i18n';
import type { Photo } from '../../domain/records.ts';
import type { Bundle } from './bundle.ts';

/** Taking it again would change nothing, or the sentence says it itself. */
const NOT_AGAIN = new Set(['bytes_damaged', 'job_full', 'article_full', 'figure_metadata', 'figure_format']);

export function whyNotTaken(problem: string): string {
  const own = tMaybe(`photos.why.${problem}`, '') || tMaybe(`refused.${problem}`, ''); // of the record: another photo would fare alike
  if (own) return own;
  const why = tMaybe(`fault.${problem}`, t('fault.refused'));
  return NOT_AGAIN.has(problem) ? why : `${why}${t('photos.takeAgain')}`;
}

/** why it was not taken, "" when nothing is wrong */
export const problemOf = (bundle: Bundle, photo: Photo): string =>
  bundle.photoProblems.get(photo.id) || (photo.state === 'refused' ? photo.problem || 'refused' : '');

/** Stored whole, of a format that neither the server nor most screens can show: what its square says, else "". */
export function whyUnshown({ state, problem, mime }: Partial<Pick<Photo, 'state' | 'problem' | 'mime'>>): string {
  if (state !== 'stored' || problem !== 'no_preview') return '';
  return t('photos.unshown', { format: mime?.split('/')[1]?.toUpperCase() || '?' });
}

/** For those who did not take it: why the server has not kept it, else "". */
export const whyNotStored = ({ state, problem }: Partial<Pick<Photo, 'state' | 'problem'>>): string =>
  state !== 'stored' && (state === 'refused' || problem) ? tMaybe(`fault.${problem ?? ''}`, t('fault.refused')) : '';

export function delivery(bundle: Bundle, photo: Photo): { tone: 'go' | 'wait' | 'stop'; text: string } {
  if (photo.state === 'stored') return { tone: 'go', text: t('photos.sent') };
  if (problemOf(bundle, photo)) return { tone: 'stop', text: t('photos.refused') };
  return { tone: 'wait', text: bundle.unsentPhotos.has(photo.id) ? t('photos.here') : t('photos.underway') };
}

export const titleOf = (photo: Photo): string => photo.caption || (photo.kind ? t(`photoKind.${photo.kind}`) : t('photos.one'));
