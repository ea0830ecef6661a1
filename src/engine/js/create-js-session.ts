import { EdgewiseError } from '../../errors.ts';
import type { Session, Tensor, ValueMetadata } from '../session.ts';
import { decodeModel } from './decode.ts';
import { execute } from './execute.ts';
import { checkInput } from './input-check.ts';
import { loadKernels } from './kernel-registry.ts';
import { defaultLimits, type Limits } from './limits.ts';
import { listOperators } from './operators.ts';
import { type Program, planModel } from './plan.ts';
import { readMetadata } from './read-metadata.ts';

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
  const lookup = await loadKernels(listOperators(decoded));
  signal?.throwIfAborted();
  return new JsSession(planModel(decoded, lookup, limits), inputs, outputs);
}

class JsSession implements Session {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  readonly inputMetadata: readonly ValueMetadata[];
  readonly outputMetadata: readonly ValueMetadata[];
  readonly executionProvider = 'js';
  private readonly ranks: readonly boolean[];
  private program: Program | undefined;

  constructor(program: Program, inputs: readonly InputMetadata[], outputs: readonly ValueMetadata[]) {
    this.program = program;
    this.inputMetadata = inputs.map(({ metadata }) => metadata);
    this.ranks = inputs.map(({ isRankKnown }) => isRankKnown);
    this.outputMetadata = outputs;
    this.inputNames = this.inputMetadata.map(({ name }) => name);
    this.outputNames = outputs.map(({ name }) => name);
  }

  // Runs to its end without giving way, so one inference runs at a time and no queue is needed.
  async run(
    feeds: Readonly<Record<string, Tensor>>,
    outputNames: readonly string[] = this.outputNames,
    { signal }: { readonly signal?: AbortSignal } = {},
  ): Promise<Record<string, Tensor>> {
    signal?.throwIfAborted();
    const { program } = this;
    if (typeof feeds !== 'object' || feeds === null) {
      throw new EdgewiseError(
        'input-invalid',
        `The feeds must be an object with a tensor for each of ${list(this.inputNames)}.`,
      );
    }
    if (!program) throw new EdgewiseError('disposed', 'The session is released: create a new one.');
    this.checkNames(feeds, outputNames);
    const { pool, values, inputSlots } = program;
    pool.startRun();
    try {
      for (let i = 0; i < inputSlots.length; i++) {
        const metadata = this.inputMetadata[i];
        const slot = inputSlots[i];
        if (!metadata || slot === undefined) continue;
        values[slot] = checkInput(feeds, metadata, this.ranks[i] ?? true);
      }
      execute(program.steps, values, pool);
      return this.takeOutputs(program, outputNames);
    } finally {
      pool.endRun();
      for (let slot = 0; slot < values.length; slot++) if (!program.isConstant[slot]) values[slot] = undefined;
    }
  }

  async release(): Promise<void> {
    this.program = undefined;
  }

  private checkNames(feeds: Readonly<Record<string, Tensor>>, outputNames: readonly string[]): void {
    for (const name in feeds) {
      if (!this.inputNames.includes(name)) {
        throw new EdgewiseError(
          'input-invalid',
          `The model has no input '${name}'; its inputs are ${list(this.inputNames)}.`,
        );
      }
    }
    if (!Array.isArray(outputNames)) {
      throw new EdgewiseError('input-invalid', `The outputs wanted must be a list of ${list(this.outputNames)}.`);
    }
    for (const name of outputNames) {
      if (!this.outputNames.includes(name)) {
        throw new EdgewiseError(
          'input-invalid',
          `The model has no output '${String(name)}'; its outputs are ${list(this.outputNames)}.`,
        );
      }
    }
  }

  private takeOutputs({ pool, values, outputSlots }: Program, wanted: readonly string[]): Record<string, Tensor> {
    const outputs: Record<string, Tensor> = {};
    for (const name of wanted) {
      const slot = outputSlots[this.outputNames.indexOf(name)] ?? -1;
      const tensor = values[slot];
      if (!tensor) throw new EdgewiseError('engine-failed', `The model gave no output '${name}'.`);
      outputs[name] = { type: tensor.type, dims: tensor.dims.slice(), data: pool.detach(tensor.data) };
    }
    return outputs;
  }
}

interface InputMetadata {
  readonly metadata: ValueMetadata;
  readonly isRankKnown: boolean;
}

function list(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(', ') || 'none';
}
