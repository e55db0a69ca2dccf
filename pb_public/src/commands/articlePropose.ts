// article.propose: what a job taught becomes a draft for the trainers, with everything filled in. The draft has the job's own id, so that
// it is written once; trainers get the text and never the job (P4). Who holds the job sees the draft.
import type { LutongDB } from '../db/db.ts';
import { write } from '../db/write.ts';
import { type Names, fromJob, tagsIn, without } from '../domain/articleText.ts';
import { mentionOf } from '../domain/figure.ts';
import { byNoting } from '../domain/parts.ts';
import { Fault } from '../domain/fault.ts';
import type { Id, Lang } from '../domain/records.ts';
import { figureChange, type Image } from './figureAdd.ts';

/** A photo that the person chose, made into an image of the article (pictures/figureOf): a copy, without what the file said of its place. */
export interface ChosenPhoto {
  image: Image;
  alt: string;
}

export async function articlePropose(db: LutongDB, args: { job: Id; lang: Lang; photos?: ChosenPhoto[] }): Promise<void> {
  const { lang } = args;
  const job = await db.jobs.get(args.job);
  if (!job) throw new Fault('missing');
  if (await db.articles.get(job.id)) return;
  const [customer, site, contacts, assets, story, parts, library] = await Promise.all([
    db.customers.get(job.customer),
    db.sites.get(job.site),
    db.contacts.where('customer').equals(job.customer).toArray(),
    db.assets.bulkGet(job.assets),
    db.articles.get(job.storyArticle),
    db.parts.where('job').equals(job.id).toArray(),
    db.articles.where('confidence').equals('validated').toArray(),
  ]);
  const say = (zh: string, en: string) => (lang === 'en' ? en : zh);
  const names: Names = [
    { name: customer?.name ?? '', instead: say('客户', 'the customer'), tail: 4 },
    { name: site?.name ?? '', instead: say('现场', 'the site'), tail: 3 },
    { name: site?.address ?? '', instead: say('现场', 'the site') },
    { name: job.pressure.who ?? '', instead: say('联系人', 'the contact') },
    ...contacts.map(({ name }) => ({ name, instead: say('联系人', 'the contact') })),
    ...[
      ...assets.flatMap((asset) => [asset?.serial ?? '', asset?.ip ?? '']),
      ...parts.flatMap((part) => [part.serialIn, part.serialOut]),
    ].map((name) => ({ name, instead: '…' })),
  ];
  const told = [job.title, job.description, job.cause, job.fix, job.workaround, job.prevention].join('\n');
  const used = parts.filter((part) => part.state === 'used').sort(byNoting);
  const set = {
    ...fromJob(job, lang, names, story?.slug, used),
    slug: `fault-${job.id.slice(0, 8)}`,
    lang,
    kind: 'fault',
    level: 'engineer',
    models: [...new Set(assets.flatMap((asset) => (asset?.model ? [asset.model] : [])))],
    tags: tagsIn(
      told,
      library.filter((one) => one.lang === lang).map((one) => one.tags),
    ),
    phase: job.couldHavePrevented || job.phase,
    confidence: 'draft',
    owner: db.userId,
  };
  const figures = await Promise.all((args.photos ?? []).map(async (p) => ({ ...(await figureChange(job.id, p.image)), alt: p.alt })));
  const once = figures.filter((f, i) => figures.findIndex((other) => other.ref === f.ref) === i);
  const shown = once.map(({ ref, alt }) => mentionOf(ref, without(alt, names) || say('现场照片', 'photo from the site'))).join('\n\n');
  const body = shown ? `${set.body.trimEnd()}\n\n## ${say('图片', 'Images')}\n\n${shown}\n` : set.body;
  await write(
    db,
    [{ in: 'articles', id: job.id, op: 'create', set: { ...set, body } }, ...once.map((f) => f.change)],
    once.map((f) => f.photo),
  );
}
