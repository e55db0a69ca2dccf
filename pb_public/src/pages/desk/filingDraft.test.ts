import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { LutongDB } from '../../db/db.ts';
import { FilingDraft } from './filingDraft.svelte.ts';

let db: LutongDB;
beforeEach(() => {
  db = new LutongDB('anna00000000000', { indexedDB: new IDBFactory(), IDBKeyRange });
});
afterEach(() => db.close());

async function typed(title: string): Promise<FilingDraft> {
  const draft = new FilingDraft(db, 't1');
  draft.form.title = title;
  await draft.flush();
  return draft;
}

async function reopened(): Promise<FilingDraft> {
  const draft = new FilingDraft(db, 't1');
  await draft.load();
  return draft;
}

describe('the filing form', () => {
  it('is found again after the page went away', async () => {
    await typed('无线中断');
    const draft = await reopened();
    expect(draft.form.title).toBe('无线中断');
    expect(draft.restored).toBe(true);
  });

  it('is empty once its job is filed, however late the page still writes', async () => {
    const draft = await typed('无线中断');
    draft.keep();
    const closing = draft.close();
    await draft.flush(); // the page goes away, with what was on the form
    await closing;
    draft.keep();
    await new Promise((r) => setTimeout(r, 300));
    const next = await reopened();
    expect(next.form.title).toBe('');
    expect(next.restored).toBe(false);
  });

  it('a write under way when the job is filed does not outlive it', async () => {
    const draft = await typed('无线中断');
    const writing = draft.flush();
    await draft.close();
    await writing;
    expect((await reopened()).form.title).toBe('');
  });

  it('emptied by hand can be brought back', async () => {
    const draft = await typed('无线中断');
    draft.restore(draft.clear());
    await draft.flush();
    expect((await reopened()).form.title).toBe('无线中断');
  });
});
