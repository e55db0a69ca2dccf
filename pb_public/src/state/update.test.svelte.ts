import { beforeEach, expect, test, vi } from 'vitest';

const reload = vi.fn();
beforeEach(() => {
  vi.resetModules();
  reload.mockReset();
});

/** A tab of a browser in which a new version waits. */
async function tab({ controller = {} as unknown } = {}) {
  const worker = Object.assign(new EventTarget(), { postMessage: vi.fn() });
  const registration = Object.assign(new EventTarget(), { waiting: worker as unknown, installing: null, update: async () => {} });
  const container = Object.assign(new EventTarget(), { controller, ready: Promise.resolve(), register: async () => registration });
  vi.stubGlobal('navigator', { serviceWorker: container });
  vi.stubGlobal('location', { reload, href: 'http://x/', origin: 'http://x' });
  vi.stubGlobal('document', new EventTarget());
  vi.stubEnv('DEV', false);
  const { update, registerServiceWorker } = await import('./update.svelte.ts');
  await registerServiceWorker();
  const change = () => {
    registration.waiting = null; // the worker is active
    container.dispatchEvent(new Event('controllerchange'));
  };
  return { update, worker, change };
}

test('an accepted version reloads the page as it takes over', async () => {
  const { update, worker, change } = await tab();
  expect(update.apply()).toBe(true);
  expect(worker.postMessage).toHaveBeenCalledWith({ type: 'SKIP_WAITING' });
  expect(reload).not.toHaveBeenCalled();
  change();
  expect(reload).toHaveBeenCalledOnce();
});

test('it does not reload over what was begun since, and does once that is done', async () => {
  const { update, change } = await tab();
  expect(update.apply()).toBe(true);
  const [signing, typing] = [update.editing(), update.editing()]; // the customer begins to sign while the worker copies old files
  change();
  signing();
  signing();
  expect(reload).not.toHaveBeenCalled();
  typing();
  expect(reload).toHaveBeenCalledOnce();
});

test('a version that another tab took is taken here by a reload, when the person says so', async () => {
  const { update, change } = await tab();
  const done = update.editing();
  change();
  done();
  expect(reload).not.toHaveBeenCalled();
  expect(update.ready).toBe(true);
  expect(update.apply()).toBe(true);
  expect(reload).toHaveBeenCalledOnce();
});

test('the first installation is no new version', async () => {
  const { update, change } = await tab({ controller: null });
  change();
  expect(update.ready).toBe(false);
});
