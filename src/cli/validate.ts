import { parseArgs } from 'node:util';
import { counted } from '../authoring/counted.ts';
import { readText } from '../authoring/read-file.ts';
import { findProblems } from '../authoring/validation/find-problems.ts';
import { EdgewiseError } from '../errors.ts';
import { type Command, takeWords } from './command.ts';

/** `edgewise validate FILE`: what is wrong with a manifest or an activities file. */
export const validate: Command = {
  usage: 'FILE [--json]',
  summary:
    'checks a manifest or a file of segments and activities: what it refers to, what can never be shown, with line numbers',
  async run(args, print) {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { json: { type: 'boolean' } },
      allowPositionals: true,
    });
    const [path = ''] = takeWords(positionals, 'validate', 'FILE');
    const problems = findProblems(await readText(path), Date.now());
    const errors = problems.filter(({ severity }) => severity === 'error').length;
    if (values.json) print(JSON.stringify({ valid: errors === 0, problems }, null, 2));
    else {
      for (const { line, column, severity, message, path: place } of problems) {
        print(`${path}:${line}:${column}: ${severity}: ${message}${place && ` (${place})`}`);
      }
      if (errors === 0)
        print(`${path} is valid${problems.length > 0 ? `, with ${counted(problems.length, 'warning')}` : ''}`);
    }
    if (errors > 0) {
      const count = errors === 1 ? 'an error' : `${errors} errors`;
      throw new EdgewiseError('manifest-invalid', `${path} has ${count}; correct it before it is published`);
    }
  },
};
