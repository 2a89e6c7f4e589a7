import { expect, test } from 'vitest';
import { TestMachine } from '../../linux/testing.ts';
import { GoError } from './go/error.ts';
import { Klog } from './klog.ts';

test('messages are written as klog writes them', () => {
  const { err } = new TestMachine([]).runMain(function* (p) {
    const log = new Klog(p);
    log.info('file.go', 251, 'Watching path', { path: '/etc', n: 5, on: true, list: ['a', 'b'] });
    log.error('file.go', 187, new GoError('yaml: line 3: "x"'), 'Could not process manifest file', { path: 'a\tb' });
    log.error('file.go', 190, undefined, 'No error');
    log.named('node').named('lease').with({ pod: 'ns/name' }).info('a.go', 1, 'Text', { out: 'two\nlines\n', more: 'a\nb' });
    log.warningf('b.go', 2, 'as "it" is');
  });
  expect(err.replace(/ +\d+ (?=\w+\.go)/g, ' PID '))
    .toBe(`I1122 04:00:00.000000 PID file.go:251] "Watching path" path="/etc" n=5 on=true list=["a","b"]
E1122 04:00:00.000000 PID file.go:187] "Could not process manifest file" err="yaml: line 3: \\"x\\"" path="a\\tb"
E1122 04:00:00.000000 PID file.go:190] "No error"
I1122 04:00:00.000000 PID a.go:1] "Text" logger="node.lease" pod="ns/name" out=<
\ttwo
\tlines
 > more=<
\ta
\tb
 >
W1122 04:00:00.000000 PID b.go:2] as "it" is
`);
});

test('the JSON format', () => {
  const { err } = new TestMachine([]).runMain(function* (p) {
    const log = new Klog(p, { format: 'json', verbosity: 2 });
    if (log.v(2)) log.info('kubelet/kubelet.go', 7, 'Starting', { node: 'a' });
    if (log.v(3)) log.info('kubelet/kubelet.go', 8, 'Not seen');
    log.error('kubelet/kubelet.go', 9, 'bad', 'Failed');
  });
  expect(err).toBe(
    '{"ts":1795320000000,"caller":"kubelet/kubelet.go:7","msg":"Starting","v":0,"node":"a"}\n' +
      '{"ts":1795320000000,"caller":"kubelet/kubelet.go:9","msg":"Failed","err":"bad"}\n',
  );
});
