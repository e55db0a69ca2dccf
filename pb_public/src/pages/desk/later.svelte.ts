// Acts that are hard to take back (closing, cancelling, deciding) are not asked about in a dialog: they are done a few seconds later,
// and until then "undo" simply means that they are not done. Leaving the page does them at once, so nothing is forgotten.
import { toasts } from '../../ui/toast.svelte.ts';
import { t } from '../../i18n';
import { Fault } from '../../domain/fault.ts';

const waitMs = 6000;

interface Waiting {
  key: string;
  run: () => Promise<unknown>;
  timer: ReturnType<typeof setTimeout>;
}

let waiting = $state.raw<Waiting[]>([]);

export const later = {
  /** Whether an act of that key waits to be done. */
  has(key: string): boolean {
    return waiting.some((w) => w.key === key);
  },
  /** Takes the act back; nothing happens when it is done already. */
  undo(key: string): void {
    take(key);
  },
  /** Does `run` after a while unless it is undone; says `text` meanwhile. */
  act(key: string, text: string, run: () => Promise<unknown>): void {
    if (later.has(key)) return;
    const timer = setTimeout(() => finish(key), waitMs);
    waiting = [...waiting, { key, run, timer }];
    toasts.show({ text, undo: { label: t('desk.undo'), run: () => later.undo(key) } });
  },
};

function take(key: string): Waiting | undefined {
  const found = waiting.find((w) => w.key === key);
  if (found) {
    clearTimeout(found.timer);
    waiting = waiting.filter((w) => w !== found);
  }
  return found;
}

function finish(key: string): void {
  take(key)
    ?.run()
    .catch((e: unknown) => toasts.show({ tone: 'stop', text: e instanceof Fault ? t(`fault.${e.code}`) : t('desk.failed') }));
}

if (typeof document !== 'undefined') {
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') for (const w of waiting) finish(w.key);
  });
}
