import { encodeModel, tensor } from '../../src/authoring/onnx/writer.ts';
import { storedEvents } from '../support/device.ts';
import { expectOneError } from '../support/expect-error.ts';
import { expect, publishInMemory, test } from '../support/fixtures.ts';
import { makeByHand } from '../support/hand-made.ts';
import { decideHero, failureOf, lookTwice, seenOn, visit } from '../support/shop-page.ts';
import { interestGraph, interestModel, offer, publication } from '../support/tiny-service.ts';

const { graph } = interestModel;
const good = encodeModel(interestModel);
const twoFeatures = encodeModel({
  ...interestModel,
  graph: {
    ...graph,
    inputs: [{ name: 'features', type: 'float32', shape: ['N', 2] }],
    initializers: { weight: tensor('float32', [4, 4], [2, 1]), bias: tensor('float32', [-6]) },
  },
});
const unknownOperator = encodeModel({
  ...interestModel,
  graph: { ...graph, nodes: [{ opType: 'Clairvoyance', inputs: ['features'], outputs: ['probability'] }] },
});

/** Models whose bytes are not those of the manifest: never kept, so that the next page view fetches them again. */
const corruptions = [
  { name: 'is truncated', code: 'artifact-corrupt', serve: { body: good.subarray(0, 40) } },
  {
    name: 'has flipped bytes',
    code: 'artifact-corrupt',
    serve: { body: good.map((byte, i) => (i === 40 ? ~byte : byte)) },
  },
  { name: 'is longer than stated', code: 'artifact-corrupt', serve: { body: new Uint8Array([...good, 0]) } },
  { name: 'is missing', code: 'artifact-unavailable', serve: { status: 404 } },
];

for (const { name, code, serve } of corruptions) {
  test(`a model that ${name}`, async ({ page, site, published }) => {
    const [sha256 = ''] = published.artifacts.keys();
    const path = `/edgewise/artifacts/${sha256}`;
    site.set(path, serve);
    await visit(page, site.origin);
    await expectOneError(page, code, new RegExp(sha256));
    expect(await failureOf(page, `edgewise.predict('interest')`)).toMatchObject({ code });
    await lookTwice(page);
    await expect.poll(() => storedEvents(page)).toHaveLength(3);

    site.publish(published);
    expect(await decideHero(page), 'asked again, it decides').toBe('free-delivery');
    await visit(page, site.origin);
    await expect(page.getByText(offer)).toBeVisible();
    expect((await seenOn(page)).errors).toEqual([]);
  });
}

/** Services that cannot work, though every byte is as published. */
const misfits = [
  {
    name: 'has an operator that no provider has',
    code: 'model-unsupported',
    message: /Clairvoyance/,
    model: unknownOperator,
  },
  {
    name: 'is no ONNX file',
    code: 'model-invalid',
    message: /./,
    model: new TextEncoder().encode('<html>Not found</html>'),
  },
  {
    name: 'is fed under a wrong name',
    code: 'graph-invalid',
    message: /model.*feeds.*features/,
    model: good,
    graph: interestGraph({ feature: 'row' }),
  },
  { name: 'is fed a wrong shape', code: 'graph-invalid', message: /model.*feeds\.features.*shape/, model: twoFeatures },
];

for (const { name, code, message, ...service } of misfits) {
  test(`a model that ${name}`, async ({ page, site }) => {
    site.publish(makeByHand({ ...service, executionProviders: ['js'] }));
    await visit(page, site.origin);
    await expectOneError(page, code, message);
    expect(await failureOf(page, `edgewise.predict('interest')`)).toMatchObject({ code });
    await lookTwice(page);
    await expect.poll(() => storedEvents(page)).toHaveLength(3);

    site.publish(await publishInMemory({ ...publication, generation: 2 }));
    await visit(page, site.origin);
    await expect.poll(async () => (await seenOn(page)).updates).toMatchObject([{ generation: 2 }]);
    expect(await decideHero(page)).toBe('free-delivery');
    await visit(page, site.origin);
    await expect(page.getByText(offer)).toBeVisible();
    expect((await seenOn(page)).errors).toEqual([]);
  });
}

test('an operator that neither js nor wasm has', async ({ page, site, publishedWithRuntime }) => {
  const { manifest, artifacts } = publishedWithRuntime;
  const made = makeByHand({ model: unknownOperator, executionProviders: ['js', 'wasm'] });
  const document = JSON.stringify({ ...made.manifest, runtimes: manifest.runtimes });
  site.publish({ manifest, document, artifacts: new Map([...artifacts, ...made.artifacts]) });
  await visit(page, site.origin);
  await expectOneError(page, 'model-unsupported', /js: .*Clairvoyance.* wasm: /s);
});
