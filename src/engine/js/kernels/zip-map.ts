import type { KernelTable } from '../kernel.ts';

/**
 * ai.onnx.ml ZipMap (since 1) as sessions give it: the probabilities themselves as [N, C], not as maps.
 * The labels of the columns stand in the session's output metadata.
 */
export const zipMap: KernelTable = {
  ZipMap: {
    1: ({ attributes, fail }) => {
      const columns = Math.max(
        attributes.ints('classlabels_int64s').length,
        attributes.strings('classlabels_strings').length,
      );
      return ([scores]) => {
        if (scores?.type !== 'float32') return fail('it takes float32 probabilities');
        const { dims, type, data } = scores;
        if (dims.length < 1 || dims.length > 2 || dims.at(-1) !== columns) {
          fail(`it has ${columns} class labels, but its input has the dims [${dims}]`);
        }
        return [dims.length === 2 ? scores : { type, dims: [1, columns], data }];
      };
    },
  },
};
