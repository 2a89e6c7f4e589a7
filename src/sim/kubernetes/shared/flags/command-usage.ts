import { byteLength } from '../go/quote.ts';
import type { Command } from './command.ts';
import { FlagSet, type FlagSpec } from './flag-set.ts';
import { flagUsages } from './usage.ts';

const MIN_NAME_PADDING = 11;

/** The line that shows how a command is called, e.g. `kubeadm token create [token] [flags]` (UseLine). */
export function useLine(command: Command): string {
  const line = command.parent ? `${command.parent.path} ${command.spec.use}` : command.spec.use;
  const flagged = [...command.localFlags(), ...command.inheritedFlags()].some((flag) => !flag.hidden && !flag.deprecated);
  return !command.spec.plainUse && flagged && !line.includes('[flags]') ? `${line} [flags]` : line;
}

function usages(specs: readonly FlagSpec[]): string {
  return flagUsages(new FlagSet(specs).all()).trimEnd();
}

/** The usage text of a command by cobra's own template, with its last line end. */
export function usageText(command: Command): string {
  const { runnable, aliases, example } = command.spec;
  const listed = command.commands.filter((child) => child.available || child.name === 'help');
  const hasCommands = command.commands.some((child) => child.available);
  const padding = Math.max(MIN_NAME_PADDING, ...command.commands.map((child) => byteLength(child.name)));
  const inherited = command.inheritedFlags().filter((flag) => !command.localFlags().some((own) => own.name === flag.name));
  const shown = (specs: readonly FlagSpec[]) => specs.some((flag) => !flag.hidden && !flag.deprecated);
  let out = 'Usage:';
  if (runnable) out += `\n  ${useLine(command)}`;
  if (hasCommands) out += `\n  ${command.path} [command]`;
  if (aliases?.length) out += `\n\nAliases:\n  ${[command.name, ...aliases].join(', ')}`;
  if (example) out += `\n\nExamples:\n${example}`;
  if (hasCommands)
    out += `\n\nAvailable Commands:${listed.map((child) => `\n  ${child.name.padEnd(padding)} ${child.spec.short ?? ''}`).join('')}`;
  if (shown(command.localFlags())) out += `\n\nFlags:\n${usages(command.localFlags())}`;
  if (shown(inherited)) out += `\n\nGlobal Flags:\n${usages(inherited)}`;
  if (hasCommands) out += `\n\nUse "${command.path} [command] --help" for more information about a command.`;
  return `${out}\n`;
}

/** What `--help` shows: the long text, a blank line and the usage. */
export function helpText(command: Command): string {
  const text = (command.spec.long ?? command.spec.short ?? '').trimEnd();
  return (text ? `${text}\n\n` : '') + (command.spec.runnable || command.commands.length ? usageText(command) : '');
}
