import { defineConfig, type UserConfig } from 'vite';
import {
  jsonLogicAsModule,
  withoutCallbacks,
  withoutRuntimeBinary,
  withoutUnusedReads,
} from './scripts/trim-dependencies.ts';

const base: UserConfig = {
  base: './',
  publicDir: false,
  build: { outDir: 'dist', emptyOutDir: false, target: 'es2022', reportCompressedSize: false },
  logLevel: 'warn',
};

/** What `vite build --mode NAME` builds; `npm run build` runs them all. */
const builds: Record<string, UserConfig> = {
  // The script tag: one classic script, loadable from any origin.
  tag: {
    plugins: [withoutCallbacks],
    build: {
      lib: { entry: 'src/script-tag.ts', formats: ['iife'], name: 'edgewiseTag', fileName: () => 'edgewise.js' },
    },
  },
  // What the tag loads on demand for browsers without setHTML.
  sanitizer: {
    build: {
      lib: { entry: 'src/page/render/purify.ts', formats: ['es'], fileName: () => 'sanitizer.js' },
      minify: true,
    },
  },
  // One file up to the first decision; what a decision may not need is in chunks.
  worker: {
    plugins: [withoutRuntimeBinary, withoutCallbacks, withoutUnusedReads, jsonLogicAsModule],
    build: {
      // Library mode leaves `import()` as it is; Vite's preload helper needs a document.
      lib: { entry: { worker: 'src/worker/entry.ts' }, formats: ['es'] },
      rollupOptions: {
        preserveEntrySignatures: false,
        // Comlink makes one for its page half, in the worker without a use.
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
              // The entry with all that it imports, and what the groups of kernels share.
              {
                name: 'worker',
                test: /src\/worker\/entry\.ts|engine\/js\/(shape|kernels\/ml\/(post-transform|rows|class-labels))\.ts/,
              },
              // What ONNX Runtime needs of ours, in one request; its own script is another.
              { name: 'engine', test: /src\/engine\/(engine|ort\/(?!wasm|webgpu))/ },
              // What a net of dense layers needs, in one request.
              { name: 'nets', test: /engine\/js\/kernels\/(nets|unary|element-loops)\.ts/ },
            ],
          },
        },
      },
    },
  },
  // npm import in the page: complete in itself but for the worker. Whoever bundles it minifies it.
  page: {
    plugins: [withoutCallbacks],
    build: {
      minify: false,
      lib: { entry: { index: 'src/index.ts' }, formats: ['es'] },
      rollupOptions: { output: { entryFileNames: '[name].js', chunkFileNames: 'page-[name]-[hash].js' } },
    },
  },
  // Entries that run anywhere; their dependencies come from the registry.
  modules: {
    build: {
      minify: false,
      lib: {
        entry: { engine: 'src/engine/index.ts', decisioning: 'src/decisioning/index.ts', cli: 'src/cli/main.ts' },
        formats: ['es'],
      },
      rollupOptions: {
        external: [/^node:/, /^[a-z@][^:]*$/],
        output: { entryFileNames: '[name].js', chunkFileNames: 'module-[name]-[hash].js' },
      },
    },
  },
};

export default defineConfig(({ mode }) => {
  const chosen = builds[mode];
  if (!chosen) throw new Error(`vite.config.ts: no build "${mode}"; choose one of ${Object.keys(builds).join(', ')}`);
  return { ...base, ...chosen, build: { ...base.build, ...chosen.build } };
});
