import type { Session } from '../../engine/session.ts';
import { EdgewiseError } from '../../errors.ts';
import { isTensor } from './row-by-row.ts';

/**
 * The session, which says what to do about a model that was exported for a number of rows, as PyTorch does by its example input.
 * @param subject begins the sentence, such as `Model "intent"`.
 */
export function tellFixedRows(subject: string, session: Session): Session {
  const { inputNames, outputNames, inputMetadata, outputMetadata, executionProvider } = session;
  // An input of a single axis is a row in itself.
  const fixed = inputMetadata.find(({ shape }) => shape.length > 1 && Number(shape[0]) > 1);
  if (!fixed) return session;
  const rows = Number(fixed.shape[0]);
  return {
    inputNames,
    outputNames,
    inputMetadata,
    outputMetadata,
    executionProvider,
    async run(feeds, ...others) {
      const given = feeds[fixed.name];
      if (given && isTensor(given) && given.dims.length === fixed.shape.length && given.dims[0] !== rows) {
        const remedy = 'export it with dynamic shapes (in Python by torch.onnx.export(…, dynamic_shapes=…))';
        const message = `${subject} takes ${rows} rows at a time, not ${given.dims[0]}, and a page has one: ${remedy}.`;
        throw new EdgewiseError('model-invalid', message);
      }
      return session.run(feeds, ...others);
    },
    release: () => session.release(),
  };
}
