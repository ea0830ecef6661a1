import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { readModel } from '../authoring/onnx/expect-onnx.ts';
import { outlineOf } from '../authoring/onnx/model-outline.ts';
import { withSubject } from '../authoring/with-subject.ts';
import { createSession } from '../engine/create-session.ts';
import { costPerRow } from '../engine/js/cost.ts';
import type { OnnxValue } from '../engine/js/model.ts';
import { listOperators, unsupportedOperators } from '../engine/js/operators.ts';
import { costInJs } from '../engine/js-cost.ts';
import { chooseProviders } from '../engine/provider-choice.ts';
import type { ExecutionProvider, ValueMetadata } from '../engine/session.ts';
import { isEdgewiseError } from '../errors.ts';
import { type Command, takeWords } from './command.ts';
import { externalWarnings, narrowWarnings, warnings } from './model-warnings.ts';

/** `edgewise inspect MODEL`: what a model takes and gives, and where it runs. */
export const inspect: Command = {
  usage: 'MODEL [--json]',
  summary:
    'what an ONNX model takes and gives, its operators, its size and cost, where it runs, and what to look out for',
  async run(args, print) {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { json: { type: 'boolean' } },
      allowPositionals: true,
    });
    const [path = ''] = takeWords(positionals, 'inspect', 'MODEL');
    const bytes = await readModel(path);
    const report = await withSubject(
      () => path,
      () => inspectModel(bytes),
    );
    if (values.json) return print(JSON.stringify(report, null, 2));
    print(`${path}: ${report.bytes} bytes, ${report.gzipBytes} gzip`);
    for (const { name, type, shape } of report.inputs) print(`  takes ${name}: ${type}${shape}`);
    for (const { name, type, shape } of report.outputs) print(`  gives ${name}: ${type}${shape}`);
    print(
      `  operators by version: ${report.operators.map(({ name, opset }) => `${name} ${opset}`).join(', ') || 'none'}`,
    );
    const { multiplyAdds, treeNodesOnAverage } = report.costPerRow;
    print(`  cost of a row: ${multiplyAdds} multiply-adds, ${Math.round(treeNodesOnAverage)} tree nodes`);
    print(`  runs in: ${report.executionProviders.join(', then ') || 'no execution provider'}`);
    for (const [provider, reason] of Object.entries(report.refusals)) print(`  ${provider}: ${reason}`);
    for (const warning of report.warnings) print(`  mind: ${warning}`);
  },
};

/** What `inspect --json` prints. */
interface ModelReport {
  readonly bytes: number;
  readonly gzipBytes: number;
  readonly inputs: readonly ValueReport[];
  readonly outputs: readonly ValueReport[];
  readonly operators: readonly { readonly name: string; readonly opset: number }[];
  readonly costPerRow: ReturnType<typeof costPerRow>;
  /** Those that opened the model here, best first; what `publish` writes into the manifest. */
  readonly executionProviders: readonly ExecutionProvider[];
  /** Why others did not. */
  readonly refusals: Readonly<Partial<Record<ExecutionProvider, string>>>;
  readonly unsupportedByJs: readonly string[];
  readonly warnings: readonly string[];
}

interface ValueReport {
  readonly name: string;
  readonly type: string;
  readonly shape: string;
}

async function inspectModel(bytes: Uint8Array): Promise<ModelReport> {
  const { model, external, narrow } = outlineOf(bytes);
  const operators = listOperators(model);
  const nameOf = ({ domain, opType }: { domain: string; opType: string }): string =>
    domain === '' ? opType : `${domain}.${opType}`;
  const { graph } = model;
  const given = new Set([...graph.initializers.keys(), ...external.names, ...narrow.names]);
  const { outputMetadata, ...opened } = await openEverywhere(bytes);
  const outputs = graph.outputs.map((declared) => {
    const isTensor = declared.type !== undefined && declared.type !== 'map';
    // What comes out in the place of a ZipMap's maps, and what the model leaves to be found out.
    return (isTensor ? undefined : outputMetadata.find(({ name }) => name === declared.name)) ?? declared;
  });
  return {
    bytes: bytes.byteLength,
    gzipBytes: gzipSync(bytes).byteLength,
    inputs: graph.inputs.filter(({ name }) => !given.has(name)).map(describe),
    outputs: outputs.map(describe),
    operators: operators.map((use) => ({ name: nameOf(use), opset: use.opset })),
    costPerRow: costPerRow(model),
    ...opened,
    unsupportedByJs: unsupportedOperators(operators).map(nameOf),
    warnings: [...externalWarnings(external), ...narrowWarnings(narrow), ...warnings(model)],
  };
}

function describe({ name, type, shape, map }: OnnxValue): ValueReport {
  return {
    name,
    type: type === 'map' && !map ? 'sequence' : String(type ?? 'undeclared'),
    shape: shape ? `[${shape.map((size) => (size === '' ? '?' : size)).join(', ')}]` : '',
  };
}

/** @returns and what comes out of the provider that opened the model first. */
async function openEverywhere(
  bytes: Uint8Array,
): Promise<
  Pick<ModelReport, 'executionProviders' | 'refusals'> & { readonly outputMetadata: readonly ValueMetadata[] }
> {
  const order = await chooseProviders(undefined, async () => costInJs(bytes));
  const executionProviders: ExecutionProvider[] = [];
  const refusals: Partial<Record<ExecutionProvider, string>> = {};
  let outputMetadata: readonly ValueMetadata[] | undefined;
  for (const provider of [...new Set<ExecutionProvider>([...order, 'js', 'wasm'])]) {
    try {
      const session = await createSession(bytes, { executionProviders: [provider] });
      outputMetadata ??= session.outputMetadata;
      await session.release();
      executionProviders.push(provider);
    } catch (error) {
      if (!isEdgewiseError(error)) throw error;
      refusals[provider] = error.message;
    }
  }
  return { executionProviders, refusals, outputMetadata: outputMetadata ?? [] };
}
