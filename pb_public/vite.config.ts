import { readFileSync } from 'node:fs';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { VitePWA } from 'vite-plugin-pwa';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

// Two pages: index.html is the app (tablet and desk, a PWA), track.html the customer's page, which must work without
// sign-in, service worker or local database. The server serves dist/ under a strict CSP: no inline script, no inline
// style, no data: URLs, hence assetsInlineLimit 0 and no preload polyfill.
const { version } = JSON.parse(readFileSync(new URL('./package.json', import.meta.url), 'utf8')) as { version: string };

/** Chunks that import each other are evaluated in the order of whoever is asked for first: now and then one would find another empty. */
const noCircles: Plugin = {
  name: 'no-circles',
  generateBundle(_, bundle) {
    const whole = new Set<string>();
    const visit = (name: string, way: string[]): void => {
      if (way.includes(name)) this.error(`chunks import each other: ${[...way.slice(way.indexOf(name)), name].join(' -> ')}`);
      const chunk = bundle[name];
      if (chunk?.type !== 'chunk' || whole.has(name)) return;
      for (const next of chunk.imports) visit(next, [...way, name]);
      whole.add(name);
    };
    for (const name of Object.keys(bundle)) visit(name, []);
  },
};

export default defineConfig({
  define: { __APP_VERSION__: JSON.stringify(version) },
  plugins: [
    svelte(),
    noCircles,
    VitePWA({
      strategies: 'injectManifest',
      srcDir: 'src',
      filename: 'sw.ts',
      injectRegister: false,
      manifest: false, // public/manifest.webmanifest, linked from index.html only
      injectManifest: {
        globPatterns: ['index.html', 'assets/**/*', '*.webmanifest', 'icons/**/*'],
        globIgnores: ['**/track-*', '**/*.map'],
        dontCacheBustURLsMatching: /^assets\//,
        // The server answers /index.html with a redirect to /, and a redirected answer cannot serve a navigation.
        manifestTransforms: [
          (entries) => ({ manifest: entries.map((e) => (e.url === 'index.html' ? { ...e, url: '/' } : { ...e, url: '/' + e.url })) }),
        ],
      },
    }),
  ],
  resolve: {
    // The package's entry is an unminified UMD wrapper; this is the same code as an ES module, half the size.
    alias: {
      dexie: new URL('./node_modules/dexie/dist/modern/dexie.min.mjs', import.meta.url).pathname,
      '@codemirror/lang-html': new URL('./src/pages/write/noHtml.ts', import.meta.url).pathname,
    },
    conditions: process.env['VITEST'] ? ['browser'] : undefined,
  },
  build: {
    target: 'es2022',
    license: { fileName: 'licences-web.md' }, // of what is bundled; `lutong licences` prints it
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { index: 'index.html', track: 'track.html' },
      output: {
        // The customer's page is not the app's business: its files are named so that precaching can leave them out.
        chunkFileNames: ({ moduleIds }) =>
          moduleIds.every((id) => /src\/(track|i18n\/track)/.test(id)) ? 'assets/track-[name]-[hash].js' : 'assets/[name]-[hash].js',
        // Few files: on a tablet every one costs a round through the service worker. Earlier groups come first.
        codeSplitting: {
          includeDependenciesRecursively: false,
          groups: [
            // shared with the customer's page, which must not fetch the app for them
            { name: 'report', test: /src\/report\/(?!query)|styles\/(report|article)\.css/ },
            { name: 'signpad', test: /ui\/SignPad/ },
            { name: 'svelte', test: /node_modules\/(svelte|esm-env|clsx)\/|vite\/preload-helper/ },
            { name: 'store', test: /node_modules\/dexie\/|src\/db\/|src\/domain\/(apply|fields|fold|id)\.|state\/live/ },
            {
              name: 'core',
              test: /src\/(App|styles\/(tokens|base|shared|print)|state\/(session|auth|engine|update|trusted|sync|clock)|i18n\/(index|words|fmt)|router\/|sync\/http|domain\/fault|pages\/shell\/Lazy|pages\/me\/(theme|install)|ui\/(Button|Skeleton|Mark|Banner|Field|EmptyState|tone)\b)/,
            },
            { name: 'icons', test: /node_modules\/@lucide\// },
            {
              name: 'house',
              test: /src\/(pages\/(shell|today)\/|pages\/jobs\/(JobRow|jobWords|lines)|pages\/(sheet\/(steps|act)|me\/RescueButton)|ui\/)/,
            },
            { name: 'sheet', test: /src\/(pages\/sheet|commands)\/|domain\/(canonical|changed|figure|parts|sha256|uses)/ },
            { name: 'engine', test: /src\/(state\/(start|storage|wake)|sync\/(?!tus|http|rescue)|protocol\/(encode|crc32))/ },
          ],
        },
      },
    },
  },
  server: {
    fs: { allow: ['..'] },
    proxy: {
      '/api': 'http://127.0.0.1:8090',
      '/photos': 'http://127.0.0.1:8090',
      '/figures': 'http://127.0.0.1:8090',
      '/uploads': 'http://127.0.0.1:8090',
    },
  },
  test: {
    include: ['src/**/*.test.ts', 'src/**/*.test.svelte.ts'],
    environment: './src/testing/client.ts',
    testTimeout: 30_000, // for a busy machine; no test waits on purpose
    setupFiles: ['src/testing/indexeddb.ts'],
    // the browser's build of it, as on the tablet: node would take another
    alias: { 'tus-js-client': new URL('./node_modules/tus-js-client/lib.esm/browser/index.js', import.meta.url).pathname },
    server: { deps: { inline: [/tus-js-client/] } },
  },
});
