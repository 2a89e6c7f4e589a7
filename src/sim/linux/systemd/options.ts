import { getopt, GetoptError, type Given, type Takes } from '../bin/lib/getopt.ts';

/** Options of a program, `n,lines` (letters, then long names) with what each takes. The first long name, else the letter, is its id. */
export type OptionTable = Readonly<Record<string, Takes>>;

/** A command line taken apart. */
export interface Arguments {
  given: Given[];
  operands: string[];
  /** What is wrong with it, as getopt_long(3) says it, without the program's name. */
  error: string | undefined;
}

/** Takes the arguments of one of systemd's programs apart; what came before an error is there too. */
export function parseArguments(args: readonly string[], table: OptionTable, inOrder = false): Arguments {
  const forms = Object.entries(table).map(([key, takes]) => {
    const names = key.split(',');
    const long = names.filter((n) => n.length > 1);
    return { id: long[0] ?? names[0]!, letters: names.filter((n) => n.length === 1).join(''), names: long, takes };
  });
  try {
    const { given, operands } = getopt(args, forms, { inOrder });
    return { given, operands, error: undefined };
  } catch (e) {
    if (!(e instanceof GetoptError)) throw e;
    return { given: [], operands: [], error: e.message };
  }
}

/** The options that were given, by id. */
export class Chosen {
  constructor(private readonly given: readonly Given[]) {}

  has(id: string): boolean {
    return this.given.some((g) => g.id === id);
  }

  /** The last value that was given. */
  value(id: string): string | undefined {
    return this.given.findLast((g) => g.id === id)?.value;
  }

  values(id: string): string[] {
    return this.given.filter((g) => g.id === id).map((g) => g.value ?? '');
  }
}
