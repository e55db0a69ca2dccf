// The fields of every synced collection with the kind of value each holds, so that a record made on the tablet has all
// its fields from the start, as the server's records have. One letter a field keeps the table small on first load:
// t text or time or reference, n number, b bool, s set, m map, j any JSON.
import type { CollectionName, Doc, Id, Records } from './records.ts';

type Kind = 't' | 'n' | 'b' | 's' | 'm' | 'j';

const table: Record<CollectionName, string> = {
  teams: 'name region silenceMinutes:n sla:m',
  users: 'name role teams:s lang phone',
  templates: 'key version:n stage phase jobKinds:s title:j items:j retired:b',
  articles:
    'slug lang kind level title summary body symptoms:s models:s codes:s tags:s phase confidence owner reviewBy road replacedBy html version:n',
  articleVersions: 'article version:n title body by at',
  customers: 'name team industry size level sales presales notes',
  sites: 'customer team name address accessWindow parking room geo:j notes',
  contacts: 'customer site name phone role technicalLevel tellHow',
  assets: 'site parent kind name vendor model serial firmware ip place installed warrantyEnd state qr notes',
  jobs:
    'number provisional team kind phase customer site contact assets:s title description notes priority pressure:m impact assignees:s ' +
    'plannedStart plannedEnd respondBy restoreBy workaround cause causeSide couldHavePrevented fix prevention story storyArticle ' +
    'storyUnderstood followUpOf status waiting stamps:m flags:s lastShared eta createdAt',
  visits: 'job engineers:s plannedStart plannedEnd notes',
  events: 'job visit kind text eta place shared:b data:j by at correctedAt receivedAt',
  runs: 'template job visit answers:m',
  photos: 'job visit run item sha256 bytes:n mime kind caption takenAt place copyOf pairOf by state problem width:n height:n',
  signatures: 'job signer role refused:b reason strokes:j photo signed signedHash via by at correctedAt receivedAt',
  parts: 'job name sku quantity:n unit state serialIn serialOut asset by at',
  shareLinks: 'job what tokenHash expires by opened',
  ratings: 'job solved attitude:n clarity:n expectedWait:n feltWait:n comment from receivedAt',
  pastJobs: 'job site team number kind title cause fix workaround story closedAt minutesToRestore:n',
  conflicts:
    'collection record op field base:j theirs:j mine:j reason lost by device n:n at correctedAt receivedAt job team resolution value:j ' +
    'resolvedBy resolvedAt',
  articleUses: 'article job kind note number by at correctedAt receivedAt',
  articleCounts: 'jobs:n helped:n notHelped:n open:n lastUsed',
  articleComments: 'article replyTo quote line:n text resolved:b version:n by at correctedAt receivedAt',
  figures: 'article sha256 bytes:n mime width:n height:n by state problem',
  searchWords: 'kind words:s note by at',
};

/** Parents before children, as in a first sync (L7). */
export const collectionNames = Object.keys(table) as CollectionName[];

export function isCollection(name: string): name is CollectionName {
  return Object.hasOwn(table, name);
}

/** Field name to kind, for one collection. */
export function fieldKinds(collection: CollectionName): Map<string, Kind> {
  return new Map(
    table[collection]
      .split(' ')
      .map((f) => f.split(':') as [string, Kind?])
      .map(([name, kind]) => [name, kind ?? 't']),
  );
}

function empty(kind: Kind): unknown {
  switch (kind) {
    case 't':
      return '';
    case 'n':
      return 0;
    case 'b':
      return false;
    case 's':
      return [];
    case 'm':
      return {};
    case 'j':
      return null;
  }
}

/** A record with every field empty. */
export function blank<C extends CollectionName>(collection: C, id: Id): Records[C] {
  const doc: Doc = { id };
  for (const [name, kind] of fieldKinds(collection)) doc[name] = empty(kind);
  return doc as unknown as Records[C];
}
