import { parseArgs } from 'node:util';
import { changePublication } from '../authoring/publish/change-publication.ts';
import { type Command, takeWords } from './command.ts';
import { rulesInWords } from './rules-in-words.ts';
import { readSigning, signingHelp, signingOptions, signingUsage } from './signing.ts';

/** `edgewise pause DIR`: the kill switch. */
export const pause = switchTo('paused', {
  name: 'pause',
  summary: 'gives every scope its default content, on all pages as soon as they ask; what is published stays',
});

/** `edgewise resume DIR`: ends a pause. */
export const resume = switchTo('live', {
  name: 'resume',
  summary: 'shows what is published again, after a pause',
});

function switchTo(status: 'paused' | 'live', { name, summary }: { name: string; summary: string }): Command {
  return {
    usage: `DIR ${signingUsage} [--json]`,
    summary,
    options: signingHelp,
    async run(args, print) {
      const { values, positionals } = parseArgs({
        args: [...args],
        options: { json: { type: 'boolean' }, ...signingOptions },
        allowPositionals: true,
      });
      const [folder = ''] = takeWords(positionals, name, 'DIR');
      const manifest = await changePublication(folder, await readSigning(values), async (current) => ({
        ...current,
        status,
      }));
      const { generation } = manifest;
      if (values.json) return print(JSON.stringify({ generation, status }, null, 2));
      print(`Generation ${generation} is in ${folder}: ${rulesInWords(manifest)}${status === 'live' ? '; live' : ''}`);
    },
  };
}
