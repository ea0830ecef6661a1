import { parseArgs } from 'node:util';
import * as v from 'valibot';
import type { ServiceCheck } from '../authoring/check-service.ts';
import { readPublication } from '../authoring/publication-folder.ts';
import { publish as publishSite } from '../authoring/publish.ts';
import { readJson } from '../authoring/read-json.ts';
import { readServiceFolder } from '../authoring/service-folder.ts';
import { EdgewiseError } from '../errors.ts';
import { type Manifest, manifestSchema } from '../registry/manifest.ts';
import { type Command, UsageError } from './command.ts';
import { copyLibrary } from './library.ts';
import { readSigning, signingOptions, signingUsage } from './signing.ts';

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
    const rules = values.activities === undefined ? rulesOf(previous?.manifest) : await readRules(values.activities);
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

async function readRules(path: string): Promise<Rules> {
  const result = v.safeParse(rulesSchema, await readJson(path), { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const message = `${path} is not valid at ${v.getDotPath(issue) ?? 'its top'}: ${issue.message}; write { "segments": […], "activities": […] }`;
  throw new EdgewiseError('manifest-invalid', message);
}
