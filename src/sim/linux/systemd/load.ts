import { isErrno } from '../../kernel/errno.ts';
import { applySetting } from './apply.ts';
import { SECTION_OF, SETTINGS } from './directives.ts';
import { FatalSetting } from './setting-kinds.ts';
import type { UnitLookup } from './lookup.ts';
import { UnitSettings, type DependencyKind } from './settings.ts';
import { expandSpecifiers } from './specifiers.ts';
import type { Unit } from './unit.ts';
import { parseUnitFile } from './unit-file.ts';

/** Settings that contradict each other: the unit cannot be used. The text is what systemd logs. */
export class LoadFailure extends Error {}

/** A file that is so broken that nothing of the unit counts. */
class BrokenFile extends Error {}

/** Loads a unit's files into it: what they say, how it depends on others, and in which state it is for it. */
export function loadUnit(unit: Unit, lookup: UnitLookup): void {
  const { manager } = unit;
  const names = [unit.id, ...[...unit.names].filter((n) => n !== unit.id)];
  const resolved = lookup.resolve(unit.id);
  const own = unit.perpetual ? unit.settings : new UnitSettings();
  unit.settings = own;
  unit.fragment = resolved.fragment;
  unit.dropIns = lookup.dropIns(names);
  unit.transient = resolved.fragment?.startsWith('/run/systemd/transient/') ?? false;
  unit.fragmentTime = resolved.fragment ? modified(unit, resolved.fragment) : 0;
  unit.dropInTime = Math.max(0, ...unit.dropIns.map((path) => modified(unit, path)));
  unit.loadError = undefined;
  if (resolved.masked) {
    unit.load = 'masked';
    unit.fragmentTime = 0;
    unit.loadError = { name: 'org.freedesktop.systemd1.UnitMasked', text: `Unit ${unit.id} is masked.` };
    return;
  }
  const files = [...(resolved.fragment ? [resolved.fragment] : []), ...unit.dropIns];
  const optional = unit.perpetual || unit.type === 'slice' || unit.type === 'device' || unit.present;
  if (files.length === 0 && !optional) {
    unit.load = 'not-found';
    unit.loadError = { name: 'org.freedesktop.systemd1.NoSuchUnit', text: `Unit ${unit.id} not found.` };
    return;
  }
  if (!resolved.fragment && !optional) {
    unit.load = 'not-found';
    unit.loadError = { name: 'org.freedesktop.systemd1.NoSuchUnit', text: `Unit ${unit.id} not found.` };
    unit.dropIns = [];
    return;
  }
  try {
    for (const path of files) applyFile(unit, path);
    unit.load = 'loaded';
    addDependencies(unit, lookup, names);
    unit.addDefaults();
    unit.verify();
  } catch (e) {
    refuse(unit, e);
  }
}

function refuse(unit: Unit, e: unknown): void {
  const { log } = unit.manager;
  if (e instanceof BrokenFile) {
    unit.load = 'error';
    unit.loadError = {
      name: 'org.freedesktop.DBus.Error.InconsistentMessage',
      text: `Unit ${unit.id} failed to load properly, please adjust/correct and reload service manager: Bad message`,
    };
    return;
  }
  if (e instanceof FatalSetting) log.unit(unit, 5, 'Unit configuration has fatal error, unit will not be started.');
  else if (e instanceof LoadFailure) log.unit(unit, 3, e.message);
  else throw e;
  unit.load = 'bad-setting';
  unit.loadError = { name: 'org.freedesktop.systemd1.BadUnitSetting', text: `Unit ${unit.id} has a bad unit file setting.` };
}

export function modified(unit: Unit, path: string): number {
  try {
    return unit.manager.p.sys.stat(path).mtime;
  } catch (e) {
    if (isErrno(e)) return 0;
    throw e;
  }
}

/** Applies one file of a unit, saying what is wrong with it. Throws FatalSetting, BrokenFile. */
function applyFile(unit: Unit, path: string): void {
  const { log, p } = unit.manager;
  let content: string;
  try {
    content = p.sys.readText(path);
  } catch (e) {
    if (isErrno(e)) return;
    throw e;
  }
  const parsed = parseUnitFile(content);
  const section = SECTION_OF[unit.type];
  const allowed = new Set(['Unit', 'Install', ...(section ? [section] : [])]);
  const around = { ...unit.manager.surroundings, fragment: unit.fragment ?? '' };
  const say = (line: number, text: string): void =>
    log.about(unit, 4, `${path}:${line}: ${text}`, [
      ['CONFIG_FILE', path],
      ['CONFIG_LINE', String(line)],
    ]);
  for (const item of parsed.lines) {
    if ('complaint' in item) {
      say(item.complaint.line, item.complaint.text);
      if (item.complaint.text.startsWith('Invalid section header')) throw new BrokenFile();
    } else if ('section' in item) {
      if (!allowed.has(item.section) && !item.section.startsWith('X-')) say(item.line, `Unknown section '${item.section}'. Ignoring.`);
    } else if (allowed.has(item.setting.section)) {
      const { section: of, key, value, line } = item.setting;
      if (SETTINGS[of]!.has(key)) {
        applySetting(of, {
          settings: unit.settings,
          key,
          value,
          warn: (text) => say(line, text),
          expand: (text) => expandSpecifiers(text, unit.id, around),
        });
      } else if (!key.startsWith('X-')) say(line, `Unknown key '${key}' in section [${of}], ignoring.`);
    }
  }
}

function addDependencies(unit: Unit, lookup: UnitLookup, names: readonly string[]): void {
  for (const [kind, others] of Object.entries(unit.settings.dependencies)) {
    for (const name of others ?? []) unit.dependOn(kind as DependencyKind, name);
  }
  for (const name of lookup.linked(names, 'wants')) unit.dependOn('Wants', name);
  for (const name of lookup.linked(names, 'requires')) unit.dependOn('Requires', name);
}
