import { parseArgs } from 'node:util';
import { compareManifests, isSameSite } from '../authoring/publish/compare-manifests.ts';
import { generationBefore, publicationIn } from '../authoring/publish/publication-in.ts';
import { type Command, takeWords, UsageError } from './command.ts';

/** `edgewise diff DIR`: what a publication changed. */
export const diff: Command = {
  usage: 'DIR [FROM] [TO] [--json]',
  summary: 'what changed between two generations, by default between the last one before and the one in force',
  async run(args, print) {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { json: { type: 'boolean' } },
      allowPositionals: true,
    });
    const [folder = '', from, to] = takeWords(positionals, 'diff', 'DIR', '[FROM]', '[TO]');
    const current = await publicationIn(folder);
    const after = to === undefined ? current : await publicationIn(folder, readGeneration(to));
    const before = await publicationIn(
      folder,
      from === undefined ? await generationBefore(folder, current.manifest.generation) : readGeneration(from),
    );
    const difference = compareManifests(before.manifest, after.manifest);
    const numbers = { from: before.manifest.generation, to: after.manifest.generation };
    if (values.json) return print(JSON.stringify({ ...numbers, ...difference }, null, 2));
    print(`From generation ${numbers.from} to ${numbers.to}${isSameSite(difference) ? ': nothing changed' : ''}`);
    for (const [kind, { added, removed, changed }] of Object.entries(difference)) {
      for (const id of added) print(`  + ${kind} ${id}`);
      for (const id of removed) print(`  - ${kind} ${id}`);
      for (const [id, fields] of Object.entries(changed))
        print(`  ~ ${kind} ${id}${fields.length > 0 ? `: ${fields.join(', ')}` : ''}`);
    }
  },
};

function readGeneration(text: string): number {
  const generation = Number(text);
  if (Number.isInteger(generation)) return generation;
  throw new UsageError(`"${text}" is no generation; give its number`);
}
