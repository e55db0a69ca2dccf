// The search worker: the articles' index and the records of the one box, both in memory.
import { IndexHolder } from './holder.ts';
import type { Reply, Request } from './protocol.ts';
import { readArticles } from './read.ts';
import { RecordShelf } from './shelf.ts';

const scope = self as unknown as DedicatedWorkerGlobalScope;
const holder = new IndexHolder();
/** Changes one after the other. A search waits only for the first of them: later it answers from what there is. */
let changes: Promise<unknown> = Promise.resolve();
let ready = false;

/** The records of the one box, beside the articles and independent of them: one never waits for the other. */
const records = new RecordShelf();
let reading: Promise<unknown> = Promise.resolve();

scope.onmessage = async ({ data }: MessageEvent<Request>) => {
  const reply: Reply = { n: data.n };
  try {
    if (data.op === 'search') {
      if (!ready) await changes;
      reply.result = holder.search(data.query);
    } else if (data.op === 'records') {
      const { db, tables } = data;
      reading = reading.catch(() => undefined).then(() => records.read(db, tables));
      await reading;
      reply.size = records.size;
    } else if (data.op === 'find') {
      await reading;
      reply.found = records.find(data.find, data.drafts);
    } else {
      const change = changes.then(() => apply(data));
      changes = change.catch(() => undefined);
      await change;
      reply.size = holder.size;
    }
  } catch (e) {
    reply.error = String(e);
  }
  scope.postMessage(reply);
};

async function apply(data: Extract<Request, { op: 'refresh' | 'follow' }>): Promise<void> {
  if (data.op === 'refresh') holder.refresh(data.puts, data.drops);
  else holder.replace((await readArticles(data.db)) ?? []);
  ready = true;
}
