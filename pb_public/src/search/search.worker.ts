// The search worker: the articles' index and the records of the one box, both in memory.
import { Keeper } from './keeper.ts';
import type { Reply, Request } from './protocol.ts';
import { RecordShelf } from './shelf.ts';

const scope = self as unknown as DedicatedWorkerGlobalScope;
const articles = new Keeper((url, init) => fetch(url, init));

/** The records of the one box, beside the articles and independent of them: one never waits for the other. */
const records = new RecordShelf();
let reading: Promise<unknown> = Promise.resolve();

scope.onmessage = async ({ data }: MessageEvent<Request>) => {
  const reply: Reply = { n: data.n };
  try {
    if (data.op === 'search') {
      reply.result = await articles.search(data.query, data.tryOut);
    } else if (data.op === 'suggest') {
      reply.suggestions = await articles.suggest(data.text, data.lang);
    } else if (data.op === 'likeArticles') {
      reply.likeArticles = await articles.like(data.asked);
    } else if (data.op === 'likeJobs') {
      await reading;
      reply.likeJobs = records.like(data.asked);
    } else if (data.op === 'follow') {
      reply.state = await articles.follow(data.db, data.headers);
    } else if (data.op === 'records') {
      const { db, tables } = data;
      reading = reading.catch(() => undefined).then(() => records.read(db, tables));
      await reading;
      reply.size = records.size;
    } else if (data.op === 'find') {
      await reading;
      reply.found = records.find(data.find, data.drafts);
    } else {
      reply.state = articles.state();
    }
  } catch (e) {
    reply.error = String(e);
  }
  scope.postMessage(reply);
};
