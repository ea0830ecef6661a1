import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import * as v from 'valibot';
import type { ServiceCheck } from '../authoring/check-service.ts';
import { readPublication } from '../authoring/publication-folder.ts';
import { publish as publishSite } from '../authoring/publish.ts';
import { readServiceFolder } from '../authoring/service-folder.ts';
import { EdgewiseError } from '../errors.ts';
import { type Manifest, manifestSchema } from '../registry/manifest.ts';
import { type Command, UsageError } from './command.ts';
import { copyLibrary } from './library.ts';
import { looseEnds } from './loose-ends.ts';
import { readSigning, signingOptions, signingUsage } from './signing.ts';
import { findProblems } from './validation/find-problems.ts';

/** `edgewise publish SERVICE…`: puts services and rules into the folder that a site serves. */
export const publish: Command = {
  usage: `[SERVICE…] --out DIR ${signingUsage} [--activities FILE] [--mirror URL…] [--library] [--json]`,
  summary:
    'checks services (folders with service.json, graph.json, models/*.onnx) and writes artifacts and the signed manifest into DIR; ' +
    'services and activities that are not given stay as they are; --library adds the files that pages load',
  async run(args, print, { note }) {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: {
        json: { type: 'boolean' },
        out: { type: 'string' },
        activities: { type: 'string' },
        mirror: { type: 'string', multiple: true },
        library: { type: 'boolean' },
        ...signingOptions,
      },
      allowPositionals: true,
    });
    const { out } = values;
    if (out === undefined) throw new UsageError('publish needs --out, the folder that is served');
    if (positionals.length === 0 && values.activities === undefined)
      throw new UsageError('publish needs a SERVICE, or --activities FILE');
    const previous = await readPublication(out);
    const privateKey = await readSigning(values, previous);
    const checks: Record<string, ServiceCheck> = {};
    const services = await readServices(positionals);
    const rules =
      values.activities === undefined
        ? rulesOf(previous?.manifest)
        : await readRules(values.activities, rulesOf(previous?.manifest), note);
    const manifest = await publishSite({
      services,
      keptServices: previous?.manifest.services ?? {},
      ...rules,
      rules,
      outDir: out,
      mirrors: values.mirror ?? previous?.manifest.mirrors ?? [],
      privateKey,
      onChecked(id, check) {
        checks[id] = check;
      },
    });
    if (values.library) await copyLibrary(out);
    for (const sentence of looseEnds(manifest)) note(sentence);
    for (const [id, { skipped }] of Object.entries(checks))
      for (const [provider, { message }] of Object.entries(skipped))
        note(`${id} was not checked on ${provider}: ${message}`);
    const { generation, segments, activities } = manifest;
    if (values.json) {
      const published = Object.entries(checks).map(([id, { checkedOn }]) => [id, { checkedOn }]);
      return print(
        JSON.stringify({ generation, published: Object.fromEntries(published), signed: Boolean(privateKey) }, null, 2),
      );
    }
    for (const [id, { checkedOn, selfCheck }] of Object.entries(checks))
      print(`${id}: ${selfCheck.length} self-checks hold on ${checkedOn.join(' and ')}`);
    print(
      `Generation ${generation} is in ${out}: ${Object.keys(manifest.services).join(', ') || 'no services'}; ` +
        `${segments.length} segments, ${activities.length} activities${privateKey ? '' : '; not signed'}`,
    );
  },
};

async function readServices(folders: readonly string[]) {
  const services: Record<string, Awaited<ReturnType<typeof readServiceFolder>>['source']> = {};
  for (const folder of folders) {
    const { id, source } = await readServiceFolder(folder);
    if (services[id]) throw new UsageError(`two of the services are named ${id}; rename one of the folders`);
    services[id] = source;
  }
  return services;
}

type Rules = Omit<Manifest, 'manifestVersion' | 'generation' | 'publishedAt' | 'mirrors' | 'services' | 'runtimes'>;

const rulesSchema = v.omit(manifestSchema, [
  'manifestVersion',
  'generation',
  'publishedAt',
  'mirrors',
  'services',
  'runtimes',
]);

/** Everything in a manifest that a marketer writes. */
function rulesOf(manifest: Manifest | undefined): Rules {
  return v.parse(rulesSchema, manifest ?? {});
}

/**
 * Reads a file of activities over the rules in force; what it does not name stays.
 * @throws EdgewiseError `manifest-invalid` with the place of the first error that `validate` finds.
 */
async function readRules(path: string, before: Rules, note: (line: string) => void): Promise<Rules> {
  const text = await readFile(path, 'utf8');
  const problems = findProblems(text, Date.now());
  const [first, ...others] = problems.filter(({ severity }) => severity === 'error');
  if (first) {
    const more = others.length > 0 ? `; edgewise validate tells of ${others.length} more` : '';
    throw new EdgewiseError('manifest-invalid', `${path}:${first.line}:${first.column}: ${first.message}${more}`);
  }
  for (const { line, column, message } of problems) note(`${path}:${line}:${column}: warning: ${message}`);
  const given: unknown = JSON.parse(text);
  return v.parse(rulesSchema, { ...before, ...(Array.isArray(given) ? { activities: given } : Object(given)) });
}
