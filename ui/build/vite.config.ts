import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { InlineConfig } from 'vite';

const repository = fileURLToPath(new URL('../../', import.meta.url));

/** The entries with names that never change, because outside plugins reach them through the import map. */
const stableEntries: Readonly<Record<string, string>> = {
  lit: `${repository}ui/vendor/lit.ts`,
  'ui-public': `${repository}ui/public.ts`,
};

/** The directives that outside plugins may import by their own path: each is a name for the one copy of lit. */
export const litPaths = [
  'class-map',
  'guard',
  'if-defined',
  'keyed',
  'live',
  'ref',
  'repeat',
  'style-map',
  'until',
  'when',
];

/** Every plugin that has a browser side, as build entries: {'plugin-comments': '…/plugins/comments/ui/index.ts'}. */
export function pluginEntries(): Record<string, string> {
  const names = existsSync(`${repository}plugins`) ? readdirSync(`${repository}plugins`) : [];
  const entries = names.map((name) => [`plugin-${name}`, `${repository}plugins/${name}/ui/index.ts`] as const);
  return Object.fromEntries(entries.filter(([, file]) => existsSync(file)));
}

/** The browser build into a folder: the shell's page, each plugin, the public entries; shared chunks, one copy of lit. */
export function viteConfig(outDir: string): InlineConfig {
  return {
    root: `${repository}ui`,
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    resolve: {
      alias: {
        '#ui': `${repository}ui/public.ts`,
        // Web Awesome uses it too; see there why lit's own won't do.
        'lit/directives/style-map.js': `${repository}ui/vendor/style-map.ts`,
      },
      dedupe: ['lit', 'lit-element', 'lit-html', '@lit/reactive-element'],
    },
    build: {
      outDir,
      emptyOutDir: true,
      manifest: true,
      target: 'es2023',
      assetsInlineLimit: 0,
      cssTarget: 'chrome123',
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
      rolldownOptions: {
        input: {
          index: `${repository}ui/index.html`,
          'api-docs': `${repository}ui/api-docs/index.html`,
          ...stableEntries,
          ...pluginEntries(),
        },
        preserveEntrySignatures: 'strict',
        output: {
          entryFileNames: ({ name }) => (name in stableEntries ? 'assets/[name].js' : 'assets/[name]-[hash].js'),
          chunkFileNames: 'assets/[name]-[hash].js',
          assetFileNames: 'assets/[name]-[hash][extname]',
        },
      },
    },
  };
}
