#!/usr/bin/env node
/**
 * Turns recorded flag lists into the flag tables of the Go programs.
 *
 *   node src/cli/tools/flags.mjs FOLDER [--check]
 *
 * FOLDER holds kube-apiserver.json, kubelet.json, …: `{component, flags: [{name, type, section?, default?, shorthand?,
 * noOptDefault?, deprecated?}]}`, as help texts show them. What help texts do not show is added here: which Go type reads the
 * value, what is said when a deprecated flag is used, and hidden flags. Writes src/sim/kubernetes/<program>/flags.data.ts;
 * --check only tells whether the files are up to date.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { format } from 'prettier';

const KINDS = {
  bool: 'bool',
  string: 'string',
  strings: 'stringSlice',
  stringArray: 'stringArray',
  stringToString: 'stringToString',
  int: 'int',
  int32: 'int32',
  float: 'float64',
  float32: 'float32',
  duration: 'duration',
  ip: 'ip',
  ipport: 'ipPortVar',
  quantity: 'quantity',
  namedCertKey: 'namedCertKeys',
  portRange: 'portRange',
  mapStringBool: 'mapStringBool',
  mapStringString: 'mapStringString',
  colonSeparatedMultimapStringString: 'colonMultimapEmptyKey',
  Level: 'level',
  'pattern=N,...': 'vmodule',
  version: 'version',
  '[]v1.Taint': 'taints',
  'reserved-memory': 'reservedMemory',
  ProxyMode: 'proxyMode',
  LocalMode: 'localMode',
};

/** Flags that cAdvisor registered with Go's flag package under the kubelet's name. */
const CADVISOR = {
  'application-metrics-count-limit': 'goInt',
  'boot-id-file': 'goString',
  'container-hints': 'goString',
  containerd: 'goString',
  'enable-load-reader': 'goBool',
  'event-storage-age-limit': 'goString',
  'event-storage-event-limit': 'goString',
  'global-housekeeping-interval': 'goDuration',
  'log-cadvisor-usage': 'goBool',
  'machine-id-file': 'goString',
  'storage-driver-user': 'goString',
  'storage-driver-password': 'goString',
  'storage-driver-host': 'goString',
  'storage-driver-db': 'goString',
  'storage-driver-table': 'goString',
  'storage-driver-secure': 'goBool',
  'storage-driver-buffer-duration': 'goDuration',
  'containerd-namespace': 'goString',
};

const CADVISOR_NOTICE =
  'This is a cadvisor flag that was mistakenly registered with the Kubelet. Due to legacy concerns, it will follow the standard CLI ' +
  'deprecation timeline before being removed.';
const CONFIG_NOTICE =
  "This parameter should be set via the config file specified by the Kubelet's --config flag. See " +
  'https://kubernetes.io/docs/tasks/administer-cluster/kubelet-config-file/ for more information.';
const EVICTION_NOTICE = 'Use --eviction-hard or --eviction-soft instead. Will be removed in a future version.';

