import type { Process } from '../../../kernel/process.ts';
import { sleeping, type Step } from '../../../kernel/step.ts';
import { WaitQueue } from '../../../kernel/sync.ts';
import { SECOND } from '../../../kernel/time.ts';
import type { Pod } from '../../shared/api/core.ts';
import { Informer } from '../../shared/client/informer.ts';
import { PODS, type RestClient } from '../../shared/client/rest.ts';
import type { Klog } from '../../shared/klog.ts';
import type { PodUpdate } from '../pods/types.ts';

// Models pkg/kubelet/config/apiserver.go @v1.35

/** The pods that the API server has bound to this node. It is asked once the node itself is known. */
export function* apiServerSource(
  p: Process,
  log: Klog,
  client: RestClient,
  nodeName: string,
  nodeSynced: () => boolean,
  onError: (message: string, type: string) => void,
  updates: (update: PodUpdate) => Step,
): Step {
  log.info('apiserver.go', 42, 'Waiting for node sync before watching apiserver pods');
  while (!nodeSynced()) yield* p.sleep(SECOND);
  log.info('apiserver.go', 52, 'Watching apiserver');
  const changed = new WaitQueue();
  let dirty = false;
  const note = (): void => {
    dirty = true;
    changed.wakeAll();
  };
  const informer = new Informer<Pod>(p, client, {
    resource: PODS,
    type: '*v1.Pod',
    query: { fieldSelector: `spec.nodeName=${nodeName}` },
    onError,
  })
    .handle({ added: note, updated: note, deleted: note })
    .start();
  yield* informer.wait();
  for (;;) {
    dirty = false;
    yield* updates({ op: 'SET', source: 'api', pods: informer.list() });
    if (!dirty) yield* p.select({ changed: changed.wait });
    // changes of one moment go out together
    yield* p.select({ settle: sleeping(p.clock, 1000) });
  }
}
