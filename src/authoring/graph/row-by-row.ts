import type { MapFeed, Session, Tensor, ValueMetadata } from '../../engine/session.ts';
import { tensor } from '../onnx/writer.ts';

/**
 * A session that takes any number of rows. One whose model was exported for a single row, as PyTorch does unless it is told of dynamic
 * shapes, gets them one after the other: on a page there is only one.
 */
export function rowByRow(session: Session): Session {
  const { inputNames, outputNames, inputMetadata, outputMetadata, executionProvider } = session;
  const takesOne = ({ shape }: ValueMetadata): boolean => shape[0] === 1;
  if (!inputMetadata.some(takesOne) || inputMetadata.some(({ shape }) => shape.length === 0)) return session;
  const anyRows = (metadata: ValueMetadata): ValueMetadata =>
    takesOne(metadata) ? { ...metadata, shape: ['', ...metadata.shape.slice(1)] } : metadata;
  return {
    inputNames,
    outputNames,
    inputMetadata: inputMetadata.map(anyRows),
    outputMetadata: outputMetadata.map(anyRows),
    executionProvider,
    async run(feeds, wanted = outputNames, options) {
      const rowCount = Math.max(...Object.values(feeds).map((feed) => (isTensor(feed) ? (feed.dims[0] ?? 1) : 1)));
      const results: Readonly<Record<string, Tensor>>[] = [];
      for (let row = 0; row < rowCount; row++) {
        const own = Object.entries(feeds).map(([name, feed]) => [name, isTensor(feed) ? rowOf(feed, row) : feed]);
        results.push(await session.run(Object.fromEntries(own), wanted, options));
      }
      return Object.fromEntries(
        outputMetadata
          .filter(({ name }) => wanted.includes(name))
          .map(({ name, type, shape }) => {
            const [, ...sizes] = results[0]?.[name]?.dims ?? shape.map(Number);
            const values = results.flatMap((result) => Array.from<number | bigint | string>(result[name]?.data ?? []));
            return [name, tensor(type, values, [rowCount, ...sizes])];
          }),
      );
    },
    release: () => session.release(),
  };
}

/** Tells a tensor from a map. */
export const isTensor = (feed: Tensor | MapFeed): feed is Tensor => 'dims' in feed;

function rowOf({ type, dims: [rows = 1, ...sizes], data }: Tensor, row: number): Tensor {
  const width = data.length / rows;
  return { type, dims: [1, ...sizes], data: data.slice(row * width, (row + 1) * width) };
}
