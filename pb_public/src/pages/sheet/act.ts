// Running a command from a tap: what goes wrong is said in words, and nothing is ever thrown into the void.
import { t } from '../../i18n';
import { Fault } from '../../domain/fault.ts';
import { toasts } from '../../ui/toast.svelte.ts';

/** True when it was stored. */
export async function act(run: () => Promise<unknown>, done = ''): Promise<boolean> {
  try {
    await run();
    if (done) toasts.show({ text: done });
    return true;
  } catch (e) {
    toasts.show({ tone: 'stop', text: e instanceof Fault ? t(`fault.${e.code}`) : t('act.failed') });
    return false;
  }
}
