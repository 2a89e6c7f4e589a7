import type { Step } from '../../../kernel/step.ts';
import { BusError, type LinkChange } from '../../systemd/protocol.ts';
import type { UnitStatus } from '../../systemd/status-data.ts';
import { Quit, type Context } from './context.ts';
import { jobVerb } from './jobs.ts';

const NO_INSTALL_INFO = `The unit files have no installation config (WantedBy=, RequiredBy=, Also=,
Alias= settings in the [Install] section, and DefaultInstance= for template
units). This means they are not meant to be enabled using systemctl.
 
Possible reasons for having this kind of units are:
• A unit may be statically enabled by being symlinked from another unit's
  .wants/ or .requires/ directory.
• A unit's purpose may be to act as a helper for some other unit which has
  a requirement dependency on it.
• A unit may be started when needed via activation (socket, path, timer,
  D-Bus, udev, scripted systemctl call, ...).
• In case of template units, the unit is meant to be enabled with some
  instance name specified.`;

/** Says which links have come and gone. */
function* tell(c: Context, changes: readonly LinkChange[]): Step {
  for (const change of changes) {
    if (c.quiet) break;
    if (change.type === 'symlink') yield* c.warn(`Created symlink ${change.path} → ${change.source}.`, 'info');
    else if (change.type === 'unlink') yield* c.warn(`Removed "${change.path}".`, 'info');
    else if (change.type === 'destination-not-present') {
      yield* c.warn(`Unit ${change.source} is added as a dependency to a non-existent unit ${change.path}.`, 'warning');
    }
  }
}

/** Units with a script in /etc/init.d are switched for that too. */
function* synchronise(c: Context, names: readonly string[]): Step {
  if (c.chosen.has('root')) return;
  for (const name of names) {
    const script = name.replace(/\.service$/, '');
    if (!name.endsWith('.service') || !c.p.sys.exists(`/etc/init.d/${script}`) || c.quiet) continue;
    const known = ['/etc/systemd/system', '/lib/systemd/system'].some((d) => c.p.sys.exists(`${d}/${name}`));
    if (known) yield* c.warn(`Synchronizing state of ${name} with SysV service script with /lib/systemd/systemd-sysv-install.`, 'info');
    yield* c.warn(`Executing: /lib/systemd/systemd-sysv-install ${c.verb} ${script}`, 'info');
  }
}

/** Verbs that change links, with the method that each calls. */
const METHODS: Readonly<Record<string, string>> = {
  enable: 'EnableUnitFiles',
  disable: 'DisableUnitFiles',
  reenable: 'ReenableUnitFiles',
  preset: 'PresetUnitFiles',
  mask: 'MaskUnitFiles',
  unmask: 'UnmaskUnitFiles',
  link: 'LinkUnitFiles',
  revert: 'RevertUnitFiles',
  'add-wants': 'AddDependencyUnitFiles',
  'add-requires': 'AddDependencyUnitFiles',
};

export const FILE_VERBS = Object.keys(METHODS);

/** enable, disable, mask and the like. */
export function* fileVerb(c: Context): Step<number> {
  const { verb } = c;
  const runtime = c.chosen.has('runtime');
  const options = { runtime, force: c.chosen.values('force').length > 0 };
  const adds = verb.startsWith('add-');
  const target = adds ? (yield* c.names([c.operands[0]!], '.target'))[0]! : '';
  const paths = verb === 'link' || verb === 'enable' ? c.operands.filter((w) => w.startsWith('/')) : [];
  const names = [...(yield* c.names((adds ? c.operands.slice(1) : c.operands).filter((w) => !paths.includes(w)))), ...paths];
  if (verb === 'link' && paths.length !== names.length) throw new Quit(`Unit file ${names[0]} does not exist.`);
  if (['enable', 'disable'].includes(verb)) yield* synchronise(c, names);
  if (verb === 'mask') {
    for (const name of names) {
      const s = yield* c.call<UnitStatus>('Status', name);
      if (s.load === 'not-found' && !c.quiet) yield* c.warn(`Unit ${name} does not exist, proceeding anyway.`, 'warning');
    }
  }
  try {
    const args =
      verb === 'disable' || verb === 'unmask'
        ? [names, runtime]
        : verb === 'revert'
          ? [names]
          : adds
            ? [names, target, verb.slice('add-'.length), options]
            : [names, options];
    const result = yield* c.call<LinkChange[] | { carriesInfo: boolean; changes: LinkChange[] }>(METHODS[verb]!, ...args);
    const changes = Array.isArray(result) ? result : result.changes;
    yield* tell(c, changes);
    if (!Array.isArray(result) && !result.carriesInfo && names.length > 0 && !c.quiet && !c.chosen.has('no-warn')) {
      yield* c.warn(NO_INSTALL_INFO, 'info');
    }
    if (!c.chosen.has('no-reload')) yield* c.call('Reload');
  } catch (e) {
    if (!(e instanceof BusError)) throw e;
    throw new Quit(`Failed to ${adds ? 'add dependency' : `${verb} unit`}: ${e.message}`);
  }
  if (!c.chosen.has('now')) return 0;
  return yield* jobVerb(
    c,
    verb === 'enable' || verb === 'reenable' ? 'start' : 'stop',
    names.map((n) => n.slice(n.lastIndexOf('/') + 1)),
  );
}

const ENABLED = ['enabled', 'enabled-runtime', 'static', 'alias', 'indirect', 'generated'];

/** is-enabled. */
export function* isEnabled(c: Context): Step<number> {
  let found = false;
  for (const name of yield* c.names(c.operands)) {
    try {
      const state = yield* c.call<string>('GetUnitFileState', name);
      found ||= ENABLED.includes(state);
      if (!c.quiet) yield* c.print(`${state}\n`);
    } catch (e) {
      if (!(e instanceof BusError)) throw e;
      yield* c.p.flush();
      throw new Quit(`Failed to get unit file state for ${name}: ${e.message}`);
    }
  }
  return found ? 0 : 1;
}

/** get-default, set-default. */
export function* defaultTarget(c: Context): Step<number> {
  try {
    if (c.verb === 'get-default') {
      yield* c.print(`${yield* c.call<string>('GetDefaultTarget')}\n`);
      return 0;
    }
    const [name] = yield* c.names(c.operands, '.target');
    yield* tell(c, yield* c.call<LinkChange[]>('SetDefaultTarget', name));
    yield* c.call('Reload');
    return 0;
  } catch (e) {
    if (!(e instanceof BusError)) throw e;
    throw new Quit(`Failed to ${c.verb === 'get-default' ? 'get' : 'set'} default target: ${e.message}`);
  }
}
