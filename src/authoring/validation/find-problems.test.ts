import { describe, expect, it } from 'vitest';
import { findProblems } from './find-problems.ts';
import { activity, found, foundIn, graph, manifest, now, score, segments } from './testing/found.ts';

describe('findProblems', () => {
  it('finds nothing in a manifest, an activities file and a list that are sound', () => {
    expect(found(manifest)).toEqual([]);
    expect(found({ segments, activities: [activity] })).toEqual([]);
    // What it refers to may be defined elsewhere.
    expect(found([{ ...activity, audience: { segments: ['elsewhere'] } }])).toEqual([]);
  });

  it("tells of a document's fields that are none, and of one that has nothing in it", () => {
    expect(found({ $schema: '…', segments, activities: [activity], statu: 'paused' })).toEqual([
      'warning statu: there is no field "statu"; did you mean \'status\'?',
    ]);
    expect(found({ segments: [{ ...segments[0], rule: true }] })).toEqual([
      'warning segments.0.rule: there is no field "rule"; there is id, name, condition',
    ]);
    expect(found({ ...manifest, holdoff: 0.1 })).toEqual([
      'warning holdoff: there is no field "holdoff"; did you mean \'holdout\'?',
    ]);
    expect(found({ $schema: '…' })).toEqual([
      'error : there is nothing in it; give segments, activities, holdout, seed, status',
    ]);
    expect(found(graph)).toEqual([
      'error : this is a graph, which train and publish check; validate a manifest or activities',
    ]);
    expect(found({ holdout: 10 })).toEqual(['error holdout: it is 10; give a share of 1, 0.1 for 10 %']);
  });

  it.each<[string, object, string]>([
    ['a node without an operator', { nodes: [{ id: 'row' }] }, 'nodes.0.op: "op" is missing'],
    [
      'an unknown operator',
      { nodes: [{ ...graph.nodes[0], op: 'json-to-frames' }] },
      "nodes.0.op: Graph node 'visit', op: operator 'json-to-frames' is unknown; did you mean 'json-to-frame'?",
    ],
    [
      'a text that a model of numbers would get',
      { nodes: [graph.nodes[0], { ...graph.nodes[1], params: { type: 'float32' } }, graph.nodes[2]] },
      "nodes.1.params.columns: Graph node 'row' (array), params.columns: column 'device' is string",
    ],
    [
      'a cycle',
      { nodes: [graph.nodes[0], { ...graph.nodes[1], inputs: ['model'] }, graph.nodes[2]] },
      "nodes.1.inputs: Graph node 'row' (array), inputs: it needs its own result (row -> model -> row); break the cycle",
    ],
    [
      'a part that an output names and there is not',
      { outputs: { probability: 'row.p' } },
      "outputs.probability: Graph output 'probability': 'row.p' is unknown; there is ",
    ],
    [
      'an estimator that was not trained',
      { nodes: [...graph.nodes.slice(0, 2), { id: 'model', op: 'ridge', inputs: ['row'] }] },
      "nodes.2: Graph node 'model' (ridge): it has not learned yet",
    ],
  ])('finds in a graph of a manifest %s', (_, change, problem) => {
    const services = { intent: { version: '1', graph: { ...graph, ...change }, models: {} } };
    expect(found({ ...manifest, services })).toEqual([
      expect.stringContaining(`error services.intent.graph.${problem}`),
    ]);
  });

  it('finds what the columns of a graph ask of events that none has', () => {
    const problems = (column: object) => {
      const nodes = [
        { id: 'visit', op: 'xdm-to-frame', inputs: ['events'], params: { columns: [{ name: 'n', ...column }] } },
      ];
      const services = { intent: { version: '1', graph: { nodes, outputs: { n: 'visit.n' } }, models: {} } };
      return found({ ...manifest, services, segments: [], activities: [] });
    };
    const place = 'services.intent.graph.nodes.0.params.columns.0';
    const counting = (variable: string, type: string) => ({
      aggregate: 'count',
      where: { '==': [{ var: variable }, type] },
    });
    expect(problems(counting('event.eventType', 'commerce.productViews'))).toEqual([]);
    expect(problems(counting('current.eventType', 'acme.signUp'))).toEqual([]);
    expect(problems(counting('evnt.eventType', 'x'))).toEqual([
      `error ${place}.where.==.0.var: there is no "evnt" to read; did you mean 'event'?`,
    ]);
    expect(problems(counting('event.eventType', 'commerce.productView'))).toEqual([
      `warning ${place}.where.==: XDM has no type of event "commerce.productView"; did you mean 'commerce.productViews'?`,
    ]);
    expect(problems({ aggregate: 'sum', path: 'productListItems[*].priceTotal' })).toEqual([]);
    expect(problems({ aggregate: 'sum', path: 'productListItems[*].pricetotal' })).toEqual([
      `warning ${place}.path: there is no "pricetotal" in XDM's event.productListItems.*; did you mean 'priceTotal'?`,
    ]);
  });

  it('says where it stands: of a member its name, of an item its beginning, of what is missing its holder', () => {
    const text = `{
  "segments": [],
  "activities": [
    {
      "id": "offer", "scope": "hero", "priority": 1, "status": "live",
      "selection": { "type": "first" },
      "audience": { "segments": [ "nobody" ] },
      "experiences": [{ "id": "a", "items": [] },
        { "id": "b", "items": [] }]
    },
    { "id": "other" }
  ]
}`;
    const problems = findProblems(text, now).map(({ line, column, path }) => [line, column, path]);
    expect(problems).toContainEqual([7, 35, 'activities.0.audience.segments.0']);
    expect(problems).toContainEqual([9, 9, 'activities.0.experiences.1']);
    expect(problems).toContainEqual([11, 5, 'activities.1.scope']);
    expect(problems.map(([line]) => line)).toEqual(
      problems.map(([line]) => line).sort((a, b) => Number(a) - Number(b)),
    );
  });

  it.each([
    ['{\n  "activities": [,]\n}', 2, /^it is not JSON: Unexpected token ','/],
    ['{\n  "activities": [}\n}', 2, /^it is not JSON: Unexpected token '}' found; a ] is missing before it$/],
    ['{ "activities": [] // none\n}', 1, /^it is not JSON/],
    ['', 1, /^it is not JSON/],
  ])('names the place of a slip of syntax: %j', (text, line, message) => {
    expect(findProblems(text, now)).toEqual([
      expect.objectContaining({ severity: 'error', line, message: expect.stringMatching(message) }),
    ]);
  });

  it('says of JSON that no reader takes, for its depth, what it is', () => {
    const depth = 100_000;
    expect(findProblems(`{"segments": ${'['.repeat(depth)}${']'.repeat(depth)}}`, now)).toEqual([
      { severity: 'error', line: 1, column: 1, path: '', message: 'it is nested too deep to be read; flatten it' },
    ]);
  });

  it('names what stands there twice', () => {
    const twice = findProblems('{ "activities": [],\n  "activities": [] }', now);
    expect(twice).toEqual([expect.objectContaining({ line: 2, message: '"activities" stands here twice' })]);
    expect(found({ ...manifest, segments: [segments[0], segments[0]] })).toEqual([
      'error segments.1.id: there is another segment "keen"',
    ]);
    expect(found({ ...manifest, activities: [activity, activity] })).toEqual([
      'error activities.1.id: there is another activity "offer"',
    ]);
    expect(
      foundIn({
        experiences: [
          { id: 'a', condition: score, items: [] },
          { id: 'a', items: [] },
        ],
      }),
    ).toEqual(['error activities.0.experiences.1.id: there is another experience "a"']);
  });

  it.each([
    [
      'an unknown segment',
      { audience: { segments: ['kean'] } },
      'audience.segments.0: there is no segment "kean"; did you mean \'keen\'?',
    ],
    [
      'one in a condition',
      { audience: { condition: { var: 'segments.x1' } } },
      'audience.condition.var: there is no segment "x1"; there is keen, calm',
    ],
    [
      'an unknown service',
      { rankBy: { var: 'scores.intend.probability' } },
      'rankBy.var: there is no service "intend" to give a score; did you mean \'intent\'?',
    ],
    [
      'an unknown score',
      { audience: { condition: { '>': [{ var: 'scores.intent.logit' }, 1] } } },
      'audience.condition.>.0.var: service "intent" gives no score "logit"; there is probability',
    ],
    [
      'an unknown variable',
      { audience: { condition: { var: 'score.intent' } } },
      'audience.condition.var: there is no "score" to read; did you mean \'scores\'?',
    ],
    [
      'an unknown operator',
      { audience: { condition: { and: [{ like: [1] }, true] } } },
      "audience.condition.and.0.like: operator 'like' is unknown; docs/activities.md says which there are",
    ],
    [
      'several operators in one object',
      { audience: { condition: { and: { '>': [score, 0.1], '<': [score, 0.5] } } } },
      'audience.condition: an object in it is not one operator with its arguments; of several write { "and": [{ … }, { … }] }',
    ],
    [
      'a condition that can never hold',
      { audience: { condition: { and: [{ '>': [score, 0.8] }, { '<': [score, 0.5] }] } } },
      'audience.condition: the condition can never hold',
    ],
    [
      'segments that exclude each other',
      { audience: { segments: ['keen', 'calm'] } },
      'audience: no visitor can be in the audience: its conditions exclude each other',
    ],
    [
      'an experience behind one for everyone',
      {
        experiences: [
          { id: 'a', items: [] },
          { id: 'b', items: [] },
        ],
      },
      'experiences.1: experience "b" is unreachable: "a" before it holds for everyone; give that a condition, or the selection the type split',
    ],
    [
      'an experience outside of the audience',
      { audience: { segments: ['keen'] }, experiences: [{ id: 'a', condition: { '<': [score, 0.5] }, items: [] }] },
      'experiences.0: experience "a" is unreachable: its condition and the audience exclude each other',
    ],
    [
      'an end before the start',
      { schedule: { start: '2026-05-02T00:00Z', end: '2026-05-01T00:00Z' } },
      'schedule.end: it ends (2026-05-01T00:00Z) before it starts (2026-05-02T00:00Z)',
    ],
    [
      'an end at the start',
      { schedule: { start: '2026-05-02T00:00Z', end: '2026-05-02T02:00+02:00' } },
      'schedule.end: it ends (2026-05-02T02:00+02:00) in the instant in which it starts (2026-05-02T00:00Z)',
    ],
    [
      'an unknown time zone',
      { schedule: { start: '2026-05-02T00:00', timeZone: 'Moon/Sea' } },
      'schedule.timeZone: there is no time zone "Moon/Sea"; write one like Europe/Berlin',
    ],
    [
      'a local date without a zone',
      { schedule: { start: '2026-05-02T00:00' } },
      'schedule.start: "2026-05-02T00:00" has no offset and the schedule no timeZone; add either',
    ],
    [
      'a date of no calendar',
      { schedule: { start: '2026-99-02T00:00Z' } },
      'schedule.start: "2026-99-02T00:00Z" is on no calendar',
    ],
    [
      'a day of no calendar, which some browsers take for another',
      { schedule: { end: '2026-04-31T00:00', timeZone: 'Europe/Berlin' } },
      'schedule.end: "2026-04-31T00:00" is on no calendar',
    ],
    [
      'a goal that reads more than the event',
      { goal: { condition: { '>': [score, 0.5] } } },
      'goal.condition.>.0.var: there is no "scores" to read; there is event',
    ],
    [
      'an unknown dom-action',
      {
        experiences: [
          {
            id: 'a',
            items: [
              { schema: 'https://ns.adobe.com/personalization/dom-action', data: { type: 'setTex', selector: 'h1' } },
            ],
          },
        ],
      },
      'experiences.0.items.0.data.type: there is no dom-action "setTex"; did you mean \'setText\'?',
    ],
  ])('finds %s', (_, change, problem) => {
    expect(foundIn(change)).toEqual([`error activities.0.${problem}`]);
  });

  const today = { var: 'now' };
  const path = { var: 'page.path' };
  it.each<[string, object, string]>([
    ['date_part', { date_part: ['hours', today] }, "date_part knows no 'hours'; use year, month"],
    [
      'date_part',
      { date_part: ['hour', today, 'Berlin'] },
      'there is no time zone "Berlin"; write one like Europe/Berlin',
    ],
    ['date_diff', { date_diff: ['days', path, today] }, "date_diff knows no unit 'days'; use second, "],
    ['before', { before: [today, '1.12.2026'] }, "'1.12.2026' is not a date; write 2026-11-27, "],
    ['before', { before: [today, '2026-02-30'] }, '"2026-02-30" is on no calendar'],
    ['after', { after: [today] }, 'after takes 2 values, and has 1'],
    ['matches', { matches: [path, '(?<=a)b'] }, 'lookaround'],
    ['matches', { matches: [path, '/^\\/sale/i'] }, 'matches nothing; write it without slashes around it'],
    ['sem_ver', { sem_ver: [path, '=>', '2.0.0'] }, "not by '=>'"],
    ['in', { in: [path] }, 'in takes a value and then the list, or the text, that it is in'],
    ['in', { in: [path, null] }, 'in takes a value and then the list'],
    ['in', { in: [path, '/a', '/b'] }, 'in takes a value and then the list'],
    ['sem_ver', { sem_ver: [path, '>=', '2.x'] }, "'2.x' is not a semantic version"],
  ])('finds what %s takes for no value whatever the data: %j', (name, condition, problem) => {
    const [first, ...others] = foundIn({ audience: { condition: { '!': [condition] } } });
    expect(first).toContain(`error activities.0.audience.condition.!.0.${name}: `);
    expect(first).toContain(problem);
    expect(others).toEqual([]);
  });

  it.each([
    ['=', [path, '/'], '=='],
    ['starts-with', [path, '/'], 'starts_with'],
    ['AND', [true, true], 'and'],
    ['=>', [path, '/'], '>='],
  ])('says what operator was meant by %s', (name, args, meant) => {
    expect(foundIn({ audience: { condition: { [name]: args } } })).toEqual([
      `error activities.0.audience.condition.${name}: operator '${name}' is unknown; did you mean '${meant}'?`,
    ]);
  });

  it('finds what ranks nothing', () => {
    const problem = 'error activities.0.rankBy: it gives no number to rank by; give one, such as { "var": "scores.…" }';
    for (const rankBy of ['scores.intent.probability', { '>': [score, 0.5] }, [score], true])
      expect(foundIn({ rankBy })).toEqual([problem]);
    for (const rankBy of [score, 3, { '*': [score, 2] }, { if: [{ '>': [score, 0.5] }, 1, 0] }])
      expect(foundIn({ rankBy })).toEqual([]);
  });

  it('warns of what may well be meant', () => {
    expect(foundIn({ schedule: { end: '2026-01-01T00:00:00Z' } })).toEqual([
      'warning activities.0.schedule.end: it ended on 2026-01-01T00:00:00Z',
    ]);
    expect(found({ ...manifest, holdout: 1 })).toEqual(['warning holdout: a holdout of 1 shows nothing to anybody']);
    expect(foundIn({ holdout: 1 })).toEqual([
      'warning activities.0.holdout: a holdout of 1 shows the activity to nobody',
    ]);
    expect(foundIn({ scope: 'hero ' })).toEqual([
      'warning activities.0.scope: it is "hero ", with a space at an end, and a slot takes a scope as it is written; leave it out',
    ]);
    const condition = { '==': [{ var: 'event.eventType' }, 'commerce.purchases'] };
    expect(foundIn({ goal: { condition, window: 0 } })).toEqual([
      'warning activities.0.goal.window: a window of 0 seconds counts no conversion',
    ]);
    expect(foundIn({ audiance: {} })).toEqual([
      'warning activities.0.audiance: there is no field "audiance"; did you mean \'audience\'?',
    ]);
    // Dropped, it would leave an audience of everybody.
    expect(foundIn({ audience: { segment: ['keen'] } })).toEqual([
      'warning activities.0.audience.segment: there is no field "segment"; did you mean \'segments\'?',
    ]);
    const experiences = [
      { id: 'a', weight: 0, items: [] },
      { id: 'b', wait: 1, items: [] },
    ];
    expect(foundIn({ selection: { type: 'split' }, experiences })).toEqual([
      'warning activities.0.experiences.0.weight: experience "a" is unreachable: its weight is 0',
      'warning activities.0.experiences.1.wait: there is no field "wait"; there is id, weight, condition, items',
    ]);
  });

  it('knows a segment by its id, whatever else of it is wrong', () => {
    const nameless = { id: 'keen', condition: segments[0]?.condition };
    expect(found({ segments: [nameless], activities: [{ ...activity, audience: { segments: ['keen'] } }] })).toEqual([
      'error segments.0.name: "name" is missing',
    ]);
    expect(found({ segments: [{ ...segments[0], id: 'a.b' }] })).toEqual([
      'error segments.0.id: it is "a.b"; give a text without dots and brackets',
    ]);
  });

  it('lets a segment refer to those before it only', () => {
    const referring = (condition: unknown) => ({
      ...manifest,
      segments: [segments[0], { id: 'both', name: 'Both', condition }, segments[1]],
    });
    expect(found(referring({ var: 'segments.keen' }))).toEqual([]);
    expect(found(referring({ var: 'segments.calm' }))).toEqual([
      'error segments.1.condition.var: segment "calm" does not stand before this one, and a segment sees no other',
    ]);
  });

  it('ends in time for ten thousand activities, and for conditions that are nested without end', () => {
    const activities = Array.from({ length: 10_000 }, (_, index) => ({ ...activity, id: `offer-${index}` }));
    expect(found({ ...manifest, activities })).toEqual([]);
    const nested = (depth: number): unknown => (depth === 0 ? true : { '!': [nested(depth - 1)] });
    expect(foundIn({ audience: { condition: nested(150) } })).toContainEqual(expect.stringContaining('nested deeper'));
    expect(findProblems('['.repeat(100_000), now)).toHaveLength(1);
  });
});
