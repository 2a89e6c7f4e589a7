import type { Step } from '../../../kernel/step.ts';
import type { Keyboard } from '../lib/keyboard.ts';
import type { Look } from './rows.ts';
import type { Canvas } from './view.ts';

/** What less says and asks on the bottom line. */
export class Dialog {
  constructor(
    private readonly keyboard: Keyboard,
    private readonly canvas: Canvas,
    private readonly look: Look,
    private readonly onSignal: (signal: string) => Step,
  ) {}

  get #erase(): string {
    return `\r${this.canvas.capability('el')}`;
  }

  /** Says something until a key is pressed; one that is not RETURN is a command already. */
  *message(text: string): Step {
    yield* this.canvas.write(`${this.#erase}${this.look.standout}${text}  (press RETURN)${this.look.normal}`);
    for (;;) {
      const event = yield* this.keyboard.next();
      if (!event) continue;
      if ('key' in event) {
        if (!/^[\n\r ]$/.test(event.key)) this.keyboard.unread(event.key);
        return;
      }
      if (event.signal === 'INT') return;
      yield* this.onSignal(event.signal);
      if (event.signal !== 'WINCH' && event.signal !== 'TSTP') return;
    }
  }

  /** Asks for a line; none where it was given up. */
  *ask(label: string): Step<string | undefined> {
    let answer = '';
    yield* this.canvas.write(this.#erase + label);
    for (;;) {
      const event = yield* this.keyboard.next();
      if (!event) continue;
      if ('signal' in event) {
        if (event.signal !== 'INT') yield* this.onSignal(event.signal);
        return undefined;
      }
      const { key } = event;
      if (key === '\n' || key === '\r') return answer;
      if (key === '\x7f' || key === '\b') {
        if (answer === '') return undefined;
        answer = answer.slice(0, -1);
        yield* this.canvas.write('\b \b');
      } else if (key === '\x15') {
        yield* this.canvas.write('\b \b'.repeat(answer.length));
        answer = '';
      } else if (key.length === 1) {
        answer += key;
        yield* this.canvas.write(key);
      }
    }
  }
}
