import type { Process } from '../../kernel/process.ts';
import type { LinuxCalls } from '../../linux/calls.ts';
import { NetworkNamespace } from '../../linux/net/namespace.ts';
import { bindNetworkNamespace, networkNamespaceAt } from '../../linux/namespaces.ts';
import { delegateOutput } from './cni.ts';

/** Makes a network namespace that a file holds (pkg/netns, NewNetNS); gives the file's path. */
export function createNetns(p: Process, directory: string): string {
  const sys = p.sys as LinuxCalls;
  const node = sys.namespaces.net;
  const path = `${directory}/cni-${p.kernel.random.stream(`netns ${p.table.machine}`).uuid()}`;
  if (!sys.exists(directory)) sys.mkdirp(directory, 0o755);
  sys.writeFile(path, '', 0o444);
  const pod = new NetworkNamespace(node.fabric, node.machine, p.kernel.anonymousInode());
  for (const i of pod.interfaces) i.up = false;
  delegateOutput(pod, node);
  bindNetworkNamespace(p, pod, path);
  return path;
}

/** Whether nothing stands behind the file any more. */
export function netnsClosed(p: Process, path: string): boolean {
  return networkNamespaceAt(p.sys as LinuxCalls, path) === undefined;
}

/** Takes a network namespace away, with its file. */
export function removeNetns(p: Process, path: string): void {
  const sys = p.sys as LinuxCalls;
  const pod = networkNamespaceAt(sys, path);
  if (pod) {
    sys.umount(path);
    pod.destroy();
  }
  if (sys.exists(path)) sys.unlink(path);
}
