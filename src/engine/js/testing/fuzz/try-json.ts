import { type DecideOptions, decide } from '../../../../decisioning/decide.ts';
import { compileGraph } from '../../../../pipeline/graph.ts';
import { contextOf, event, fakeClassifier } from '../../../../pipeline/testing/fixtures.ts';
import { parseManifest } from '../../../../registry/manifest.ts';
import { verifyManifest } from '../../../../registry/trust.ts';
import { type JsonCase, testKey } from './json-case.ts';
import { timed } from './timing.ts';
import { faultOf } from './try-model.ts';

/** Hands a document to what it is for. Returns what is wrong with the way it is answered or refused, or undefined. */
export async function tryJson(jsonCase: JsonCase): Promise<string | undefined> {
  return timed(() => tryDocument(jsonCase));
}

async function tryDocument({ target, text, isKeyGiven }: JsonCase): Promise<string | undefined> {
  try {
    if (target === 'trust') await verifyManifest(text, isKeyGiven ? { publicKey: testKey.x } : {});
    else if (target === 'manifest') parseManifest(JSON.parse(text));
    else if (target === 'decide') return tryDecision(JSON.parse(text));
    else await tryGraph(JSON.parse(text));
    return undefined;
  } catch (error) {
    return faultOf(error, target);
  }
}

async function tryGraph(definition: unknown): Promise<void> {
  const graph = compileGraph(definition, {
    sessions: { model: fakeClassifier() },
    customOperators: { same: ([value]) => value ?? { names: [], columns: [], rowCount: 0 } },
    serviceId: 'intent',
  });
  const items = [{ SKU: 'A-1', priceTotal: 4 }, { priceTotal: null }];
  await graph.run(contextOf({ events: [event('view', 60, { productListItems: items }), event('buy', 5)] }));
}

/** Deciding refuses nothing: it answers whatever it is given. */
function tryDecision(options: unknown): string | undefined {
  if (typeof options !== 'object' || options === null) return undefined;
  try {
    const { propositions } = decide(options as DecideOptions);
    return Array.isArray(propositions) ? undefined : 'decide gave no propositions';
  } catch (error) {
    return `decide threw ${error instanceof Error ? error.stack?.split('\n').slice(0, 3).join(' ') : String(error)}`;
  }
}
