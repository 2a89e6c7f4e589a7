import { Errno } from '../../../kernel/errno.ts';
import type { Process } from '../../../kernel/process.ts';
import type { LinuxCalls } from '../../calls.ts';
import type { Interface, NetworkNamespace } from '../../net/namespace.ts';
import { networkNamespaceAt } from '../../namespaces.ts';
import { NotSimulated } from '../lib/utility.ts';
import { printJson, type Json } from './json.ts';

/** Ends `ip` with a message (without a line's end) and an exit code. */
export class IpError extends Error {
  constructor(
    message: string,
    readonly code: number,
  ) {
    super(message);
  }
}

/** What the kernel answers to a request that it refuses. */
export function kernelError(message: string): IpError {
  return new IpError(`Error: ${message}`, 2);
}

/** A call of `ip`: its options, the namespace that it is about, and the words that are left. */
export interface Request {
  p: Process;
  net: NetworkNamespace;
  family: 'inet' | 'inet6' | 'link' | undefined;
  brief: boolean;
  oneline: boolean;
  json: boolean;
  pretty: boolean;
  /** Words after the object. */
  words: string[];
}

export function jsonOutput(r: Request, value: Json): string {
  return `${printJson(value, r.pretty)}\n`;
}

/** Refuses what changes the network to who has no CAP_NET_ADMIN. */
export function requireAdmin(r: Request): void {
  if (r.p.cred.uid !== 0) throw new IpError('RTNETLINK answers: Operation not permitted', 2);
}

export function find(r: Request, name: string): Interface | undefined {
  return r.net.interfaces.find((i) => i.name === name);
}

/** The interface that a command is to change. */
export function target(r: Request, name: string): Interface {
  const device = find(r, name);
  if (!device) throw new IpError(`Cannot find device "${name}"`, 1);
  return device;
}

/** The interface that a listing is to be about. */
export function shown(r: Request, name: string): Interface {
  const device = find(r, name);
  if (!device) throw new IpError(`Device "${name}" does not exist.`, 1);
  return device;
}

/** The next word; without one the command line is not complete. */
export function next(r: Request): string {
  const word = r.words.shift();
  if (word === undefined) throw new IpError('Command line is not complete. Try option "help"', 255);
  return word;
}

export function invalid(argument: string, why: string): IpError {
  return new IpError(`Error: argument "${argument}" is wrong: ${why}\n`, 255);
}

/** A command's word that the object does not have, or that is not simulated here. */
export function unknownCommand(r: Request, object: string, word: string, exists: readonly string[]): Error {
  return exists.some((name) => name.startsWith(word)) || exists.includes(word)
    ? new NotSimulated(`ip ${object} ${word}`)
    : new IpError(`Command "${word}" is unknown, try "ip ${object} help".`, 255);
}

/** Which of some words is meant: iproute2 takes the first that begins with what was typed. */
export function choose<T extends string>(typed: string, words: readonly T[]): T | undefined {
  return words.find((word) => word.startsWith(typed));
}

/** The namespace that `ip netns add` made. */
export function namedNamespace(p: Process, name: string): NetworkNamespace {
  const path = `/run/netns/${name}`;
  const sys = p.sys as LinuxCalls;
  const net = networkNamespaceAt(sys, path);
  if (net) return net;
  const why = sys.exists(path) ? 'Invalid argument' : 'No such file or directory';
  if (sys.exists(path)) throw new IpError(`setting the network namespace "${name}" failed: ${why}`, 255);
  throw new IpError(`Cannot open network namespace "${name}": ${why}`, 255);
}

/** The text of a refusal by errno, as libnetlink prints it. */
export function answers(e: unknown): IpError {
  if (e instanceof Errno) return new IpError(`RTNETLINK answers: ${e.text}`, 2);
  throw e;
}
