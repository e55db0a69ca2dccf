// The words and the formats, in one import: import { t, fmt, locale } from '.../i18n'.
export { locale, t, tMaybe, useAreas, type Area, type Key, type Params } from './words.svelte.ts';
export { fmt } from './fmt.ts';
