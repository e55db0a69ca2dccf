// The text that would be signed now, kept true while the job changes: to show before signing; and what reads differently since a
// signature.
import { asHere, canonicalOf, changedSince } from '../../commands/index.ts';
import { FIELDS, LISTS } from '../../domain/canonical.ts';
import { locale, t } from '../../i18n';
import { session } from '../../state/session.svelte.ts';
import type { Report } from '../../report/model.ts';
import { reportQuery } from '../../report/query.ts';
import { jsonOf, reach } from '../../sync/http.ts';
import type { Bundle } from './bundle.ts';

interface Signed {
  /** as it would be signed now, in the language of the page */
  readonly text: string;
  /** signature id -> names of the fields that changed after it */
  readonly changed: Record<string, string[]>;
}

/** The one sentence that job sheet, desk and report share (hooks/report: changedWords); "" when it stands as it was signed. */
export function changedWords(fields: readonly string[]): string {
  const names = new Map<string, readonly [zh: string, en: string]>([
    ...FIELDS.map(([field, zh, en]) => [field, [zh, en]] as const),
    ...LISTS.map(({ name, zh, en }) => [name, [zh, en]] as const),
  ]);
  const name = (field: string) => names.get(field)?.[locale.lang === 'en' ? 1 : 0] ?? t('report.all');
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

/** What the server says of the changes after each signature (id -> sentence with names and times); empty until it could be asked. */
export function toldChanges(ask: () => { job: string; wanted: boolean; fields: string }): { readonly of: Record<string, string> } {
  let of = $state.raw<Record<string, string>>({});
  $effect(() => {
    const { job, wanted, fields } = ask();
    let over = false;
    of = {};
    if (!wanted || !fields) return;
    const read = async () => {
      const answer = await reach(`/api/report/${job}?${reportQuery(locale.lang)}`, { headers: { Authorization: session.token() } });
      if (!answer.ok) return;
      const signings = (await jsonOf<Report>(answer)).sections.flatMap((section) => section.signatures ?? []);
      if (!over) of = Object.fromEntries(signings.flatMap((one) => (one.changed ? [[one.id, one.changed]] : [])));
    };
    read().catch(() => {}); // no network: what changed stands there without names
    return () => {
      over = true;
    };
  });
  return {
    get of() {
      return of;
    },
  };
}

/** The last signature does not stand any more as it was given: the job's head says so beside its status. */
export const unsettled = (bundle: Bundle, changed: Record<string, string[]>): boolean => {
  const last = bundle.signatures.filter((signature) => !signature.refused).sort((a, b) => (a.correctedAt < b.correctedAt ? 1 : -1))[0];
  return !!last && !!changed[last.id]?.length;
};
