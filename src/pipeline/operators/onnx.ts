import { exactOptional, record, strictObject, string } from 'valibot';
import type { Session, Tensor, ValueMetadata } from '../../engine/session.ts';
import { frameInput } from '../column-plan.ts';
import { defineOperator, type Link, type NodeContext, type PartType, type RunState, type Value } from '../operator.ts';
import { nameSchema } from '../params.ts';
import { tensorOf } from '../reference.ts';
import { planTensor } from '../tensor.ts';

/** How an input of the model gets its tensor in a run. */
type Feed = (values: readonly Value[], state: RunState) => Tensor;

/**
 * Runs a model. `feeds` maps each of its inputs to a reference; without it, `inputs` feed them in the model's order.
 * A frame or a column can be fed as it is: it becomes a tensor [rows, columns] of the type that the model wants.
 * Its outputs are referred to as `node.output`; only those that are referred to are computed.
 */
export const onnx = defineOperator({
  name: 'onnx',
  inputs: { kinds: ['tensor', 'frame'], min: 0, many: true },
  paramsSchema: strictObject({ model: nameSchema, feeds: exactOptional(record(string(), string())) }),
  references: ({ feeds = {} }) => Object.entries(feeds).map(([name, text]) => [`feeds.${name}`, text]),
  plan(node, { model, feeds }) {
    const { sessions } = node.options;
    const session = Object.hasOwn(sessions, model) ? sessions[model] : undefined;
    if (!session)
      return node.fail('model', `'${model}' is unknown; the service has ${Object.keys(sessions).join() || 'none'}`);
    const names = feeds ? Object.keys(feeds) : session.inputNames;
    const links = feeds ? node.references : node.inputs;
    const inputs = session.inputMetadata.flatMap((metadata) => {
      const link = links[names.indexOf(metadata.name)];
      return link ? { metadata, link } : [];
    });
    if (inputs.length < session.inputNames.length || inputs.length < links.length) {
      node.fail(
        feeds ? 'feeds' : 'inputs',
        `model '${model}' takes ${session.inputNames}; feed each of them and no more`,
      );
    }
    const feedOf = inputs.map(({ metadata, link }): [string, Feed] => {
      return [metadata.name, planFeed(node, feeds ? `feeds.${metadata.name}` : 'inputs', metadata, link)];
    });

    const used = session.outputNames.filter(node.isUsed);
    const wanted = used.length ? used : session.outputNames;
    return {
      output: { kind: 'tensor', parts: outputTypes(session) },
      async run(values, state) {
        const feeds = Object.fromEntries(feedOf.map(([name, feed]) => [name, feed(values, state)]));
        const { signal } = state;
        const results = await session.run(feeds, wanted, signal ? { signal } : {});
        return session.outputMetadata.map(({ name }) => results[name]);
      },
    };
  },
});

function outputTypes(session: Session): PartType[] {
  return session.outputMetadata.map(({ name, type, shape }) => {
    // An empty shape stands for a scalar and for an unknown rank alike, so nothing can be said of it.
    const sizes = shape.length ? shape.map((size) => (typeof size === 'number' ? size : undefined)) : undefined;
    return { name, type, shape: sizes };
  });
}

/** Checks what feeds an input of a model, and converts a frame to the tensor that it takes. */
function planFeed(node: NodeContext, param: string, { type, shape: wanted }: ValueMetadata, link: Link): Feed {
  const check = (given: PartType['shape']) => {
    if (!wanted.length || !given) return;
    const fits = (size: number | string | undefined, axis: number) =>
      typeof size === 'string' || given[axis] === undefined || given[axis] === size;
    if (wanted.length !== given.length || !wanted.every(fits)) {
      const [takes, not] = [wanted, given].map((shape) => shape.map((size) => size || '?').join(', '));
      node.fail(param, `the model takes shape [${takes}], not [${not}]`);
    }
  };
  if (link.type.kind !== 'frame') {
    const tensor = tensorOf(link);
    if (tensor.type !== type)
      node.fail(param, `the model takes ${type}, not ${tensor.type}; change the type of the array`);
    check(tensor.shape);
    return tensor.read;
  }
  const frame = frameInput(node, [link]);
  const width = frame.columns.length;
  const flat = wanted.length === 1 && width === 1;
  const toTensor = planTensor(node, param, frame.columns, type);
  check(flat ? [undefined] : [undefined, width]);
  return (values, state) => {
    const tensor = toTensor(frame.read(values), state);
    return flat ? { ...tensor, dims: tensor.dims.slice(0, 1) } : tensor;
  };
}
