// The text that would be signed now, kept true while the job changes: to show before signing; and what reads differently since a
// signature.
import { asHere, canonicalOf, changedSince } from '../../commands/index.ts';
import { FIELDS } from '../../domain/canonical.ts';
import { locale, t } from '../../i18n';
import { session } from '../../state/session.svelte.ts';
import type { Bundle } from './bundle.ts';

interface Signed {
  /** as it would be signed now, in the language of the page */
  readonly text: string;
  /** signature id -> names of the fields that changed after it */
  readonly changed: Record<string, string[]>;
}

/** The one sentence that job sheet, desk and report share (hooks/report: changedWords); "" when it stands as it was signed. */
export function changedWords(fields: readonly string[]): string {
  const at = locale.lang === 'en' ? 2 : 1;
  const name = (field: string) =>
    field === 'measured' ? t('report.measured') : (FIELDS.find(([f]) => f === field)?.[at] ?? t('report.all'));
  return fields.length ? t('report.changed', { fields: fields.map(name).join(t('report.join')) }) : '';
}

export function signedNow(bundle: () => Bundle): Signed {
  let text = $state('');
  let changed = $state.raw<Record<string, string[]>>({});
  $effect(() => {
    const db = session.db;
    const { job, signatures } = bundle();
    const as = asHere(locale.lang);
    let over = false;
    if (!db) return;
    const read = async () => {
      const fresh = await canonicalOf(db, job.id, as);
      const since = await Promise.all(signatures.map(async (s) => [s.id, s.refused ? [] : await changedSince(db, s)] as const));
      if (over) return;
      text = fresh;
      changed = Object.fromEntries(since);
    };
    // the job left this tablet: what is on the screen goes with it
    read().catch(() => {});
    return () => {
      over = true;
    };
  });
  return {
    get text() {
      return text;
    },
    get changed() {
      return changed;
    },
  };
}
