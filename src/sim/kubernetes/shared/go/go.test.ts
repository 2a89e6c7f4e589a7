import { describe, expect, it } from 'vitest';
import { cleanPath } from './path.ts';
import { parseCron } from './cron.ts';
import { unifiedDiff } from './difflib.ts';
import { formatDuration, parseDuration } from './duration.ts';
import { aggregate, errorText, GoError } from './error.ts';
import { formatValue, sprintf } from './fmt.ts';
import { formatCidr, formatIp, parseCidr, parseIp, splitHostPort } from './net.ts';
import { Quantity } from './quantity.ts';
import { quote } from './quote.ts';
import { atoi, formatFloat, parseBool, parseFloat64, parseInt64, parseUint } from './strconv.ts';
import { formatRfc3339, parseRfc3339 } from './time.ts';
import { parseUrl } from './url.ts';
import { parseAnyVersion, parseVersion } from './version.ts';

function told(action: () => unknown): string {
  try {
    return `${String(action())}`;
  } catch (e) {
    return errorText(e);
  }
}

describe('strconv', () => {
  it('has Go’s words for bad numbers', () => {
    expect(told(() => parseInt64('x'))).toBe('strconv.ParseInt: parsing "x": invalid syntax');
    expect(told(() => parseInt64('300', 10, 8))).toBe('strconv.ParseInt: parsing "300": value out of range');
    expect(told(() => parseUint('-1'))).toBe('strconv.ParseUint: parsing "-1": invalid syntax');
    expect(told(() => parseBool('yes'))).toBe('strconv.ParseBool: parsing "yes": invalid syntax');
    expect(told(() => parseFloat64('1e999'))).toBe('strconv.ParseFloat: parsing "1e999": value out of range');
    expect(told(() => atoi(''))).toBe('strconv.Atoi: parsing "": invalid syntax');
    expect([parseInt64('0x1f', 0), parseInt64('-0b11', 0), parseInt64('1_000', 0)]).toEqual([31n, -3n, 1000n]);
    expect([1e21, 0.1, 1e-7, 100000].map((n) => formatFloat(n))).toEqual(['1e+21', '0.1', '1e-07', '100000']);
  });

  it('quotes as %q does', () => {
    expect(quote('a"b\n\u0007é\u200b')).toBe('"a\\"b\\n\\aé\\u200b"');
  });
});

describe('texts of values', () => {
  it('are those of fmt', () => {
    expect(sprintf('%s is %d%% of %q, %v', 'x', 5, 'y', [1, 'a'])).toBe('x is 5% of "y", [1 a]');
    expect(formatValue({ b: 1, a: [true] })).toBe('map[a:[true] b:1]');
  });

  it('join errors once each', () => {
    const [a, b] = [new GoError('a'), new GoError('b')];
    expect([aggregate([a])?.message, aggregate([a, b, a])?.message, aggregate([])]).toEqual(['a', '[a, b]', undefined]);
  });
});

describe('quantities', () => {
  it('are written in their canonical form', () => {
    const canonical = (text: string) => Quantity.parse(text).string();
    expect(['1000m', '1.5Gi', '0.5', '1e3', '1024Ki', '100k', '1.2345678901', '-1', '0'].map(canonical)).toEqual([
      ...['1', '1536Mi', '500m', '1e3', '1Mi', '100k', '1234567891n', '-1', '0'],
    ]);
  });

  it('are refused in resource’s words', () => {
    const pattern = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
    expect(told(() => Quantity.parse('abc'))).toBe(pattern);
    expect(told(() => Quantity.parse(''))).toBe(pattern);
    expect(told(() => Quantity.parse('1x'))).toBe(pattern);
    expect(told(() => Quantity.parse('1.2.3'))).toBe(
      "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
    );
    expect(Quantity.parse('1Gi').cmp(Quantity.parse('1G'))).toBe(1);
  });
});

