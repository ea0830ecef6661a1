import { parseArgs } from 'node:util';
import { deleteService as deleteFrom } from '../authoring/publish/delete-service.ts';
import { type Command, takeWords, UsageError } from './command.ts';
import { createLooseEnds } from './loose-ends.ts';
import { readSigning, signingHelp, signingOptions, signingUsage } from './signing.ts';

/** `edgewise delete SERVICE`: takes a service out of what a folder serves. Its artifacts stay, for rollback and for pages that still run it. */
export const deleteService: Command = {
  usage: `SERVICE --out DIR ${signingUsage} [--json]`,
  summary: 'takes a service out of the manifest; its artifacts stay for rollback and for pages that are open',
  options: { '--out DIR': 'the folder that is served', ...signingHelp },
  async run(args, print, { note }) {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { json: { type: 'boolean' }, out: { type: 'string' }, ...signingOptions },
      allowPositionals: true,
    });
    const [id = ''] = takeWords(positionals, 'delete', 'SERVICE');
    const { out } = values;
    if (out === undefined) throw new UsageError('delete needs --out, the folder that is served');
    const looseEndOf = createLooseEnds();
    const { generation } = await deleteFrom(out, id, {
      ...(await readSigning(values)),
      onProblem: (problem) => note(looseEndOf(problem)),
    });
    if (values.json) return print(JSON.stringify({ generation, deleted: id }, null, 2));
    print(`Generation ${generation} is in ${out}, without ${id}`);
  },
};
