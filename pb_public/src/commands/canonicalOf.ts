// What a customer signs, taken from this tablet's records, and whether it has changed since (U6).
import type { LutongDB } from '../db/db.ts';
import { canonical, signedAs, signedUnder, type Measured, type UsedPart } from '../domain/canonical.ts';
import { changed } from '../domain/changed.ts';
import { Fault } from '../domain/fault.ts';
import { byNoting } from '../domain/parts.ts';
import type { Id, Lang, Signature } from '../domain/records.ts';

export interface As {
  lang: Lang;
  /** Minutes east of UTC. */
  utcOffset: number;
}

/** How this tablet would write it now. */
export const asHere = (lang: Lang): As => ({ lang, utcOffset: -new Date().getTimezoneOffset() });

/** `signed`: a text to compare with, whose number stands although the official one has come since. */
export async function canonicalOf(db: LutongDB, job: Id, as: As, signed = ''): Promise<string> {
  const sheet = await db.jobs.get(job);
  if (!sheet) throw new Fault('missing');
  const { number, provisional, title, description, workaround, cause, causeSide, fix, stamps } = sheet;
  return canonical({
    ...as,
    number: signedUnder(signed, provisional) ? '' : number,
    provisional,
    title,
    customer: (await db.customers.get(sheet.customer))?.name ?? '',
    site: (await db.sites.get(sheet.site))?.name ?? '',
    description,
    reportedAt: stamps.reported ?? '',
    restoredAt: stamps.restored ?? '',
    fixedAt: stamps.fixed ?? '',
    workaround,
    cause,
    causeSide,
    fix,
    measured: await measuredOf(db, job, as.lang),
    parts: await usedPartsOf(db, job),
  });
}

/** The filled number items: runs by id, items as in their template. */
async function measuredOf(db: LutongDB, job: Id, lang: Lang): Promise<Measured[]> {
  const measured: Measured[] = [];
  for (const run of await db.runs.where('job').equals(job).sortBy('id')) {
    const template = await db.templates.get(run.template);
    for (const item of template?.items ?? []) {
      const value = run.answers[item.id]?.value;
      if (item.type !== 'number' || typeof value !== 'number') continue;
      measured.push({ label: item.label[lang], value: String(value), unit: item.unit ?? '' });
    }
  }
  return measured;
}

async function usedPartsOf(db: LutongDB, job: Id): Promise<UsedPart[]> {
  const parts = (await db.parts.where('job').equals(job).toArray()).filter((part) => part.state === 'used').sort(byNoting);
  return parts.map((part) => ({ ...part, quantity: String(part.quantity) }));
}

/** Which fields of the job read differently now from what was signed; none: it stands as signed. */
export async function changedSince(db: LutongDB, signature: Pick<Signature, 'job' | 'signed'>): Promise<string[]> {
  const as = signedAs(signature.signed);
  return as ? changed(signature.signed, await canonicalOf(db, signature.job, as, signature.signed)) : ['all'];
}
