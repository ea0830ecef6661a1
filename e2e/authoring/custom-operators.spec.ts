import { graph } from '../../src/authoring/graph/graph.ts';
import { array, custom, jsonToFrame, onnx } from '../../src/authoring/graph/operator-nodes.ts';
import { withFunction } from '../../src/authoring/testing/with-function.ts';
import { createColumn, createFrame } from '../../src/pipeline/frame.ts';
import type { CustomOperator } from '../../src/pipeline/operators/custom.ts';
import { expect, publishInMemory, test } from '../support/fixtures.ts';
import { visit } from '../support/shop-page.ts';

/** Minutes as seconds, as the page imports it and as Node has it. */
const module = `export const operators = {
  seconds: ([frame]) => ({ ...frame, names: ['views', 'seconds'], columns: [
    frame.columns[0],
    { type: 'float64', data: frame.columns[1].data.map((minutes) => minutes * 60) },
  ] }),
};`;
const seconds: CustomOperator = ([input]) => {
  const [views = 0, minutes = 0] = input && 'columns' in input ? input.columns.map(({ data }) => Number(data[0])) : [];
  return createFrame({ views: createColumn('float64', [views]), seconds: createColumn('float64', [minutes * 60]) });
};

test('operators of one’s own: an ES module of the site, and a function that travels inside of the model', async ({
  page,
  site,
}) => {
  const own = graph(
    {
      nodes: {
        visit: jsonToFrame('events', {
          recordPath: 'visit',
          columns: [
            { name: 'views', default: 0 },
            { name: 'minutes', default: 0 },
          ],
        }),
        prepared: custom('visit', {
          name: 'seconds',
          module: '/operators.js',
          output: { columns: { views: 'float64', seconds: 'float64' } },
        }),
        row: array('prepared'),
        interest: onnx('row', { model: 'interest' }),
      },
      outputs: { interest: 'interest.interest' },
    },
    { models: { interest: withFunction }, customOperators: { seconds } },
  );
  const source = { version: '1', graph: own.toJSON(), models: own.models, customOperators: { seconds } };
  site.publish(await publishInMemory({ services: { own: source } }));
  site.set('/operators.js', { body: module, headers: { 'content-type': 'text/javascript' } });
  await visit(page, site.origin);

  const event = { eventType: 'visit', visit: { views: 3, minutes: 1 } };
  const { scores } = await own.run([{ _id: 'v', timestamp: '2024-01-01T00:00:00Z', ...event }]);
  await own.release();
  expect(scores.interest).toBeCloseTo(3 * 2 ** -2, 6);
  const found = await page.evaluate(`(async () => {
    await edgewise.ready;
    edgewise.track(${JSON.stringify(event)});
    return (await edgewise.predict('own')).scores;
  })()`);
  expect(found).toEqual(scores);
});
