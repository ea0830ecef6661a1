import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { costPerRow } from '../engine/js/cost.ts';
import { decodeModel } from '../engine/js/decode.ts';
import { listOperators, unsupportedOperators } from '../engine/js/operators.ts';
import { costInJs } from '../engine/js-cost.ts';
import { chooseProviders } from '../engine/provider-choice.ts';
import { type Command, takeWords } from './command.ts';

/** `edgewise inspect MODEL`: what a model takes and gives, and where it runs. */
export const inspect: Command = {
  usage: 'MODEL [--json]',
  summary: 'what an ONNX model takes and gives, its operators, its cost and where it runs',
  async run(args, print) {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { json: { type: 'boolean' } },
      allowPositionals: true,
    });
    const [path = ''] = takeWords(positionals, 'inspect', 'MODEL');
    const report = await inspectModel(await readFile(path));
    if (values.json) return print(JSON.stringify(report, null, 2));
    print(`${path}: ${report.bytes} bytes, ${report.gzipBytes} gzip`);
    for (const { name, type, shape } of report.inputs) print(`  takes ${name}: ${type}${shape}`);
    for (const { name, type, shape } of report.outputs) print(`  gives ${name}: ${type}${shape}`);
    print(`  operators: ${report.operators.map(({ name, opset }) => `${name} (${opset})`).join(', ')}`);
    const { multiplyAdds, treeNodesOnAverage } = report.costPerRow;
    print(`  cost of a row: ${multiplyAdds} multiply-adds, ${Math.round(treeNodesOnAverage)} tree nodes`);
    print(`  runs in: ${report.executionProviders.join(', then ')}`);
    if (report.unsupportedByJs.length > 0) print(`  js has no ${report.unsupportedByJs.join(', ')}`);
  },
};

/** What `inspect --json` prints. */
export interface ModelReport {
  readonly bytes: number;
  readonly gzipBytes: number;
  readonly inputs: readonly ValueReport[];
  readonly outputs: readonly ValueReport[];
  readonly operators: readonly { readonly name: string; readonly opset: number }[];
  readonly costPerRow: ReturnType<typeof costPerRow>;
  /** Best first; what `publish` writes into the manifest. */
  readonly executionProviders: readonly string[];
  readonly unsupportedByJs: readonly string[];
}

interface ValueReport {
  readonly name: string;
  readonly type: string;
  readonly shape: string;
}

/** @throws EdgewiseError `model-invalid`, `model-unsupported`. */
export async function inspectModel(bytes: Uint8Array): Promise<ModelReport> {
  const model = decodeModel(bytes);
  const operators = listOperators(model);
  const nameOf = ({ domain, opType }: { domain: string; opType: string }): string =>
    domain === '' ? opType : `${domain}.${opType}`;
  const { graph } = model;
  const given = new Set(graph.initializers.keys());
  const describe = ({ name, type, shape }: (typeof graph.inputs)[number]): ValueReport => ({
    name,
    type: String(type ?? 'no tensor'),
    shape: shape ? `[${shape.map((size) => (size === '' ? '?' : size)).join(', ')}]` : '',
  });
  return {
    bytes: bytes.byteLength,
    gzipBytes: gzipSync(bytes).byteLength,
    inputs: graph.inputs.filter(({ name }) => !given.has(name)).map(describe),
    outputs: graph.outputs.map(describe),
    operators: operators.map((use) => ({ name: nameOf(use), opset: use.opset })),
    costPerRow: costPerRow(model),
    executionProviders: await chooseProviders(undefined, async () => costInJs(bytes)),
    unsupportedByJs: unsupportedOperators(operators).map(nameOf),
  };
}
