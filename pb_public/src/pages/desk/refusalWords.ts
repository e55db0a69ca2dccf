// Why a change did not take effect, in words; the server's code never stands alone.
import { t, tMaybe } from '../../i18n';

export const refusalWords = (reason: string): string => tMaybe(`desk.refused.${reason}`, t('desk.refused.other'));
