// A test environment like node's, except that Svelte's runes are compiled as for a browser, so that effects run.
import type { Environment } from 'vitest/runtime';

export default {
  name: 'client',
  viteEnvironment: 'client',
  setup: () => ({ teardown: () => {} }),
} satisfies Environment;
