// Whether list and work stand side by side. The same width as in ui/Split.svelte.
import { MediaQuery } from 'svelte/reactivity';

const query = new MediaQuery('(min-width: 900px)');

export const wide = {
  get yes(): boolean {
    return query.current;
  },
};
