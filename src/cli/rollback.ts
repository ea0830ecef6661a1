import { parseArgs } from 'node:util';
import { writePublication } from '../authoring/publication-folder.ts';
import { verifyArtifacts } from '../authoring/verify-publication.ts';
import { type Command, takeWords, UsageError } from './command.ts';
import { generationBefore, publicationIn } from './publication-in.ts';
import { readSigning, signingOptions, signingUsage } from './signing.ts';

/** `edgewise rollback DIR`: serves what was served before, as a new generation, since pages refuse a lower one. */
export const rollback: Command = {
  usage: `DIR ${signingUsage} [--to GENERATION] [--json]`,
  summary:
    'publishes an earlier generation again, by default the last one before, under a new number, which pages take',
  async run(args, print) {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { json: { type: 'boolean' }, to: { type: 'string' }, ...signingOptions },
      allowPositionals: true,
    });
    const [folder = ''] = takeWords(positionals, 'rollback', 'DIR');
    const current = await publicationIn(folder);
    const privateKey = await readSigning(values, current);
    const to =
      values.to === undefined ? await generationBefore(folder, current.manifest.generation) : Number(values.to);
    if (!Number.isInteger(to)) throw new UsageError(`--to is ${values.to}; give the number of a generation`);
    const earlier = await publicationIn(folder, to);
    const generation = current.manifest.generation + 1;
    const manifest = { ...earlier.manifest, generation, publishedAt: new Date().toISOString() };
    await verifyArtifacts(folder, manifest);
    await writePublication(folder, { manifest, files: new Map(), privateKey });
    if (values.json) return print(JSON.stringify({ generation, restored: to }, null, 2));
    print(`Generation ${generation} is in ${folder}, with everything as it was in generation ${to}`);
  },
};
