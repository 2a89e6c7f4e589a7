import { Kernel } from '../kernel/kernel.ts';
import type { Process } from '../kernel/process.ts';
import type { Step } from '../kernel/step.ts';
import type { Program } from '../kernel/program.ts';
import { fromCivil, HOUR, SECOND, type Micros } from '../kernel/time.ts';
import { Machine } from '../linux/machine.ts';
import { Fabric } from '../linux/net/namespace.ts';
import { GrpcClient } from '../linux/net/grpc/client.ts';
import { GrpcError } from '../linux/net/grpc/grpc.ts';
import { callImages, callRuntime, CONTAINERD_SOCKET, type ImageMethods, type RuntimeMethods } from './cri/service.ts';
import type * as cri from './cri/types.ts';
import { installContainerRuntime } from './install.ts';

/** A node with a container runtime, for tests: an init, containerd beside it, time at 2026-11-22 04:00 UTC. */
export class RuntimeMachine {
  readonly kernel = new Kernel({ start: fromCivil(2026, 11, 22, 4), seed: 'test' });
  readonly machine: Machine;
  readonly init: Process;
  readonly client: GrpcClient;
  containerd!: Process;
  /** What containerd has logged. */
  log = '';

  constructor(programs: readonly Program[] = [], options: { podCidr?: string } = { podCidr: '10.244.0.0/24' }) {
    this.machine = new Machine(this.kernel, 'controlplane', new Fabric());
    installContainerRuntime(this.machine, options);
    for (const program of programs) this.machine.provide(program);
    const { calls } = this.machine;
    calls.writeFile('/etc/hosts', '127.0.0.1 localhost\n172.30.1.2 controlplane\n');
    calls.writeFile('/etc/resolv.conf', 'nameserver 172.30.0.10\n');
    this.machine.namespaces.net.interfaces.push({
      name: 'eth0',
      mac: '02:42:ac:1e:01:02',
      mtu: 1500,
      up: true,
      addresses: [{ ip: '172.30.1.2', prefix: 24 }],
    });
    this.machine.namespaces.net.routes.push({ to: '172.30.1.0/24', device: 'eth0', protocol: 'kernel', source: '172.30.1.2' });
    this.init = this.kernel.start(
      ['/sbin/init'],
      function* (p) {
        for (;;) yield* p.sleep(1000 * HOUR);
      },
      {
        table: this.machine.table,
        sys: this.machine.calls,
        cgroup: this.machine.cgroups.at('/init.scope'),
        env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin', HOME: '/root' },
      },
    );
    this.client = new GrpcClient(this.init, { target: `unix://${CONTAINERD_SOCKET}` });
    this.start();
  }

  /** Starts containerd, with its log in a file, and waits until it is up. */
  start(): void {
    const cgroup = this.machine.cgroups.at('/system.slice/containerd.service');
    const log = '/var/log/containerd.log';
    this.containerd = this.init.fork(
      function* (p) {
        p.fds.closeAll();
        p.open('/dev/null', { read: true }, 0o666, false);
        p.open(log, { write: true, create: true, append: true }, 0o644, false);
        p.open(log, { write: true, create: true, append: true }, 0o644, false);
        return yield* p.exec(['/usr/bin/containerd']);
      },
      { cgroup },
    );
    this.pass(SECOND);
  }

  /** Lets time pass. Throws where the simulator itself failed. */
  pass(us: Micros): void {
    this.kernel.run(this.kernel.clock.now + us);
    const bug = this.kernel.bugs.shift();
    if (bug) throw bug.error;
  }

  /** Runs code in a process until it has given something, at most ten virtual minutes. */
  run<T>(body: (p: Process) => Step<T>): T {
    let result: { value: T } | { error: unknown } | undefined;
    this.init.fork(function* (p) {
      try {
        result = { value: yield* body(p) };
      } catch (error) {
        result = { error };
      }
    });
    const limit = this.kernel.clock.now + HOUR / 6;
    while (!result && this.kernel.clock.now < limit) {
      this.kernel.run(this.kernel.clock.now);
      if (result) break;
      const next = this.kernel.clock.next();
      if (next === Infinity) break;
      this.kernel.run(Math.min(next, limit));
    }
    const bug = this.kernel.bugs.shift();
    if (bug) throw bug.error;
    if (!result) throw new Error('nothing came of it');
    if ('error' in result) throw result.error;
    return result.value;
  }

  runtime<M extends keyof RuntimeMethods>(method: M, request: RuntimeMethods[M][0]): RuntimeMethods[M][1] {
    return this.run(() => callRuntime(this.client, method, request));
  }

  images<M extends keyof ImageMethods>(method: M, request: ImageMethods[M][0]): ImageMethods[M][1] {
    return this.run(() => callImages(this.client, method, request));
  }

  /** The error's text of a call that must fail. */
  failure<M extends keyof RuntimeMethods>(method: M, request: RuntimeMethods[M][0]): string {
    try {
      this.runtime(method, request);
    } catch (e) {
      if (e instanceof GrpcError) return e.message;
      throw e;
    }
    return 'no error';
  }

  /** containerd's log since the last look, without times. */
  logged(): string {
    const text = this.machine.calls.readText('/var/log/containerd.log');
    const fresh = text.slice(this.log.length);
    this.log = text;
    return fresh.replace(/^time="[^"]*" /gm, '');
  }

  /** The configuration of a pod's sandbox. */
  pod(name: string, options: Partial<cri.PodSandboxConfig> = {}): cri.PodSandboxConfig {
    const uid = `uid-of-${name}`;
    return {
      metadata: { name, namespace: 'default', uid },
      hostname: name,
      logDirectory: `/var/log/pods/default_${name}_${uid}`,
      labels: { 'io.kubernetes.pod.name': name, 'io.kubernetes.pod.namespace': 'default', 'io.kubernetes.pod.uid': uid },
      linux: {
        cgroupParent: `/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod${uid.replace(/-/g, '_')}.slice`,
        securityContext: { namespaceOptions: { pid: 'CONTAINER' } },
      },
      ...options,
    };
  }

  /** Makes a container in a new pod of its own and starts it. */
  container(name: string, options: Partial<cri.ContainerConfig>, pod: Partial<cri.PodSandboxConfig> = {}): { pod: string; id: string } {
    const config = this.pod(name, pod);
    const { podSandboxId } = this.runtime('RunPodSandbox', { config });
    const { containerId } = this.runtime('CreateContainer', {
      podSandboxId,
      config: {
        metadata: { name },
        image: { image: 'registry.k8s.io/pause:3.10.1' },
        logPath: `${name}/0.log`,
        labels: { ...config.labels, 'io.kubernetes.container.name': name },
        ...options,
      },
      sandboxConfig: config,
    });
    this.runtime('StartContainer', { containerId });
    return { pod: podSandboxId, id: containerId };
  }
}
