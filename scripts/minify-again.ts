import { minify } from 'terser';
import type { Plugin, Rolldown } from 'vite';

/** Members that nothing but one file reads or gives, and nothing stores, so that whatever name they have in it will do. */
const ownMembers: Readonly<Record<string, string>> = {
  'edgewise.js':
    'worker|attach|beginVisitor|budgetMs|keep|kept|saveConsent|saveHints|leave|takeUp|onEvent|keptFor|mayFill|onConsent|onFilled|onScopes|settle|takeCharge|whenActivated|kernelUrl|onDeliveryNeeded|onResponse|prepare|endpoint|args|createWorker|provide|suspend',
  'worker.js':
    'assumeEmpty|assumeNew|budgetBytes|displaysFor|enrich|forgotten|inForce|notBefore|onFailure|onGeneration|onProgress|onSwitch|openTimeoutMs|otherOperators|preferNetwork|randomId|rejoin|servicesOf|siteLoss|switchTo|traffic|updateDisplays|updateProfile|startRun|endRun|clock',
};

/**
 * Minifies a second time what Rolldown has minified: Terser, by rules that hold for any script, takes another hundredth off, and a page
 * view has a budget of bytes. ONNX Runtime's own script is left as it comes.
 */
export const minifyAgain: Plugin = {
  name: 'minify-again',
  async generateBundle(output, bundle) {
    for (const chunk of Object.values(bundle)) {
      if (chunk.type !== 'chunk' || chunk.moduleIds.some((id) => id.includes('/onnxruntime-web/'))) continue;
      // One declaration at the top of each function makes the tag smaller, and everything else larger. Statements that commas join are
      // shorter, but compress less well.
      // A function expression that has no `this` is never called with `new`, neither ours nor of what is bundled.
      const isTag = output.format === 'iife';
      const mangle = { properties: namesToShorten(chunk, bundle) };
      const compress = { passes: 3, hoist_vars: isTag, unsafe_arrows: true, ecma: 2020 as const, sequences: false };
      // One letter beyond Latin-1, and engines keep the whole script at two bytes a letter: WebKit took milliseconds longer to read it.
      const format = { quote_style: 1, ascii_only: true } as const;
      // What it made of it once it makes a little less of once more.
      for (let round = 0; round < 2; round++) {
        const { code } = await minify(chunk.code, { module: !isTag, compress, mangle, format });
        if (code === undefined) this.error(`Terser makes nothing of ${chunk.fileName}`);
        chunk.code = code;
      }
    }
  },
};

/** @throws Error where another file of the same build has such a member, too */
function namesToShorten({ fileName }: Rolldown.OutputChunk, bundle: Rolldown.OutputBundle): { regex: RegExp } | false {
  const names = ownMembers[fileName];
  if (!names) return false;
  for (const other of Object.values(bundle)) {
    const found =
      other.type === 'chunk' && other.fileName !== fileName && new RegExp(`\\b(${names})\\b`).exec(other.code);
    if (found) throw new Error(`${other.fileName} has ${found[0]}, too: it must leave the list of ${fileName}`);
  }
  return { regex: new RegExp(`^(${names})$`) };
}
