import { describe, expect, it } from 'vitest';
import { isSafeAttribute, mayChange } from './safe-attribute.ts';
import { isSafeDeclaration } from './safe-style.ts';
import { isSafeLink, isSafeMedia, isSafeSourceSet } from './safe-url.ts';

const base = 'https://shop.example/cart?x=1';

describe('addresses', () => {
  it.each([
    '/offers',
    '?code=1',
    '#top',
    '//cdn.example/a',
    'https://cdn.example/a',
    'HTTP://cdn.example',
    'mailto:a@b.example',
    'tel:+491',
    'sms:+491?body=Hi',
  ])('a link may be %s', (address) => expect(isSafeLink(address, base)).toBe(true));
  it.each([
    'javascript:run()',
    'JaVaScRiPt:run()',
    '\u0001javascript:run()',
    '  javascript:run()',
    'java\tscript:run()',
    'java\nscript\r:run()',
    'data:text/html,<script>run()</script>',
    'vbscript:run()',
    'blob:https://shop.example/1',
    'filesystem:https://shop.example/1',
    'x-http:run',
    'telnet:run',
    'http://[',
  ])('a link may not be %j', (address) => expect(isSafeLink(address, base)).toBe(false));
  it('media come from servers alone', () => {
    expect(isSafeMedia('/a.png', base)).toBe(true);
    expect(isSafeMedia('http://cdn.example/a.png', base)).toBe(true);
    for (const address of ['mailto:a@b.example', 'x-http:run', 'httpx:run'])
      expect(isSafeMedia(address, base)).toBe(false);
    expect(isSafeMedia('data:image/svg+xml,<svg onload=run()>', base)).toBe(false);
  });
  it('every candidate of a source set counts', () => {
    expect(isSafeSourceSet('/a.png 1x, https://cdn.example/b.png 2x', base)).toBe(true);
    expect(isSafeSourceSet('/a.png 1x,javascript:run() 2x', base)).toBe(false);
  });
});

describe('attributes', () => {
  it.each([
    ['a', 'href', '/offers'],
    ['img', 'src', '/a.png'],
    ['source', 'srcset', '/a.png 1x, /b.png 2x'],
    ['video', 'poster', '/a.png'],
    ['img', 'alt', '"><script>run()</script>'],
    ['p', 'data-price', '4'],
    ['p', 'aria-label', 'Price'],
    ['p', 'CLASS', 'large'],
    ['a', 'download', 'offer.pdf'],
    ['video', 'controls', ''],
    ['input', 'autocomplete', 'email'],
    ['meter', 'optimum', '9'],
  ])('<%s> may have %s=%j', (element, name, value) => expect(isSafeAttribute(element, name, value, base)).toBe(true));
  it.each([
    ['p', 'onclick', 'run()'],
    ['p', 'OnClick', 'run()'],
    ['p', 'style', 'color:red'],
    ['iframe', 'srcdoc', '<p>'],
    ['iframe', 'src', '/page'],
    ['script', 'src', '/a.js'],
    ['a', 'href', 'javascript:run()'],
    ['img', 'srcset', '/a.png 1x, javascript:run() 2x'],
    ['x-img', 'srcset', '/a.png 1x'],
    ['imgs', 'src', '/a.png'],
    ['iframe-img', 'src', '/a.png'],
    ['video', 'poster', 'data:image/svg+xml,<svg>'],
    ['x-video', 'poster', '/a.png'],
    ['animate', 'href', '/offers'],
    ['area-x', 'href', '/offers'],
    ['p', 'on-data-x', 'run()'],
    ['p', 'data-x onclick', 'run()'],
    ['button', 'formaction', '/steal'],
    ['form', 'action', '/steal'],
    ['svg:a', 'href', '/x'],
    ['svg:a', 'xlink:href', 'javascript:run()'],
    ['use', 'href', '/x'],
    ['p', 'id', 'location'],
    ['p', 'name', 'location'],
    ['p', 'is', 'x-y'],
    ['p', 'slot', 'experience'],
    ['p', 'constructor', 'x'],
    ['p', '__proto__', 'x'],
    ['p', 'data-', 'x'],
  ])('<%s> may not have %s=%j', (element, name, value) =>
    expect(isSafeAttribute(element, name, value, base)).toBe(false),
  );
  it('what runs, loads or submits is not touched', () => {
    for (const name of ['script', 'STYLE', 'iframe', 'object', 'meta', 'foreignObject', 'animate'])
      expect(mayChange(name)).toBe(false);
    for (const name of ['p', 'body', 'img', 'title', 'x-card', 'x-set', 'use-case']) expect(mayChange(name)).toBe(true);
  });
});

describe('declarations', () => {
  it.each([
    ['color', 'red'],
    ['--brand', '#fff'],
    ['-webkit-line-clamp', '2'],
    ['background-image', 'url("/a.png"), url(https://cdn.example/b.png)'],
    ['background', `url( "/a.png" ), url( '/b.png' ), url( /c.png )`],
    ['transform', 'translate(calc(1px + 2em), 0)'],
  ])('may be %s: %s', (property, value) => expect(isSafeDeclaration(property, value, base)).toBe(true));
  it.each([
    ['background', 'url(javascript:run())'],
    ['background', "url('javascript:run()')"],
    ['background', 'url( "data:image/svg+xml,<svg>" )'],
    ['background', 'u\\72l(javascript:run())'],
    ['background', 'url("/a.png'],
    ['background', 'url(/a.png) url (javascript:run())'],
    ['background', 'image-set("javascript:run()" 1x)'],
    ['background', 'ur/**/l(javascript:run())'],
    ['width', 'expression(run())'],
    ['behavior', 'url(/a.htc)'],
    ['-moz-binding', 'url(/a.xml#a)'],
    ['color', 'red; background: url(/a)'],
    ['color:red;background', 'none'],
    ['constructor ', 'x'],
    ['--x', 'url(javascript:run())'],
    ['--x', `url( ' javascript:run()' )`],
    ['--x', 'url(/a.png url(/b.png)'],
  ])('may not be %s: %s', (property, value) => expect(isSafeDeclaration(property, value, base)).toBe(false));
  it('take no longer than they are long', () => {
    expect(isSafeDeclaration('--x', `url(${' '.repeat(5000)}`, base)).toBe(false);
  });
});
