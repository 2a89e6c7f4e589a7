import { setup } from 'xstate';

/** What happens to the manifest directory's source. */
export type DirectorySourceEvent =
  { type: 'WATCH_STARTED' } | { type: 'WATCH_LOST' } | { type: 'RESCAN' } | { type: 'RESCANNED' } | { type: 'STOP' };

/**
 * The manifest directory as the kubelet sees it: it is watched by inotify while it exists, and read whole every
 * fileCheckFrequency whether it is watched or not.
 */
export const directorySourceMachine = setup({ types: { events: {} as DirectorySourceEvent } }).createMachine({
  id: 'manifest-directory',
  type: 'parallel',
  states: {
    watch: {
      initial: 'lost',
      states: {
        lost: { on: { WATCH_STARTED: 'watching' } },
        watching: { on: { WATCH_LOST: 'lost' } },
      },
    },
    scan: {
      initial: 'waiting',
      states: {
        waiting: { on: { RESCAN: 'rescanning' } },
        rescanning: { on: { RESCANNED: 'waiting' } },
      },
    },
  },
});
