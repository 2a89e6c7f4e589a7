import { expect, test } from 'vitest';
import { DAY, fromCivil, HOUR, MINUTE, MS, SECOND } from '../../kernel/time.ts';
import { formatCalendar, nextElapse, parseCalendar } from './calendar.ts';
import { formatRelative, formatSpan, formatTimestamp, parseSpan, parseTimestamp } from './time.ts';

const NOW = fromCivil(2026, 11, 22, 7, 25, 10, 959_318);

test.each([
  ['daily', '*-*-* 00:00:00', 'Mon 2026-11-23 00:00:00 UTC'],
  ['weekly', 'Mon *-*-* 00:00:00', 'Mon 2026-11-23 00:00:00 UTC'],
  ['*-*-* 6,18:00', '*-*-* 06,18:00:00', 'Sun 2026-11-22 18:00:00 UTC'],
  ['Mon..Fri 09:00', 'Mon..Fri *-*-* 09:00:00', 'Mon 2026-11-23 09:00:00 UTC'],
  ['*:0/15', '*-*-* *:00/15:00', 'Sun 2026-11-22 07:30:00 UTC'],
  ['Sun *-*-1..7 3:10', 'Sun *-*-01..07 03:10:00', 'Sun 2026-12-06 03:10:00 UTC'],
  ['Sat,Sun 20:00', 'Sat,Sun *-*-* 20:00:00', 'Sun 2026-11-22 20:00:00 UTC'],
  ['*-02~01', '*-02~01 00:00:00', 'Sun 2027-02-28 00:00:00 UTC'],
  ['quarterly', '*-01,04,07,10-01 00:00:00', 'Fri 2027-01-01 00:00:00 UTC'],
  ['2026-11-22', '2026-11-22 00:00:00', 'never'],
  ['*-*-* *:*:00/10', '*-*-* *:*:00/10', 'Sun 2026-11-22 07:25:20 UTC'],
  ['Mon *-05~07/1', 'Mon *-05~07/1 00:00:00', 'Mon 2027-05-31 00:00:00 UTC'],
  ['*-*-* 00:00:00 UTC', '*-*-* 00:00:00 UTC', 'Mon 2026-11-23 00:00:00 UTC'],
])('calendar expression %s', (text, normal, next) => {
  const spec = parseCalendar(text)!;
  const at = nextElapse(spec, NOW);
  expect([formatCalendar(spec), at === undefined ? 'never' : formatTimestamp(at)]).toEqual([normal, next]);
});

test('what is no calendar expression', () => {
  expect(['bogus', '25:00', '*-13-01', 'Foo 10:00', ''].map(parseCalendar)).toEqual(Array(5).fill(undefined));
});

test.each([
  ['1h30min', '1h 30min'],
  ['1.5s', '1.500000s'],
  ['500ms', '500ms'],
  ['36min 40.921s', '36min 40.921000s'],
  ['61.5s', '1min 1.500000s'],
  ['123456us', '123.456ms'],
  ['5', '5s'],
])('time span %s', (text, shown) => {
  expect(formatSpan(parseSpan(text)!)).toBe(shown);
});

test('time spans with an accuracy, and what is none', () => {
  expect([formatSpan(2_200_921_123, MS), formatSpan(8_415_900, MS), formatSpan(90 * SECOND, MS), formatSpan(0)]).toEqual([
    '36min 40.921s',
    '8.415s',
    '1min 30s',
    '0',
  ]);
  expect(['1 fort', '', '-1', 'x'].map((t) => parseSpan(t))).toEqual(Array(4).fill(undefined));
});

test.each([
  [NOW - 22 * MINUTE, '22min ago'],
  [NOW - 65 * SECOND, '1min 5s ago'],
  [NOW - 106 * MS, '106ms ago'],
  [NOW - 83 * MINUTE, '1h 23min ago'],
  [NOW - 7 * HOUR, '7h ago'],
  [NOW - 27 * HOUR, '1 day 3h ago'],
  [NOW - 3 * DAY, '3 days ago'],
  [NOW + 13 * DAY, '1 week 6 days left'],
  [NOW, 'now'],
])('how long ago %i is', (at, shown) => {
  expect(formatRelative(at, NOW)).toBe(shown);
});

test.each([
  ['12:30', 'Sun 2026-11-22 12:30:00 UTC'],
  ['Sun 2026-11-22', 'Sun 2026-11-22 00:00:00 UTC'],
  ['2026-02-30', 'Mon 2026-03-02 00:00:00 UTC'],
  ['+1h30', 'Sun 2026-11-22 08:25:40 UTC'],
  ['-1h', 'Sun 2026-11-22 06:25:10 UTC'],
  ['3 hours ago', 'Sun 2026-11-22 04:25:10 UTC'],
  ['@1795320891.5', 'Sun 2026-11-22 04:14:51 UTC'],
  ['2026-11-22 04:00:60', 'Sun 2026-11-22 04:01:00 UTC'],
  ['26-11-22', 'Sun 2026-11-22 00:00:00 UTC'],
  ['yesterday', 'Sat 2026-11-21 00:00:00 UTC'],
  ['2026-11-22T04:00:00', undefined],
  ['5 minuten', undefined],
  ['10', undefined],
  ['Mon', undefined],
  ['yesterday 10:00', undefined],
])('moment %s', (text, shown) => {
  const t = parseTimestamp(text, NOW);
  expect(t === undefined ? undefined : formatTimestamp(t)).toBe(shown);
});
