import { Errno } from '../../../kernel/errno.ts';
import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import type { Pod, Volume } from '../../shared/api/core.ts';
import type { ObjectSource } from '../objects.ts';
import { setUpObjectVolume } from './object-volumes.ts';

// Models pkg/volume/{hostpath,emptydir,configmap,secret,projected,downwardapi} @v1.35

/** What a volume needs to be set up. */
export interface VolumeContext {
  p: Process;
  pod: Pod;
  volume: Volume;
  /** /var/lib/kubelet/pods/UID/volumes/PLUGIN/NAME; host paths have none. */
  directory: string;
  objects: ObjectSource;
  nodeName: string;
  podIp: () => string;
}

export interface VolumePlugin {
  /** `kubernetes.io/host-path`. */
  readonly name: string;
  /** Makes the volume's content; throws Error with upstream's words. */
  setUp(context: VolumeContext): Step;
  /** Where the container runtime finds it. */
  path(context: VolumeContext): string;
  tearDown?(context: VolumeContext): Step;
}

const ESCAPED = (name: string): string => name.replace('/', '~');

/** Where a plugin keeps a pod's volume. */
export function volumeDirectory(root: string, uid: string, plugin: string, volume: string): string {
  return `${root}/pods/${uid}/volumes/${ESCAPED(plugin)}/${volume}`;
}

const hostPath: VolumePlugin = {
  name: 'kubernetes.io/host-path',
  path: ({ volume }) => volume.hostPath!.path,
  *setUp({ p, volume }) {
    const { path, type } = volume.hostPath!;
    checkHostPath(p, path, type ?? '');
  },
};

function statType(p: Process, path: string): string | undefined {
  try {
    return p.sys.stat(path).type;
  } catch (e) {
    if (e instanceof Errno) return undefined;
    throw e;
  }
}

/** Models pkg/volume/hostpath/host_path.go checkType */
function checkHostPath(p: Process, path: string, type: string): void {
  const is = statType(p, path);
  const fail = (what: string): never => {
    throw new Error(`hostPath type check failed: ${path} is not ${what}`);
  };
  switch (type) {
    case '':
      return;
    case 'DirectoryOrCreate':
      if (is === undefined) p.sys.mkdirp(path, 0o755);
      else if (is !== 'directory') fail('a directory');
      return;
    case 'Directory':
      if (is !== 'directory') fail('a directory');
      return;
    case 'FileOrCreate':
      if (is === undefined) makeFile(p, path);
      else if (is !== 'file') fail('a file');
      return;
    case 'File':
      if (is !== 'file') fail('a file');
      return;
    case 'Socket':
      if (is !== 'socket') fail('a socket file');
      return;
    case 'CharDevice':
      if (is !== 'char') fail('a character device');
      return;
    case 'BlockDevice':
      if (is !== 'block') fail('a block device');
      return;
    default:
      throw new Error(`${type} is an invalid volume type`);
  }
}

function makeFile(p: Process, path: string): void {
  try {
    p.sys.writeFile(path, '', 0o644);
  } catch (e) {
    if (!(e instanceof Errno)) throw e;
    throw new Error(e.go, { cause: e });
  }
}

const emptyDir: VolumePlugin = {
  name: 'kubernetes.io/empty-dir',
  path: ({ directory }) => directory,
  *setUp({ p, volume, directory, pod }) {
    p.sys.mkdirp(directory, 0o777);
    p.sys.chmod(directory, 0o777);
    const group = pod.spec.securityContext?.fsGroup;
    if (group !== undefined) {
      p.sys.chown(directory, -1, group);
      p.sys.chmod(directory, 0o2777);
    }
    if (volume.emptyDir?.medium === 'Memory' && p.sys.statfs(directory).mountpoint !== directory) {
      p.sys.mount({ source: 'tmpfs', target: directory, type: 'tmpfs' });
      p.sys.chmod(directory, 0o777);
    }
  },
  *tearDown({ p, directory }) {
    if (p.sys.exists(directory) && p.sys.statfs(directory).mountpoint === directory) p.sys.umount(directory);
  },
};

/** A volume whose files are made of API objects, on a tmpfs of its own where they are secret. */
function objectPlugin(name: string, secret: boolean): VolumePlugin {
  return {
    name,
    path: ({ directory }) => directory,
    *setUp(context) {
      const { p, directory } = context;
      const files = yield* setUpObjectVolume(context);
      p.sys.mkdirp(directory, 0o777);
      if (secret && p.sys.statfs(directory).mountpoint !== directory) {
        p.sys.mount({ source: 'tmpfs', target: directory, type: 'tmpfs' });
      }
      p.sys.chmod(directory, 0o777);
      files(directory);
    },
    *tearDown({ p, directory }) {
      if (p.sys.exists(directory) && p.sys.statfs(directory).mountpoint === directory) p.sys.umount(directory);
    },
  };
}

const PLUGINS: Record<string, VolumePlugin> = {
  hostPath,
  emptyDir,
  configMap: objectPlugin('kubernetes.io/configmap', false),
  secret: objectPlugin('kubernetes.io/secret', true),
  projected: objectPlugin('kubernetes.io/projected', true),
  downwardAPI: objectPlugin('kubernetes.io/downward-api', true),
};

/** The plugin of a volume; none for types that are not simulated. */
export function pluginOf(volume: Volume): VolumePlugin | undefined {
  for (const [field, plugin] of Object.entries(PLUGINS)) if (volume[field] !== undefined) return plugin;
  // a volume without a source is an emptyDir (defaulting)
  return Object.keys(volume).length === 1 ? emptyDir : undefined;
}

/** The field that says what a volume is. */
export function volumeType(volume: Volume): string {
  return Object.keys(volume).find((key) => key !== 'name') ?? 'emptyDir';
}
