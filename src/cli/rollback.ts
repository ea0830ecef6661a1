import { parseArgs } from 'node:util';
import { publicationIn } from '../authoring/publish/publication-in.ts';
import { rollback as rollBack } from '../authoring/publish/rollback.ts';
import { type Command, takeWords, UsageError } from './command.ts';
import { rulesInWords } from './rules-in-words.ts';
import { readSigning, signingHelp, signingOptions, signingUsage } from './signing.ts';

/** `edgewise rollback DIR`: serves what was served before, as a new generation, since pages refuse a lower one. */
export const rollback: Command = {
  usage: `DIR ${signingUsage} [--to GENERATION] [--json]`,
  summary:
    'publishes an earlier generation again, under a new number, which pages take: by default the last one that serves something else than now, ' +
    'paused or not; again, one further back; a site that is paused stays so until edgewise resume',
  options: {
    ...signingHelp,
    '--to GENERATION': 'the one to publish again, paused or live as it was; list tells which are kept',
  },
  async run(args, print, { note }) {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { json: { type: 'boolean' }, to: { type: 'string' }, ...signingOptions },
      allowPositionals: true,
    });
    const [folder = ''] = takeWords(positionals, 'rollback', 'DIR');
    const to = values.to === undefined ? undefined : Number(values.to);
    if (to !== undefined && !Number.isInteger(to))
      throw new UsageError(`--to is ${values.to}; give the number of a generation`);
    const { manifest, restored } = await rollBack(folder, { to, ...(await readSigning(values)) });
    const { generation, services, status = 'live' } = manifest;
    const { publishedAt, status: statusBefore } = (await publicationIn(folder, restored)).manifest;
    if (status === 'paused') {
      const why = statusBefore === 'paused' ? `It is paused, as generation ${restored} was` : 'It is still paused';
      note(`${why}; edgewise resume ends that`);
    }
    if (values.json) return print(JSON.stringify({ generation, restored, status }, null, 2));
    const names = Object.entries(services).map(([id, { version }]) => `${id} ${version}`);
    print(
      `Generation ${generation} is in ${folder}, with everything as in generation ${restored} of ${publishedAt}: ${names.join(', ') || 'no services'}; ${rulesInWords(manifest)}${status === 'paused' ? '' : '; live'}`,
    );
  },
};
