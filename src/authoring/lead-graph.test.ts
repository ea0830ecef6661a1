import { describe, expect, it } from 'vitest';
import { createSession } from '../engine/create-session.ts';
import { compileGraph } from '../pipeline/graph.ts';
import { contextOf, event } from '../pipeline/testing/fixtures.ts';
import { frameFromRows } from './frames/read-json.ts';
import { graph } from './graph/graph.ts';
import { drawLeads, leadGraph } from './testing/lead-graph.ts';

describe('a graph of 17 steps from JSON to a score', () => {
  it('is trained on rows, and as JSON gives each lead the score that it got among them', async () => {
    const leads = drawLeads(600, 7);
    const unfitted = leadGraph();
    expect(unfitted.toJSON().nodes).toHaveLength(1 + 17);
    const frame = frameFromRows(leads);
    const fitted = await unfitted.fit(frame, { label: 'bought' });
    const { scores } = await fitted.run(frame);
    const probabilities = scores.probability as number[];
    const right = leads.filter(({ bought }, row) => bought === (probabilities[row] ?? 0) > 0.5).length;
    expect(right / leads.length).toBeGreaterThan(0.75);

    const json = JSON.parse(JSON.stringify(fitted));
    const again = graph(json, { models: fitted.models });
    // As the worker runs it: compiled from the manifest's JSON, over the event of one lead.
    const session = await createSession(fitted.models.model ?? new Uint8Array());
    const compiled = compileGraph(json, { sessions: { model: session } });
    for (const [row, lead] of leads.slice(0, 100).entries()) {
      const events = [event('lead', 0, { lead })];
      const { scores: alone } = await again.run(events);
      expect(alone.probability).toBe(probabilities[row]);
      expect((await compiled.run(contextOf({ events }))).scores).toEqual(alone);
    }
    await Promise.all([fitted.release(), again.release(), session.release()]);
  });
});
