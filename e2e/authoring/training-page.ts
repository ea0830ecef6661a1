import { frameFromRows, type GraphJson, graph } from '../../src/authoring/index.ts';

/** What a test calls in the page. */
const harness = {
  /** Trains a graph on rows, and scores them. */
  async train(json: GraphJson, rows: readonly object[], label: string) {
    const frame = frameFromRows(rows);
    const fitted = await graph(json).fit(frame, { label });
    const { scores } = await fitted.run(frame);
    await fitted.release();
    return { json: fitted.toJSON(), model: [...(fitted.models.model ?? [])], probability: scores.probability };
  },
};

Object.assign(window, { harness });
