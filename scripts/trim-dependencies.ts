import type { Plugin } from 'vite';

/*
 * What a bundler cannot tell is unused in the libraries that the page loads. Each cut names the text it cuts, and fails the build when a
 * new version of the library no longer has it.
 */

/** A plugin that replaces texts of the files that `files` matches. */
function edit(name: string, files: RegExp, edits: readonly (readonly [text: RegExp, replacement: string])[]): Plugin {
  return {
    name,
    enforce: 'pre',
    transform: {
      filter: { id: files },
      handler(code, id) {
        return edits.reduce((edited, [text, replacement]) => {
          if (edited.search(text) < 0) this.error(`${id} has no ${text} to replace: see scripts/trim-dependencies.ts`);
          return edited.replace(text, replacement);
        }, code);
      },
    },
  };
}

/**
 * ONNX Runtime's JavaScript names its binary, and itself, by `new URL('….wasm', import.meta.url)`, or by another name for `URL`, which
 * bundlers would copy or inline, or look for in vain. The binary is an artifact of its own and handed over as bytes, so the reference
 * is made unreachable.
 */
export const withoutRuntimeBinary = edit('without-runtime-binary', /onnxruntime-web\/dist\/.*\.mjs$/, [
  [/new \w+\("(ort[\w.-]+\.(?:wasm|mjs))",\s*import\.meta\.url\)/g, 'new URL("data:,$1")'],
]);

/**
 * Marks each import of an address that is known at run time only, such as a custom operator's: webpack would make one of nothing of it.
 * The build itself has dropped such marks with all other comments.
 */
export const leaveImportsToTheBrowser: Plugin = {
  name: 'leave-imports-to-the-browser',
  generateBundle(_, bundle) {
    for (const chunk of Object.values(bundle))
      if (chunk.type === 'chunk')
        chunk.code = chunk.code.replace(/\bimport\((?=[^"'`)])/g, 'import(/* webpackIgnore: true *//* @vite-ignore */');
  },
};

/**
 * The page calls methods, with data and ports. Comlink's handler for callbacks would bring all of its other half into the worker;
 * nor are there properties to read or set, classes to construct, or further endpoints to open, and what comes through a port or to a worker has no origin to check.
 */
export const withMethodsAlone = edit('with-methods-alone', /comlink\.mjs$/, [
  [/\["proxy", proxyTransferHandler\],/, ''],
  [/case "GET"[\s\S]*?(?=case "APPLY")/, ''],
  [/case "CONSTRUCT"[\s\S]*?(?=case "RELEASE")/, ''],
  [/if \(!isAllowedOrigin\([\s\S]*?\n {8}\}\n/, ''],
]);

/** Each call of ours names its store, so none is made that has the library's own name. */
export const withoutDefaultStore = edit('without-default-store', /idb-keyval\/dist\/index\.js$/, [
  [/ = defaultGetStore\(\)/g, ''],
]);

/** The sanitizer makes a DOMPurify of its own; the library's, made as it loads, took WebKit milliseconds of a first visit. */
export const withoutDefaultPurifier = edit('without-default-purifier', /dompurify\/dist\/purify\.es\.mjs$/, [
  [/= createDOMPurify\(\);/, '= createDOMPurify;'],
]);

/** Methods of the protobuf reader that nobody calls, which the build checks. */
const unusedReads = 'read(?:Fields|Message|S?Fixed\\d+|SVarint|Boolean|String|Packed\\w+)\\(';
export const withoutUnusedReads: Plugin = {
  ...edit('without-unused-reads', /pbf\/index\.js$/, [
    [new RegExp(`^ {4}${unusedReads}.*\\{\\n(?: {8}.*\\n|\\n)*? {4}\\}\\n`, 'gm'), ''],
  ]),
  generateBundle(_, bundle) {
    for (const chunk of Object.values(bundle)) {
      const called = chunk.type === 'chunk' && new RegExp(`\\.${unusedReads}`).exec(chunk.code);
      if (called)
        this.error(`${chunk.fileName} calls ${called[0]}): take it off unusedReads in scripts/trim-dependencies.ts`);
    }
  },
};
