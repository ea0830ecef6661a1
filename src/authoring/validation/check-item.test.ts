import { describe, expect, it } from 'vitest';
import { foundIn } from './testing/found.ts';

describe('checkItem', () => {
  const problemsOfItem = (schema: string, data: object) =>
    foundIn({
      experiences: [{ id: 'a', items: [{ schema: `https://ns.adobe.com/personalization/${schema}`, data }] }],
    });
  const inData = (problem: string) => {
    const [severity, ...message] = problem.split(' ');
    return `${severity} activities.0.experiences.0.items.0.data.content: ${message.join(' ')}`;
  };

  it.each<[string, unknown[], string, unknown[]]>([
    ['setText', ['Sale', 5], 'a text', [undefined, null, { en: 'Sale' }]],
    ['setHtml', ['<b>Sale</b>'], 'HTML', [undefined, 5]],
    [
      'setAttribute',
      [{ title: 'Sale', hidden: null }],
      '{ "title": "…" }, or null to remove one',
      ['title', { data: {} }],
    ],
    [
      'setImageSource',
      ['/a.png', { src: '/a.png', width: 9 }],
      'an address, or { "src": "…", "alt": "…" }',
      [{ alt: 'A' }, 5],
    ],
    ['setStyle', [{ color: '#fff', priority: 'important' }], '{ "color": "#fff" }', ['color: #fff', { color: null }]],
    ['move', [{ left: 10, top: '2em' }, { top: 1 }], '{ "left": 10, "top": "2em" }', [{ x: 1 }, 10]],
    ['rearrange', [{ from: 2, to: 0 }], '{ "from": 2, "to": 0 }', [{ from: 'a', to: 0 }, [2, 0]]],
    ['hide', [undefined, 'x'], '', []],
  ])('knows what %s takes', (type, right, example, wrong) => {
    const problems = (content: unknown) => problemsOfItem('dom-action', { type, selector: 'h1', content });
    for (const content of right) expect(problems(content)).toEqual([]);
    for (const content of wrong) expect(problems(content)).toEqual([inData(`error ${type} takes ${example}`)]);
  });

  it.each<[string, unknown, string | undefined]>([
    ['setAttribute', { href: '/sale', 'data-x': 1, title: null, poster: '/p.png', onclick: null }, undefined],
    ['setAttribute', { href: '{{ url }}' }, undefined],
    [
      'setAttribute',
      { onclick: '{{ url }}' },
      'no dom-action may set the attribute onclick="{{ url }}"; write it into the page itself',
    ],
    [
      'setAttribute',
      { href: 'javascript:go()' },
      'no dom-action may set the attribute href="javascript:go()"; write it into the page itself',
    ],
    ['setAttribute', { style: 'color:red' }, 'no dom-action may set the attribute style="color:red"; use setStyle'],
    ['setImageSource', { src: '/a.png', alt: 'data:', width: 9 }, undefined],
    ['setImageSource', 'data:,x', 'no dom-action may set the attribute src="data:,x"; write it into the page itself'],
    ['setStyle', { color: '#fff', '--brandColor': 'red', width: '{{ url }}px', priority: 'important' }, undefined],
    ['setStyle', { backgroundColor: '#fff' }, 'CSS knows no backgroundColor; write background-color'],
    ['setStyle', { margin: '0 !important' }, 'margin holds "!important"; give "priority": "important" beside it'],
    [
      'setStyle',
      { background: 'url(data:,x)' },
      'no dom-action may set the style "background: url(data:,x)"; write it into the page\'s own CSS',
    ],
    ['setText', 'onclick', undefined],
  ])('finds what no page lets %s set: %j', (type, content, problem) => {
    const problems = problemsOfItem('dom-action', { type, selector: 'h1', content, url: '/sale' });
    expect(problems).toEqual(problem === undefined ? [] : [inData(`error ${problem}`)]);
  });

  it('finds what is not filled in, and redirects that lead to no page', () => {
    expect(
      problemsOfItem('html-content-item', { content: 'Hi {{ name }}, {{of.day}}', name: 'Ada', of: { day: 1 } }),
    ).toEqual([]);
    expect(problemsOfItem('html-content-item', { content: 'Hi {{ name }}, {{name}}' })).toEqual([
      inData('warning there is no "name" in its data to fill {{ name }} with'),
    ]);
    expect(
      problemsOfItem('dom-action', { type: 'setAttribute', selector: 'a', content: { title: '{{ name }}' } }),
    ).toEqual([inData('warning there is no "name" in its data to fill {{ name }} with')]);
    for (const content of ['/sale', 'sale?x=1', 'https://shop.example/sale', '#top'])
      expect(problemsOfItem('redirect-item', { content })).toEqual([]);
    for (const content of ['javascript:alert(1)', 'https://', 'mailto:a@b'])
      expect(problemsOfItem('redirect-item', { content })).toEqual([
        inData('error it is no address of a page; give one of the site, as /sale'),
      ]);
  });

  it.each<[string, string[]]>([
    ['<p class="once">Only <b>now</b>: 3 < 4 <!-- <script> --></p><svg><title>A</title></svg>', []],
    ['<a title="<script> onclick=" href="/javascript:">x</a>', []],
    ['<SCRIPT src=/a.js></SCRIPT><script>run()', ['<script> out; write it into the page itself']],
    ['<iframe src="/a"></iframe>', ['<iframe> out; write it into the page itself']],
    ['<svg><title>A</title></svg><TITLE>B</TITLE>', ['<title> out; write it into the page itself']],
    ['<noscript><p>x</p></noscript>', ['<noscript> out; leave it out, for where the offer is shown scripts run']],
    ['<svg><use href="#cart"/></svg>', ['<use> out; draw in its place what it refers to']],
    [
      '<form name="a"><input name="b"><img name=c></form>',
      ['name of <form> out; give it an id', 'name of <img> out; give it an id'],
    ],
    ['</form name="a"></p onclick="go()">', []],
    ['<button data-x = "1"onClick="go()">Go</button>', ["onclick of <button> out; listen in the page's own code"]],
    ['<img/src=x onerror=go()>', ["onerror of <img> out; listen in the page's own code"]],
    [
      "<a href=' JavaScript:go()'>Go</a>",
      ["the javascript: address in href of <a> out; listen in the page's own code"],
    ],
  ])('warns of what the page takes out of %s', (content, problems) => {
    const warnings = problems.map((problem) => inData(`warning the page takes ${problem}`));
    expect(problemsOfItem('html-content-item', { content })).toEqual(warnings);
    expect(problemsOfItem('dom-action', { type: 'appendHtml', selector: 'h1', content })).toEqual(warnings);
    expect(problemsOfItem('dom-action', { type: 'setText', selector: 'h1', content })).toEqual([]);
  });

  it.each<[string, string | undefined]>([
    ['<p class="sale>Now</p>', '<p> has a quote too few or too many; close it'],
    ['<p class="sale>Now</p> <a href="/sale">Go</a>', '<p> has a quote too few or too many; close it'],
    ["<p class='sale>Now</p>", '<p> has a quote too few or too many; close it'],
    ['<p>Now</p', '<p> does not end; write > behind it'],
    ['<p <b>Now</b>', '<p> does not end; write > behind it'],
    ['<!-- for later: <p>Now</p>', 'a comment does not end; write --> behind it'],
    ["<a title=it's>Now</a>", undefined],
    ['<p title=\'"\' data-x="\'>">Now<br/> 3 < 4', undefined],
  ])('warns of what takes the rest for a part of itself: %s', (content, problem) => {
    expect(problemsOfItem('html-content-item', { content })).toEqual(
      problem === undefined ? [] : [inData(`warning ${problem}`)],
    );
  });

  it('warns of a placeholder that is not closed, or stands for no text', () => {
    expect(problemsOfItem('html-content-item', { content: '{{ who }}, {{ who.name }}', who: { name: 'Ada' } })).toEqual(
      [inData('warning "who" in its data is no text to fill {{ who }} with')],
    );
    const warning = inData('warning a {{ is not closed; write {{ path }}');
    for (const content of ['Hi {{ name', 'Hi {{ name }', '{{ name }}, {{ name'])
      expect(problemsOfItem('html-content-item', { content, name: 'Ada' })).toEqual([warning]);
    expect(problemsOfItem('html-content-item', { content: '{{{ name }}}', name: 'Ada' })).toEqual([]);
  });

  it.each<[string, boolean]>([
    ['<tr><td>x</td></tr>', true],
    [' <!-- a --> <TD>x</TD><td>y</td>', true],
    ['<path d="M0 0"/><linearGradient></linearGradient>', true],
    ['<g><title>A</title></g>', true],
    ['<svg><g><path d="M0 0"/></g></svg>', false],
    ['<table><tr><td>x</td></tr></table>', false],
    ['<template><tr><td>x</td></tr></template>', false],
  ])(
    'knows that a dom-action, and no slot, takes the parts of a table or drawing that begin its HTML: %s',
    (content, isPart) => {
      const problems = problemsOfItem('html-content-item', { content });
      const missing = expect.stringMatching(
        /warning .*: <\w+> is nothing without its <(table|svg)> around it; write that, too$/,
      );
      if (isPart) expect(problems).toContainEqual(missing);
      else expect(problems).toEqual([]);
      const insert = (html: string) => ({ type: 'appendHtml', selector: '#prices', content: html });
      expect(problemsOfItem('dom-action', insert(content))).toEqual([]);
      expect(problemsOfItem('dom-action', insert(`<b>New</b>${content}`))).toEqual(problems);
    },
  );

  it('ends in time for markup that is nowhere closed', () => {
    for (const part of ['<', '<a', '<tr>', ' ', '<a "', `<a '"`, '<!--', '<a b=', '<a b = '])
      problemsOfItem('html-content-item', { content: part.repeat(100_000) });
  });

  it('finds a selector that no browser reads, and warns of one that newer ones may', () => {
    const domAction = (selector: string) => {
      const data = { type: 'setText', selector, content: 'x' };
      const items = [{ schema: 'https://ns.adobe.com/personalization/dom-action', data }];
      return foundIn({ experiences: [{ id: 'a', items }] });
    };
    const place = 'activities.0.experiences.0.items.0.data.selector';
    expect(domAction('#main > h1')).toEqual([]);
    expect(domAction('#main >')).toEqual([`error ${place}: no browser reads the selector: its end is missing`]);
    expect(domAction('h1:visible')).toEqual([expect.stringContaining(`warning ${place}: browsers know no ":visible"`)]);
  });
});