const PROGRAMS = {
  'kube-apiserver': {
    folder: 'apiserver',
    kinds: { 'runtime-config': 'configurationMap', 'max-connection-bytes-per-sec': 'int64', 'audit-log-truncate-max-event-size': 'int64' },
    notices: {
      'admission-control': 'Use --enable-admission-plugins or --disable-admission-plugins instead. Will be removed in a future version.',
      'enable-logs-handler': 'Log handler functionality is deprecated',
    },
    hidden: [
      {
        name: 'default-watch-cache-size',
        kind: 'int',
        default: '100',
        deprecated: 'watch caches are sized automatically and this flag will be removed in a future version',
        section: 'Etcd',
      },
      {
        name: 'audit-webhook-batch-initial-backoff',
        kind: 'duration',
        default: '10s',
        deprecated: 'Deprecated, use --audit-webhook-initial-backoff instead.',
        section: 'Auditing',
      },
    ],
  },
  'kube-controller-manager': { folder: 'controller-manager' },
  // The scheduler's deprecated flags say so in their usage texts only.
  'kube-scheduler': { folder: 'scheduler' },
  'kube-proxy': { folder: 'kube-proxy', kinds: { 'bind-address': 'ipVar' } },
  kubelet: {
    folder: 'kubelet',
    kinds: {
      ...CADVISOR,
      'housekeeping-interval': 'goDuration',
      address: 'ipVar',
      'healthz-bind-address': 'ipVar',
      'feature-gates': 'mapStringBool',
      'manifest-url-header': 'colonMultimap',
      'eviction-hard': 'langleMap',
      'eviction-soft': 'langleMap',
      'node-labels': 'configurationMap',
      'cpu-manager-policy-options': 'mapStringStringNoSplit',
      'topology-manager-policy-options': 'mapStringStringNoSplit',
      'seccomp-default': 'bool',
    },
    notice: CONFIG_NOTICE,
    notices: {
      ...Object.fromEntries(Object.keys(CADVISOR).map((name) => [name, CADVISOR_NOTICE])),
      'minimum-container-ttl-duration': EVICTION_NOTICE,
      'maximum-dead-containers-per-container': EVICTION_NOTICE,
      'maximum-dead-containers': EVICTION_NOTICE,
      'experimental-mounter-path': 'will be removed in 1.25 or later. in favor of using CSI.',
      'experimental-allocatable-ignore-eviction': 'will be removed in 1.25 or later.',
    },
  },
};

function unquote(text) {
  return text.startsWith('"') ? JSON.parse(text) : text;
}

function spec(flag, program) {
  const kind = program.kinds?.[flag.name] ?? KINDS[flag.type];
  const valueName = !KINDS[flag.type] ? flag.type : undefined;
  if (!kind) throw new Error(`--${flag.name}: no kind for type ${flag.type}`);
  const notice = flag.deprecated ? (program.notices?.[flag.name] ?? program.notice) : undefined;
  return {
    name: flag.name,
    kind,
    ...(flag.default === undefined ? {} : { default: unquote(flag.default) }),
    ...(flag.shorthand ? { shorthand: flag.shorthand } : {}),
    ...(notice ? { deprecated: notice, hidden: false } : {}),
    ...(valueName ? { valueName } : {}),
    ...(flag.section ? { section: flag.section.replace(/ flags$/, '') } : {}),
  };
}

function moduleText(component, specs) {
  const notices = [
    ...new Set(specs.map((s) => s.deprecated).filter((text) => specs.filter((s) => s.deprecated === text).length > 1 && text)),
  ];
  const shown = ({ deprecated, ...rest }) => {
    const at = notices.indexOf(deprecated);
    const text = JSON.stringify(rest);
    if (deprecated === undefined) return text;
    return text.replace(/}$/, `,"deprecated":${at < 0 ? JSON.stringify(deprecated) : `NOTICE_${at + 1}`}}`);
  };
  return (
    `// Written by src/cli/tools/flags.mjs.\nimport type { FlagSpec } from '../shared/flags/flag-set.ts';\n\n` +
    notices.map((text, i) => `const NOTICE_${i + 1} = ${JSON.stringify(text)};\n`).join('') +
    `\n/** The flags of ${component} v1.35. */\nexport const FLAGS: readonly FlagSpec[] = [\n${specs.map((s) => `  ${shown(s)},\n`).join('')}];\n`
  );
}

const [folder, mode] = process.argv.slice(2);
if (!folder) {
  console.error('usage: flags.mjs FOLDER [--check]');
  process.exit(2);
}
let stale = false;
for (const [component, program] of Object.entries(PROGRAMS)) {
  const { flags } = JSON.parse(readFileSync(`${folder}/${component}.json`, 'utf8'));
  const specs = [...flags.map((flag) => spec(flag, program)), ...(program.hidden ?? [])];
  const path = `src/sim/kubernetes/${program.folder}/flags.data.ts`;
  const text = await format(moduleText(component, specs), { parser: 'typescript', singleQuote: true, printWidth: 200 });
  const old = existsSync(path) ? readFileSync(path, 'utf8') : '';
  if (old === text) continue;
  stale = true;
  if (mode === '--check') console.error(`${path} is out of date`);
  else {
    mkdirSync(`src/sim/kubernetes/${program.folder}`, { recursive: true });
    writeFileSync(path, text);
  }
}
if (mode === '--check' && stale) process.exit(1);
