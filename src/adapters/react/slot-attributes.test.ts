import { createElement, type JSX } from 'react';
import { renderToString } from 'react-dom/server';
import { expect, it } from 'vitest';
import './index.ts';

type Attributes = JSX.IntrinsicElements['edgewise-slot'];

it('types an <edgewise-slot> in TSX by the attributes that the element takes', () => {
  const given = {
    scope: 'hero',
    max: 3,
    grow: true,
    class: 'wide',
    id: 'hero',
    children: 'Welcome',
  } satisfies Attributes;
  expect(renderToString(createElement('edgewise-slot', given))).toBe(
    '<edgewise-slot scope="hero" max="3" grow="" class="wide" id="hero">Welcome</edgewise-slot>',
  );
  // @ts-expect-error which scope?
  ({ max: 3 }) satisfies Attributes;
  // @ts-expect-error React 18 would write grow="false", which lets it grow
  ({ scope: 'hero', grow: false }) satisfies Attributes;
  // @ts-expect-error React 18 would write classname="wide"
  ({ scope: 'hero', className: 'wide' }) satisfies Attributes;
});
