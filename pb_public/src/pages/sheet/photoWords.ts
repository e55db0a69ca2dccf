// Why a photo was not taken, and what to do about it. A code never stands alone.
import { t, tMaybe } from '../../i18n';

export function whyNotTaken(problem: string): string {
  const why = tMaybe(`fault.${problem}`, t('fault.refused'));
  return problem === 'bytes_damaged' ? why : `${why}${t('photos.takeAgain')}`; // that one says it itself
}
