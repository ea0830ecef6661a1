import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin, type UserConfig } from 'vite';
import { compileAtOnce } from './scripts/compile-at-once.ts';
import { minifyAgain } from './scripts/minify-again.ts';
import {
  leaveImportsToTheBrowser,
  withMethodsAlone,
  withoutDefaultPurifier,
  withoutDefaultStore,
  withoutRuntimeBinary,
  withoutUnusedReads,
} from './scripts/trim-dependencies.ts';

const base: UserConfig = {
  base: './',
  publicDir: false,
  build: { outDir: 'dist', emptyOutDir: false, target: 'es2022', reportCompressedSize: false },
  logLevel: 'warn',
};

/**
 * The kernels of most models, each group a file that is complete in itself. A chunk that imports from the worker's own file would have
 * WebKit load and evaluate that file a second time.
 */
const kernelFiles = {
  'linear-models': 'src/engine/js/kernels/linear-models.ts',
  preprocessing: 'src/engine/js/kernels/preprocessing.ts',
  trees: 'src/engine/js/kernels/ml/trees.ts',
  nets: 'src/engine/js/kernels/nets.ts',
  'data-movement': 'src/engine/js/kernels/data-movement.ts',
};

const kernelsApart: Plugin = {
  name: 'kernels-apart',
  enforce: 'pre',
  resolveId(source, importer) {
    if (!importer?.endsWith('engine/js/kernel-registry.ts')) return null;
    const name = Object.entries(kernelFiles).find(([, path]) => `src/engine/js/${source.slice(2)}` === path)?.[0];
    return name ? { id: `./worker-${name}.js`, external: true } : null;
  },
};

/** Files of kernels that a model of theirs runs most of. */
const mostlyRun: ReadonlySet<string> = new Set(['linear-models', 'trees']);

const kernelBuilds = Object.fromEntries(
  Object.entries(kernelFiles).map(([name, entry]): [string, UserConfig] => [
    `kernels-${name}`,
    {
      plugins: [minifyAgain, ...(mostlyRun.has(name) ? [compileAtOnce] : [])],
      build: {
        lib: { entry, formats: ['es'], fileName: () => `worker-${name}.js` },
        rollupOptions: { output: { minify: true } },
      },
    },
  ]),
);

/** What `vite build --mode NAME` builds; `npm run build` runs them all. */
const builds: Record<string, UserConfig> = {
  // The script tag: one classic script, loadable from any origin.
  tag: {
    plugins: [minifyAgain, compileAtOnce],
    build: {
      lib: { entry: 'src/script-tag.ts', formats: ['iife'], name: 'edgewiseTag', fileName: () => 'edgewise.js' },
      rollupOptions: { optimization: { inlineConst: { mode: 'all' } } },
    },
  },
  // What the tag loads on demand for browsers without setHTML.
  sanitizer: {
    plugins: [withoutDefaultPurifier, minifyAgain],
    build: {
      lib: { entry: 'src/page/render/purify.ts', formats: ['es'], fileName: () => 'sanitizer.js' },
      minify: true,
    },
  },
  // What the tag loads once a decision needs it, or has been painted.
  delivery: {
    plugins: [minifyAgain],
    build: {
      lib: { entry: 'src/page/delivery.ts', formats: ['es'], fileName: () => 'delivery.js' },
      rollupOptions: { output: { minify: true } },
    },
  },
  // What the tag loads for those who check a page before it goes live.
  overlay: {
    plugins: [minifyAgain],
    build: {
      lib: { entry: 'src/page/overlay/overlay.ts', formats: ['es'], fileName: () => 'overlay.js' },
      minify: true,
      rollupOptions: { output: { codeSplitting: false, minify: true } },
    },
  },
  // One file up to the first decision; what a decision may not need is in chunks.
  worker: {
    plugins: [
      withoutRuntimeBinary,
      withMethodsAlone,
      withoutDefaultStore,
      withoutUnusedReads,
      kernelsApart,
      minifyAgain,
      leaveImportsToTheBrowser,
      compileAtOnce,
    ],
    resolve: { alias: { valibot: fileURLToPath(new URL('src/worker/lean-valibot.ts', import.meta.url)) } },
    build: {
      // Library mode leaves `import()` as it is; Vite's preload helper needs a document.
      lib: { entry: { worker: 'src/worker/entry.ts' }, formats: ['es'] },
      rollupOptions: {
        preserveEntrySignatures: false,
        // Comlink makes one for proxies that are collected; the worker has none.
        treeshake: { manualPureFunctions: ['FinalizationRegistry'] },
        output: {
          minify: true,
          // They serve bundlers only.
          comments: { annotation: false },
          entryFileNames: '[name].js',
          chunkFileNames: 'worker-[name]-[hash].js',
          // Everything up to the first decision in one file: what it shares with chunks would else be files, and requests, of their own.
          codeSplitting: {
            groups: [
              { name: 'worker', tags: ['$initial'] },
              // What ONNX Runtime needs of ours, in one request; its own script is another.
              { name: 'engine', test: /src\/engine\/(engine|ort\/(?!wasm|webgpu))/ },
            ],
          },
        },
      },
    },
  },
  ...kernelBuilds,
  // npm import in the page: complete in itself but for the worker. Whoever bundles it minifies it.
  page: {
    plugins: [withoutDefaultPurifier],
    build: {
      minify: false,
      lib: { entry: { index: 'src/index.ts' }, formats: ['es'] },
      rollupOptions: {
        output: {
          // `@vite-ignore` is for this build: with it Vite does not find the worker in that of a shop.
          comments: { annotation: false },
          entryFileNames: '[name].js',
          chunkFileNames: 'page-[name]-[hash].js',
        },
      },
    },
  },
  // Each adapter is one file; what it adapts comes from the page's own packages.
  react: {
    build: {
      minify: false,
      lib: { entry: 'src/adapters/react/index.ts', formats: ['es'], fileName: () => 'react.js' },
      // Hooks and contexts are for client components, wherever server components exist.
      // Editors read the comments in the types.
      rollupOptions: { external: ['react'], output: { banner: "'use client';", comments: { jsdoc: false } } },
    },
  },
  openfeature: {
    build: {
      minify: false,
      lib: { entry: 'src/adapters/openfeature/index.ts', formats: ['es'], fileName: () => 'openfeature.js' },
      rollupOptions: { external: ['@openfeature/web-sdk'] },
    },
  },
  // Entries that run anywhere; their dependencies come from the registry.
  modules: {
    build: {
      minify: false,
      lib: {
        entry: {
          engine: 'src/engine/index.ts',
          decisioning: 'src/decisioning/index.ts',
          authoring: 'src/authoring/index.ts',
          publish: 'src/authoring/publish/index.ts',
          reporters: 'src/page/reporters/index.ts',
          cli: 'src/cli/main.ts',
        },
        formats: ['es'],
      },
      rollupOptions: {
        external: [/^node:/, /^[a-z@][^:]*$/],
        output: { entryFileNames: '[name].js', chunkFileNames: 'module-[name]-[hash].js' },
      },
    },
  },
};

/** The names of all builds. */
export const buildModes = Object.keys(builds);

export default defineConfig(({ mode }) => {
  const chosen = builds[mode];
  if (!chosen) throw new Error(`vite.config.ts: no build "${mode}"; choose one of ${Object.keys(builds).join(', ')}`);
  // How long each plugin takes is no warning.
  const rollupOptions = { checks: { bundlerTimings: false }, ...chosen.build?.rollupOptions };
  return { ...base, ...chosen, build: { ...base.build, ...chosen.build, rollupOptions } };
});
