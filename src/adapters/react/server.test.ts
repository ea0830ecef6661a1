import { createElement, StrictMode } from 'react';
import { renderToString } from 'react-dom/server';
import { expect, it, vi } from 'vitest';
import { EdgewiseProvider, Slot, useEdgewise, useProposition, useScores } from './index.ts';

it('renders the default content on the server, and makes no client', () => {
  const make = vi.fn();
  const Offer = () => {
    const known = [useEdgewise(), useProposition('offer'), useScores('intent')].filter(Boolean);
    return createElement('p', null, `known: ${known.length}`);
  };
  const page = createElement(
    StrictMode,
    null,
    createElement(
      EdgewiseProvider,
      { client: make },
      createElement(
        Slot,
        { scope: 'hero', max: 3, grow: true, className: 'wide', id: 'hero' },
        createElement('h1', null, 'Welcome'),
      ),
      createElement(Offer),
    ),
  );
  expect(renderToString(page)).toBe(
    '<edgewise-slot max="3" id="hero" scope="hero" class="wide" grow=""><h1>Welcome</h1><div slot="experience"></div></edgewise-slot>' +
      '<p>known: 0</p>',
  );
  expect(make).not.toHaveBeenCalled();
});

it('leaves the attributes of a slot away that it is not given', () => {
  expect(renderToString(createElement(Slot, { scope: 'hero' }))).toBe(
    '<edgewise-slot scope="hero"><div slot="experience"></div></edgewise-slot>',
  );
});

it('says where a hook is used without a provider', () => {
  const Lost = () => createElement('p', null, useProposition('hero')?.id);
  expect(() => renderToString(createElement(Lost))).toThrow(
    'useProposition has no client; put the component into an <EdgewiseProvider>',
  );
});
