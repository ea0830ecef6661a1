import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isEdgewiseError } from '../../errors.ts';
import { createJsSession } from './create-js-session.ts';
import { hasKernel } from './kernel-groups.ts';
import { expectSameTensor } from './testing/differential.ts';
import { readStandardCases, type StandardCase, standardFolder } from './testing/standard-cases.ts';

// The test cases of the ONNX standard itself: a model each, with what goes in and what must come out.

if (!standardFolder)
  console.info(
    "Skipping the ONNX standard's own tests: install libonnx-testdata, or set ONNX_TEST_DATA to onnx/backend/test/data.",
  );

/** The tolerance that the standard's own runner has. */
const tolerance = { rtol: 1e-3, atol: 1e-7 };

const groups = ['node', 'simple', 'pytorch-converted', 'pytorch-operator'];

/** What is not expected to come out as the standard's own runner has it, and what goes wrong instead. */
const departures: Readonly<Record<string, RegExp>> = {
  // The standard leaves open with how many digits a float becomes a string: these are NumPy's, ours are ONNX Runtime's.
  test_cast_FLOAT_to_STRING: /0\.60484552/,
  test_castlike_FLOAT_to_STRING: /0\.60484552/,
  test_castlike_FLOAT_to_STRING_expanded: /0\.60484552/,
  // Dropout is for inference.
  test_training_dropout: /training_mode is on/,
  test_training_dropout_default: /training_mode is on/,
  test_training_dropout_default_mask: /training_mode is on/,
  test_training_dropout_mask: /training_mode is on/,
};

/** What the provider does not have: operators, types, and values that are no tensors. */
const beyond = /\((\w+)\): the js provider has no such operator|is no tensor|element type \d+/;

/** Runs a case. @returns what went wrong, or `undefined`; `'beyond'` for a model that is refused for what the provider has not. */
async function outcome({ model, sets }: StandardCase): Promise<string | undefined> {
  try {
    const session = await createJsSession(model);
    for (const set of sets) {
      const results = await session.run(set.feeds(session));
      for (const [index, expected] of set.outputs().entries()) {
        const name = session.outputNames[index] ?? '';
        expectSameTensor(results[name], expected, name, tolerance);
      }
    }
    return undefined;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const [isBeyond, operator] = beyond.exec(error.message) ?? [];
    const isRefused = isEdgewiseError(error) && error.code === 'model-unsupported';
    return isRefused && isBeyond && !hasKernel('', operator ?? '') ? 'beyond' : error.message;
  }
}

test.skipIf(!standardFolder).for(groups)("gives what the ONNX standard's own tests expect: %s", async (group) => {
  const wrong: Record<string, string> = {};
  let passed = 0;
  for (const standardCase of readStandardCases(standardFolder ?? '', group)) {
    const { name } = standardCase;
    const found = (await outcome(standardCase)) ?? 'passed';
    if (found === 'passed') passed++;
    if (!(departures[name] ?? /^(passed|beyond)$/).test(found)) wrong[name] = found;
  }
  expect(wrong).toEqual({});
  expect(passed).toBeGreaterThan(0);
});

test.skipIf(!standardFolder)('departs from nothing but cases of the standard', () => {
  const cases = new Set(groups.flatMap((group) => readdirSync(join(standardFolder ?? '', group))));
  expect(Object.keys(departures).filter((name) => !cases.has(name))).toEqual([]);
});
