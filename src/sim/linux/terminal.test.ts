import { describe, expect, test } from 'vitest';
import type { Process } from '../kernel/process.ts';
import { text } from '../kernel/text.ts';
import { COOKED, type Terminal } from '../kernel/terminal.ts';
import { TestMachine } from './testing.ts';

const RAW = { ...COOKED, canonical: false, echo: false };

/** A terminal, and what a process reads from it in pieces of at most `max` bytes. */
function reading(act: (terminal: Terminal) => void, max = 100, pieces = 1): string[] {
  const m = new TestMachine([]);
  const terminal = m.machine.openTerminal();
  act(terminal);
  const out: string[] = [];
  m.init.fork(function* (p: Process) {
    for (let i = 0; i < pieces; i++) out.push(text(yield* terminal.read(p, max)));
  });
  m.kernel.run(m.kernel.clock.now + 1000);
  return out;
}

describe('a terminal', () => {
  test('gives a half-typed line once lines no longer matter', () => {
    expect(
      reading((t) => {
        t.input('ab');
        t.mode = { ...RAW };
        t.input('c');
      }),
    ).toEqual(['abc']);
  });

  test('takes a large paste in one piece, carriage returns as newlines', () => {
    expect(
      reading((t) => {
        t.mode = { ...RAW };
        t.input(`${'x'.repeat(50)}\r`);
      }),
    ).toEqual([`${'x'.repeat(50)}\n`]);
  });

  test('drops what was typed before an interrupt', () => {
    expect(
      reading((t) => {
        t.mode = { ...RAW };
        t.input('abc\x03def');
      }),
    ).toEqual(['def']);
  });

  test('gives lines one by one even where they came in one piece', () => {
    expect(
      reading(
        (t) => {
          t.mode = { ...RAW };
          t.input('one\ntwo\n');
          t.mode = { ...COOKED };
        },
        100,
        2,
      ),
    ).toEqual(['one\n', 'two\n']);
  });

  test('gives what was put back before what came later', () => {
    expect(
      reading((t) => {
        t.mode = { ...RAW };
        t.input('later');
        t.unread(new TextEncoder().encode('first '));
      }),
    ).toEqual(['first later']);
  });
});
