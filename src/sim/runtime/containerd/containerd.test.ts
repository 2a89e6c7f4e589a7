import { describe, expect, it } from 'vitest';
import { RuntimeMachine } from '../testing.ts';

const ps = (node: RuntimeMachine): string[] =>
  node.machine.table.list().map((p) => `${p.parent?.argv[0]} > ${p.argv.join(' ').replace(/[0-9a-f]{58}\b/g, '…')} ${p.cgroup.path}`);
describe('containerd', () => {
  it('restart', () => {
    const node = new RuntimeMachine();
    const { pod, id } = node.container('web', {});
    console.log(ps(node).join('\n'));
    console.log(node.init.sys.readText('/proc/mounts'));
    node.logged();
    node.kernel.signal(node.containerd, 'TERM');
    node.pass(1_000_000);
    console.log(ps(node).join('\n'), node.logged());
    console.log(node.failure('ListContainers', {}));
    node.start();
    console.log(node.logged().split('\n').filter((l) => !/loading plugin/.test(l)).join('\n'));
    console.log(JSON.stringify(node.runtime('ListContainers', {})));
    node.kernel.signal(node.containerd, 'KILL');
    for (const p of node.machine.table.list()) if (p.comm.startsWith('containerd-shim')) node.kernel.signal(p, 'KILL');
    node.pass(1_000_000);
    console.log(ps(node).join('\n'), node.logged());
    node.start();
    console.log(node.logged().split('\n').filter((l) => !/loading plugin/.test(l)).join('\n'));
    console.log(ps(node).join('\n'));
    node.pass(10_000_000); console.log(node.logged(), node.containerd.state, [...node.containerd.threads].map((t)=>t.name), node.machine.table.list().map((p)=>p.argv.join(' ')+p.state));
    console.log(JSON.stringify(node.runtime('ContainerStatus', { containerId: id }).status), JSON.stringify(node.runtime('ListPodSandbox', {})));
    node.runtime('RemovePodSandbox', { podSandboxId: pod });
    console.log(node.logged(), ps(node));
    console.log(node.init.sys.readText('/proc/mounts'));
    expect([...node.machine.calls.readdir('/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots')].length).toBe(6);
  });
  it('perf', () => {
    const node = new RuntimeMachine();
    for (let i = 0; i < 10; i++) node.container(`web${i}`, {});
    const { pod } = node.container('web', {});
    const config = node.pod('web');
    const ids: string[] = [];
    const total = { create: 0, start: 0, remove: 0 };
    const N = 600;
    for (let i = 0; i < N; i++) {
      if (i === 100) total.create = total.start = total.remove = 0;
      const t0 = performance.now();
      const { containerId } = node.runtime('CreateContainer', {
        podSandboxId: pod,
        config: { metadata: { name: `c${i}` }, image: { image: 'registry.k8s.io/pause:3.10.1' }, logPath: `c${i}/0.log`, linux: { securityContext: { seccomp: { profileType: 'RuntimeDefault' } } } },
        sandboxConfig: config,
      });
      const t1 = performance.now();
      node.runtime('StartContainer', { containerId });
      const t2 = performance.now();
      ids.push(containerId);
      if (ids.length > 3) node.runtime('RemoveContainer', { containerId: ids.shift()! });
      const t3 = performance.now();
      total.create += t1 - t0;
      total.start += t2 - t1;
      total.remove += t3 - t2;
    }
    console.log('µs', (total.create / (N - 100)) * 1000, (total.start / (N - 100)) * 1000, (total.remove / (N - 100)) * 1000);
    const t2 = performance.now();
    for (let i = 0; i < 3000; i++) node.runtime('ListContainers', {});
    const t3 = performance.now();
    console.log('list µs', ((t3 - t2) / 3000) * 1000);
  });
});
