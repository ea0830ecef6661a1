import { describe, expect, it } from 'vitest';
import { graph } from './graph.ts';

const definition = {
  nodes: [
    { id: 'row', op: 'array', inputs: ['hour', 'page.views'] },
    { id: 'page', op: 'json-to-frame', inputs: ['events'], params: { columns: [{ name: 'views' }] } },
    { id: 'hour', op: 'datetime-part', inputs: ['events'], params: { column: 'timestamp', part: 'hour' } },
    { id: 'model', op: 'onnx', params: { model: 'm', feeds: { X: 'row' } } },
    { id: 'stored', op: 'profile-writer', inputs: ['profile'], params: { scores: { p: 'model.y' }, serviceId: 's' } },
  ],
  outputs: { probability: 'model.y[0,1]' },
};

describe('describe', () => {
  it('draws a graph as text, in running order', () => {
    expect(`\n${graph(definition).describe()}`).toBe(`
●      events
│ ●    profile
├─┼─●  page     json-to-frame
● │ │  hour     datetime-part
●─┼─╯  row      array
● │    model    onnx
●─╯    stored   profile-writer
probability = model.y[0,1]`);
  });

  it('draws it as a Mermaid flowchart', () => {
    expect(graph(definition).describe('mermaid').split('\n')).toEqual([
      'flowchart LR',
      '  events([events])',
      '  profile([profile])',
      '  n0["row<br/><small>array</small>"]',
      '  n1["page<br/><small>json-to-frame</small>"]',
      '  n2["hour<br/><small>datetime-part</small>"]',
      '  n3["model<br/><small>onnx</small>"]',
      '  n4["stored<br/><small>profile-writer</small>"]',
      '  n2 --> n0',
      '  n1 --> n0',
      '  events --> n1',
      '  events --> n2',
      '  n0 --> n3',
      '  profile --> n4',
      '  n3 --> n4',
      '  n3 --> o0(["probability"])',
    ]);
  });
});
