// The search worker: one index in memory, requests in the order they come.
import { IndexHolder } from './holder.ts';
import type { Reply, Request } from './protocol.ts';
import { readArticles } from './read.ts';

const scope = self as unknown as DedicatedWorkerGlobalScope;
const holder = new IndexHolder();
/** Changes one after the other. A search waits only for the first of them: later it answers from what there is. */
let changes: Promise<unknown> = Promise.resolve();
let ready = false;

scope.onmessage = async ({ data }: MessageEvent<Request>) => {
  const reply: Reply = { n: data.n };
  try {
    if (data.op === 'search') {
      if (!ready) await changes;
      reply.result = holder.search(data.query);
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

async function apply(data: Exclude<Request, { op: 'search' }>): Promise<void> {
  if (data.op === 'refresh') holder.refresh(data.puts, data.drops);
  else holder.replace((await readArticles(data.db)) ?? []);
  ready = true;
}
