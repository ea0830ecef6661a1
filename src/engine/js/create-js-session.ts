import { EdgewiseError, missingChunk, toEdgewiseError } from '../../errors.ts';
import type { Session, Tensor, ValueMetadata } from '../session.ts';
import { decodeModel } from './decode.ts';
import { execute } from './execute.ts';
import { checkInput } from './input-check.ts';
import { loadKernels } from './kernel-registry.ts';
import { defaultLimits, type Limits } from './limits.ts';
import { isFlat, type Program, planModel } from './plan.ts';
import { type InputMetadata, readMetadata } from './read-metadata.ts';

/** Options of {@link createJsSession}. */
export interface JsSessionOptions {
  /** What the model may ask for; those not given hold as by default. */
  readonly limits?: Partial<Limits>;
  readonly signal?: AbortSignal;
}

/**
 * Loads a model into the js provider: decodes, checks and plans it once, so that a run is a walk over bound kernels.
 * @throws EdgewiseError `model-invalid` when it is no valid ONNX model, `model-unsupported` when it needs what this provider has not.
 */
export async function createJsSession(
  model: Uint8Array,
  { limits: given, signal }: JsSessionOptions = {},
): Promise<Session> {
  signal?.throwIfAborted();
  const limits = { ...defaultLimits, ...given };
  const decoded = decodeModel(model, limits);
  const { inputs, outputs } = readMetadata(decoded);
  const nested = isFlat(decoded) ? undefined : (await import('./nested.ts').catch(missingChunk)).nested;
  const { graph, nodes } = nested?.flattenModel(decoded, limits) ?? {
    graph: decoded.graph,
    nodes: decoded.graph.nodes,
  };
  const lookup = await loadKernels(nodes);
  const takesMaps = inputs.some(({ metadata }) => !metadata.isTensor);
  const readMap = takesMaps ? (await import('./map-feed.ts').catch(missingChunk)).readMapFeed : undefined;
  signal?.throwIfAborted();
  const { opsets } = decoded;
  let program: Program | undefined = planModel(
    { graph, opsets },
    { lookup, limits, bindSubgraph: nested?.bindSubgraph },
  );
  const inputNames = inputs.map(({ metadata }) => metadata.name);
  const outputNames = outputs.map((output) => (typeof output === 'string' ? output : output.name));

  const session: Session = {
    inputNames,
    outputNames,
    inputMetadata: inputs.map(({ metadata }) => metadata),
    outputMetadata: outputs.filter(isMetadata),
    executionProvider: 'js',

    // Runs to its end without giving way, so one inference runs at a time and no queue is needed.
    async run(feeds, wanted = outputNames, { signal } = {}) {
      signal?.throwIfAborted();
      if (typeof feeds !== 'object' || feeds === null) {
        throw new EdgewiseError(
          'input-invalid',
          `The feeds must be an object with a tensor for each of ${list(inputNames)}.`,
        );
      }
      if (!program) throw new EdgewiseError('disposed', 'The session is released: create a new one.');
      const { pool, values, isConstant, inputSlots, outputSlots } = program;
      pool.startRun();
      try {
        checkNames('input', Object.keys(feeds), inputNames);
        checkNames('output', wanted, outputNames);
        for (let i = 0; i < inputs.length; i++) {
          values[inputSlots[i] as number] = checkInput(feeds, inputs[i] as InputMetadata, readMap);
        }
        execute(program.steps, values, pool);
        const results: Record<string, Tensor> = {};
        for (const name of wanted) {
          const tensor = values[outputSlots[outputNames.indexOf(name)] ?? -1];
          if (!tensor) throw new EdgewiseError('engine-failed', `The model gave no output '${name}'.`);
          results[name] = { type: tensor.type, dims: tensor.dims.slice(), data: pool.detach(tensor.data) };
        }
        return results;
      } catch (error) {
        throw toEdgewiseError(error, 'input-invalid', "The feeds can't be read");
      } finally {
        pool.endRun();
        for (let slot = 0; slot < values.length; slot++) if (!isConstant[slot]) values[slot] = undefined;
      }
    },

    async release() {
      program = undefined;
    },
  };
  if (outputs.every(isMetadata)) return session;
  const { inferOutputs } = await import('./infer-outputs.ts').catch(missingChunk);
  return { ...session, outputMetadata: await inferOutputs(session, outputs) };
}

function isMetadata(output: ValueMetadata | string): output is ValueMetadata {
  return typeof output !== 'string';
}

function checkNames(role: 'input' | 'output', names: readonly string[], known: readonly string[]): void {
  if (!Array.isArray(names))
    throw new EdgewiseError('input-invalid', `The outputs wanted must be a list of ${list(known)}.`);
  for (const name of names) {
    if (!known.includes(name)) {
      throw new EdgewiseError(
        'input-invalid',
        `The model has no ${role} '${String(name)}'; its ${role}s are ${list(known)}.`,
      );
    }
  }
}

function list(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(', ') || 'none';
}
