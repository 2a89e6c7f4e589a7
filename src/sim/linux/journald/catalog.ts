import { fieldOf, type Entry } from './store.ts';

interface Explanation {
  subject: string;
  /** Lines of text, with `@FIELD@` for what the entry says. */
  text: readonly string[];
}

/** What `journalctl -x` adds to messages of systemd, by MESSAGE_ID. */
const CATALOG: Readonly<Record<string, Explanation>> = {
  f77379a8490b408bbe5f6940505a777b: {
    subject: 'The journal has been started',
    text: ['The process of the journal is up and takes messages.'],
  },
  '7d4958e842da4a758f6c1cdc7b36dcc5': {
    subject: 'A start job for unit @UNIT@ has begun execution',
    text: ['A start job for unit @UNIT@ has begun execution.', '', 'The job identifier is @JOB_ID@.'],
  },
  '39f53479d3a045ac8e11786248231fbf': {
    subject: 'A start job for unit @UNIT@ has finished successfully',
    text: ['A start job for unit @UNIT@ has finished successfully.', '', 'The job identifier is @JOB_ID@.'],
  },
  be02cf6855d2428ba40df7e9d022f03d: {
    subject: 'A start job for unit @UNIT@ has failed',
    text: [
      'A start job for unit @UNIT@ has finished with a failure.',
      '',
      'The job identifier is @JOB_ID@ and the job result is @JOB_RESULT@.',
    ],
  },
  de5b426a63be47a7b6ac3eaac82e2f6f: {
    subject: 'A stop job for unit @UNIT@ has begun execution',
    text: ['A stop job for unit @UNIT@ has begun execution.', '', 'The job identifier is @JOB_ID@.'],
  },
  '9d1aaa27d60140bd96365438aad20286': {
    subject: 'A stop job for unit @UNIT@ has finished',
    text: ['A stop job for unit @UNIT@ has finished.', '', 'The job identifier is @JOB_ID@ and the job result is @JOB_RESULT@.'],
  },
  d34d037fff1847e6ae669a370e694725: {
    subject: 'A reload job for unit @UNIT@ has begun execution',
    text: ['A reload job for unit @UNIT@ has begun execution.', '', 'The job identifier is @JOB_ID@.'],
  },
  '7b05ebc668384222baa8881179cfda54': {
    subject: 'A reload job for unit @UNIT@ has finished',
    text: ['A reload job for unit @UNIT@ has finished.', '', 'The job identifier is @JOB_ID@ and the job result is @JOB_RESULT@.'],
  },
  '641257651c1b4ec9a8624d7a40a9e1e7': {
    subject: 'Process @EXECUTABLE@ could not be executed',
    text: ['The process @EXECUTABLE@ could not be executed and failed.', '', 'The error number returned by this process is @ERRNO@.'],
  },
  '98e322203f7a4ed290d09fe03c09fe15': {
    subject: 'Unit process exited',
    text: [
      'An @COMMAND@= process belonging to unit @UNIT@ has exited.',
      '',
      "The process' exit code is '@EXIT_CODE@' and its exit status is @EXIT_STATUS@.",
    ],
  },
  '7ad2d189f7e94e70a38c781354912448': { subject: 'Unit succeeded', text: ["The unit @UNIT@ has successfully entered the 'dead' state."] },
  '0e4284a0caca4bfc81c0bb6786972673': {
    subject: 'Unit skipped',
    text: ["The unit @UNIT@ was skipped and has entered the 'dead' state with result '@UNIT_RESULT@'."],
  },
  d9b373ed55a64feb8242e02dbe79a49c: {
    subject: 'Unit failed',
    text: ["The unit @UNIT@ has entered the 'failed' state with result '@UNIT_RESULT@'."],
  },
  '5eb03494b6584870a536b337290809b3': {
    subject: 'Automatic restarting of a unit has been scheduled',
    text: [
      'Automatic restarting of the unit @UNIT@ has been scheduled, as the result for',
      'the configured Restart= setting for the unit.',
    ],
  },
  ae8f7b866b0347b9af31fe1c80b127c0: {
    subject: 'Resources consumed by unit runtime',
    text: ['The unit @UNIT@ completed and consumed the indicated resources.'],
  },
  fe6faa94e7774663a0da52717891d8ef: {
    subject: 'A process of @UNIT@ unit has been killed by the OOM killer',
    text: ['The kernel ended a process of the unit @UNIT@ because memory was short.'],
  },
  b07a249cd024414a82dd00cd181378ff: {
    subject: 'System start-up is now complete',
    text: ['Everything that was to be started at boot has been started.', '', 'User space took @USERSPACE_USEC@ microseconds.'],
  },
};

/** The explanation of an entry, in lines: a header, then text. None where the message is not one that has one. */
export function explanation(entry: Entry): string | undefined {
  const id = fieldOf(entry, 'MESSAGE_ID');
  const found = id === undefined ? undefined : CATALOG[id];
  if (!found) return undefined;
  const fill = (line: string): string => line.replace(/@([A-Z_]+)@/g, (_all, name: string) => fieldOf(entry, name) ?? '');
  const header = [`Subject: ${fill(found.subject)}`, 'Defined-By: systemd', 'Support: https://www.debian.org/support', ''];
  return [...header, ...found.text.map(fill)].join('\n');
}
