import { parseArgs } from 'node:util';
import { didYouMean } from '../authoring/graph/did-you-mean.ts';
import { writePublication } from '../authoring/publication-folder.ts';
import { EdgewiseError } from '../errors.ts';
import { type Command, takeWords, UsageError } from './command.ts';
import { looseEnds } from './loose-ends.ts';
import { publicationIn } from './publication-in.ts';
import { readSigning, signingOptions, signingUsage } from './signing.ts';

/** `edgewise delete SERVICE`: takes a service out of what a folder serves. Its artifacts stay, for rollback and for pages that still run it. */
export const deleteService: Command = {
  usage: `SERVICE --out DIR ${signingUsage} [--json]`,
  summary: 'takes a service out of the manifest; its artifacts stay for rollback and for pages that are open',
  async run(args, print, { note }) {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { json: { type: 'boolean' }, out: { type: 'string' }, ...signingOptions },
      allowPositionals: true,
    });
    const [id = ''] = takeWords(positionals, 'delete', 'SERVICE');
    const { out } = values;
    if (out === undefined) throw new UsageError('delete needs --out, the folder that is served');
    const current = await publicationIn(out);
    const privateKey = await readSigning(values, current);
    const { [id]: deleted, ...services } = current.manifest.services;
    if (!deleted) {
      const known = Object.keys(services);
      const hint = didYouMean(id, known) || `; it has ${known.join(', ') || 'none'}`;
      throw new EdgewiseError('input-invalid', `${out} has no service "${id}"${hint}`);
    }
    const generation = current.manifest.generation + 1;
    const manifest = { ...current.manifest, services, generation, publishedAt: new Date().toISOString() };
    await writePublication(out, { manifest, files: new Map(), privateKey });
    for (const sentence of looseEnds(manifest)) note(sentence);
    if (values.json) return print(JSON.stringify({ generation, deleted: id }, null, 2));
    print(`Generation ${generation} is in ${out}, without ${id}`);
  },
};
