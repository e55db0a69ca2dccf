import { defineConfig } from 'vite';

// What a hand-over pack carries (kb/site): one classic script and one style sheet, with names that stay. The pack is opened from a USB stick on
// whatever computer a customer has, so it is made for browsers of years ago, and holds no module, no URL and nothing to fetch.
export default defineConfig({
  publicDir: false,
  build: {
    outDir: 'dist/site',
    emptyOutDir: true,
    target: 'es2019',
    cssTarget: ['chrome80', 'firefox78', 'safari13'],
    cssMinify: 'lightningcss',
    cssCodeSplit: false,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { site: 'src/site/main.ts' },
      output: { format: 'iife', entryFileNames: '[name].js', assetFileNames: 'site[extname]' },
    },
  },
});
