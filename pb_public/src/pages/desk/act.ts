// Running a command from a click: what goes wrong is said in words.
import { t } from '../../i18n';
import { Fault } from '../../domain/fault.ts';
import { toasts } from '../../ui/toast.svelte.ts';

/** True when it was stored. */
export async function act(run: () => Promise<unknown>): Promise<boolean> {
  try {
    await run();
    return true;
  } catch (e) {
    toasts.show({ tone: 'stop', text: e instanceof Fault ? t(`fault.${e.code}`) : t('desk.failed') });
    return false;
  }
}
