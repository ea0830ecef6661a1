import { minify } from 'terser';
import type { Plugin } from 'vite';

/**
 * Minifies a second time what Rolldown has minified: Terser, by rules that hold for any script, takes another hundredth off, and a page
 * view has a budget of bytes. ONNX Runtime's own script is left as it comes.
 */
export const minifyAgain: Plugin = {
  name: 'minify-again',
  async generateBundle({ format }, bundle) {
    for (const chunk of Object.values(bundle)) {
      if (chunk.type !== 'chunk' || chunk.moduleIds.some((id) => id.includes('/onnxruntime-web/'))) continue;
      // One declaration at the top of each function makes the tag smaller, and everything else larger. Statements that commas join are
      // shorter, but compress less well.
      const compress = { passes: 3, hoist_vars: format === 'iife', sequences: false };
      const { code } = await minify(chunk.code, { module: format === 'es', compress });
      if (code === undefined) this.error(`Terser makes nothing of ${chunk.fileName}`);
      chunk.code = code;
    }
  },
};