describe('time', () => {
  it('reads and writes durations', () => {
    expect(['1h30m', '1.5s', '100ms', '-2us', '0'].map((text) => formatDuration(parseDuration(text)))).toEqual([
      ...['1h30m0s', '1.5s', '100ms', '-2µs', '0s'],
    ]);
    expect(told(() => parseDuration('5x'))).toBe('time: unknown unit "x" in duration "5x"');
    expect(told(() => parseDuration('10'))).toBe('time: missing unit in duration "10"');
    expect(told(() => parseDuration('abc'))).toBe('time: invalid duration "abc"');
  });

  it('reads points in time', () => {
    expect(formatRfc3339(parseRfc3339('2026-01-02T03:04:05+01:00'))).toBe('2026-01-02T02:04:05Z');
    expect(told(() => parseRfc3339('nonsense'))).toBe(
      'parsing time "nonsense" as "2006-01-02T15:04:05Z07:00": cannot parse "nonsense" as "2006"',
    );
  });

  it('reads schedules', () => {
    const fields = parseCron('*/15 0-6/2 1,15 jan mon');
    expect('minute' in fields && [...fields.minute]).toEqual([0, 15, 30, 45]);
    expect('hour' in fields && [...fields.hour]).toEqual([0, 2, 4, 6]);
    const wrong = ['* * * *', '60 * * * *', '@often', 'a * * * *', '5-1 * * * *', '*/0 * * * *'];
    expect(wrong.map((text) => told(() => parseCron(text)))).toEqual([
      'expected exactly 5 fields, found 4: [* * * *]',
      'end of range (60) above maximum (59): 60',
      'unrecognized descriptor: @often',
      'failed to parse int from a: strconv.Atoi: parsing "a": invalid syntax',
      'beginning of range (5) beyond end of range (1): 5-1',
      'step of range should be a positive number: */0',
    ]);
  });
});

describe('addresses', () => {
  it('are read as net does', () => {
    expect(formatIp(parseIp('2001:DB8::0:1')!)).toBe('2001:db8::1');
    expect([parseIp('010.0.0.1'), parseIp('1.2.3')]).toEqual([undefined, undefined]);
    expect(formatIp(parseIp('010.0.0.1', { sloppy: true })!)).toBe('10.0.0.1');
    expect(formatCidr(parseCidr('10.1.2.3/8'))).toBe('10.0.0.0/8');
    expect(told(() => parseCidr('10.0.0.0/33'))).toBe('invalid CIDR address: 10.0.0.0/33');
    expect(told(() => splitHostPort('abc'))).toBe('address abc: missing port in address');
    expect(told(() => splitHostPort('a:b:c'))).toBe('address a:b:c: too many colons in address');
    expect(told(() => parseUrl('http://a b'))).toBe('parse "http://a b": invalid character " " in host name');
    expect(told(() => parseUrl(':x'))).toBe('parse ":x": missing protocol scheme');
  });
});

describe('versions, paths and differences', () => {
  it('are Go’s', () => {
    expect(parseAnyVersion('v1.35').components).toEqual([1, 35]);
    expect(told(() => parseAnyVersion('nonsense'))).toBe('could not parse "nonsense" as version');
    expect(told(() => parseVersion('1.2', { semantic: true }))).toBe('illegal version string "1.2"');
    expect(['/a/../b//c/.', '../x/..', '', '/..'].map(cleanPath)).toEqual(['/b/c', '..', '.', '/']);
    const lines = (n: number) => Array.from({ length: n }, (_, i) => `line ${i}`);
    const [before, after] = [lines(20), lines(20)];
    after[10] = 'new';
    expect(unifiedDiff(before.join('\n'), after.join('\n'))).toBe(
      '@@ -8,7 +8,7 @@\n line 7\n line 8\n line 9\n-line 10\n+new\n line 11\n line 12\n line 13\n',
    );
    expect(unifiedDiff('a', 'a')).toBe('');
  });
});
