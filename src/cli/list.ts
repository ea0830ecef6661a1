import { parseArgs } from 'node:util';
import { listGenerations } from '../authoring/publish/publication-folder.ts';
import { publicationIn } from '../authoring/publish/publication-in.ts';
import { type Command, takeWords } from './command.ts';
import { rulesInWords } from './rules-in-words.ts';

/** `edgewise list DIR`: what a folder serves. */
export const list: Command = {
  usage: 'DIR [--json]',
  summary:
    'what a published folder serves: services with versions and models, and the generations that rollback can take',
  async run(args, print) {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { json: { type: 'boolean' } },
      allowPositionals: true,
    });
    const [folder = ''] = takeWords(positionals, 'list', 'DIR');
    const { manifest, isSigned } = await publicationIn(folder);
    const { generation, publishedAt, segments, activities, status = 'live' } = manifest;
    const services = Object.entries(manifest.services).map(([id, { version, models }]) => ({
      id,
      version,
      models: Object.entries(models).map(([name, { bytes, executionProviders }]) => ({
        name,
        bytes,
        executionProviders,
      })),
    }));
    const generations = await listGenerations(folder);
    if (values.json) {
      const counts = { segments: segments.length, activities: activities.length };
      return print(
        JSON.stringify(
          { generation, publishedAt, status, signed: isSigned, services, ...counts, generations },
          null,
          2,
        ),
      );
    }
    print(`Generation ${generation}, published ${publishedAt}, ${isSigned ? 'signed' : 'not signed'}`);
    for (const { id, version, models } of services) {
      print(`  ${id} ${version}`);
      for (const { name, bytes, executionProviders } of models)
        print(`    ${name}: ${bytes} bytes, runs in ${executionProviders.join(', then ')}`);
    }
    print(`  ${rulesInWords(manifest)}`);
    print(`  kept generations: ${generations.join(', ') || 'none'}`);
  },
};
