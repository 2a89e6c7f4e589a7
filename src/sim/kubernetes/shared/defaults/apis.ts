import type * as admission from '../schema/types/admissionregistration-v1.ts';
import type * as extensions from '../schema/types/apiextensions-v1.ts';
import type * as registration from '../schema/types/apiregistration-v1.ts';
import type * as apps from '../schema/types/apps-v1.ts';
import type * as autoscaling1 from '../schema/types/autoscaling-v1.ts';
import type * as autoscaling from '../schema/types/autoscaling-v2.ts';
import type * as batch from '../schema/types/batch-v1.ts';
import type * as discovery from '../schema/types/discovery-v1.ts';
import type * as flow from '../schema/types/flowcontrol-v1.ts';
import type * as networking from '../schema/types/networking-v1.ts';
import type * as rbac from '../schema/types/rbac-v1.ts';
import type * as resource from '../schema/types/resource-v1.ts';
import type * as scheduling from '../schema/types/scheduling-v1.ts';
import type * as storage from '../schema/types/storage-v1.ts';
import type { DefaultingContext, Defaulters } from './walk.ts';

const MAX_INT32 = 2147483647;

function deployment(object: apps.Deployment): void {
  const spec = (object.spec ??= {});
  spec.replicas ??= 1;
  const strategy = (spec.strategy ??= {});
  strategy.type ||= 'RollingUpdate';
  if (strategy.type === 'RollingUpdate') {
    const rolling = (strategy.rollingUpdate ??= {});
    rolling.maxUnavailable ??= '25%';
    rolling.maxSurge ??= '25%';
  }
  spec.revisionHistoryLimit ??= 10;
  spec.progressDeadlineSeconds ??= 600;
}

function daemonSet(object: apps.DaemonSet): void {
  const spec = (object.spec ??= {});
  const strategy = (spec.updateStrategy ??= {});
  strategy.type ||= 'RollingUpdate';
  if (strategy.type === 'RollingUpdate') {
    const rolling = (strategy.rollingUpdate ??= {});
    rolling.maxUnavailable ??= 1;
    rolling.maxSurge ??= 0;
  }
  spec.revisionHistoryLimit ??= 10;
}

function statefulSet(object: apps.StatefulSet, context: DefaultingContext): void {
  const spec = (object.spec ??= {});
  spec.podManagementPolicy ||= 'OrderedReady';
  const strategy = (spec.updateStrategy ??= {});
  if (!strategy.type) {
    strategy.type = 'RollingUpdate';
    strategy.rollingUpdate ??= {};
  }
  if (strategy.type === 'RollingUpdate' && strategy.rollingUpdate) {
    strategy.rollingUpdate.partition ??= 0;
    if (context.enabled('MaxUnavailableStatefulSet')) strategy.rollingUpdate.maxUnavailable ??= 1;
  }
  const retention = (spec.persistentVolumeClaimRetentionPolicy ??= {});
  retention.whenDeleted ||= 'Retain';
  retention.whenScaled ||= 'Retain';
  spec.replicas ??= 1;
  spec.revisionHistoryLimit ??= 10;
}

function job(object: batch.Job): void {
  const spec = (object.spec ??= {});
  if (spec.completions === undefined && spec.parallelism === undefined) spec.completions = 1;
  spec.parallelism ??= 1;
  spec.backoffLimit ??= spec.backoffLimitPerIndex !== undefined ? MAX_INT32 : 6;
  const labels = spec.template?.metadata?.labels;
  if (labels) {
    const meta = (object.metadata ??= {});
    if (!Object.keys(meta.labels ?? {}).length) meta.labels = { ...labels };
  }
  spec.completionMode ??= 'NonIndexed';
  spec.suspend ??= false;
  spec.podReplacementPolicy ??= spec.podFailurePolicy ? 'Failed' : 'TerminatingOrFailed';
  spec.manualSelector ??= false;
}

function autoscaler(object: autoscaling.HorizontalPodAutoscaler): void {
  const spec = (object.spec ??= {});
  spec.minReplicas ??= 1;
  if (!spec.metrics?.length) {
    spec.metrics = [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } }];
  }
  if (!spec.behavior) return;
  const percent = { type: 'Percent', value: 100, periodSeconds: 15 };
  spec.behavior.scaleUp = {
    stabilizationWindowSeconds: 0,
    selectPolicy: 'Max',
    policies: [{ type: 'Pods', value: 4, periodSeconds: 15 }, percent],
    ...spec.behavior.scaleUp,
  };
  spec.behavior.scaleDown = { selectPolicy: 'Max', policies: [percent], ...spec.behavior.scaleDown };
}

function webhook(object: admission.ValidatingWebhook | admission.MutatingWebhook): void {
  object.failurePolicy ??= 'Fail';
  object.matchPolicy ??= 'Equivalent';
  object.namespaceSelector ??= {};
  object.objectSelector ??= {};
  object.timeoutSeconds ??= 10;
}

function csiDriver(object: storage.CSIDriver): void {
  const spec = (object.spec ??= {});
  spec.attachRequired ??= true;
  spec.podInfoOnMount ??= false;
  spec.storageCapacity ??= false;
  spec.fsGroupPolicy ??= 'ReadWriteOnceWithFSType';
  if (!spec.volumeLifecycleModes?.length) spec.volumeLifecycleModes = ['Persistent'];
  spec.requiresRepublish ??= false;
  spec.seLinuxMount ??= false;
}

function customResourceDefinition(object: extensions.CustomResourceDefinition): void {
  const spec = (object.spec ??= {});
  const names = (spec.names ??= {});
  if (!names.singular && names.kind) names.singular = names.kind.toLowerCase();
  if (!names.listKind && names.kind) names.listKind = `${names.kind}List`;
  spec.conversion ??= { strategy: 'None' };
  const stored = spec.versions?.find((version) => version.storage)?.name;
  if (!object.status?.storedVersions?.length && stored !== undefined) object.status = { ...object.status, storedVersions: [stored] };
}

const RBAC_GROUP = 'rbac.authorization.k8s.io';
const roleRef = (object: rbac.RoleBinding | rbac.ClusterRoleBinding) => {
  const ref = (object.roleRef ??= {});
  ref.apiGroup ||= RBAC_GROUP;
};
const port443 = (reference: { port?: number }) => {
  reference.port ??= 443;
};
const deviceCount = (request: resource.ExactDeviceRequest | resource.DeviceSubRequest) => {
  request.allocationMode ||= 'ExactCount';
  if (request.allocationMode === 'ExactCount') request.count ||= 1;
};

/** Defaults of the other groups' kinds, each from its defaults.go. */
export const API_DEFAULTS: Defaulters = {
  'apps/v1.Deployment': deployment,
  'apps/v1.DaemonSet': daemonSet,
  'apps/v1.StatefulSet': statefulSet,
  'apps/v1.ReplicaSet': (object: apps.ReplicaSet) => {
    (object.spec ??= {}).replicas ??= 1;
  },
  'batch/v1.Job': job,
  'batch/v1.CronJob': (object: batch.CronJob) => {
    const spec = (object.spec ??= {});
    spec.concurrencyPolicy ||= 'Allow';
    spec.suspend ??= false;
    spec.successfulJobsHistoryLimit ??= 3;
    spec.failedJobsHistoryLimit ??= 1;
  },
  'batch/v1.PodFailurePolicyOnPodConditionsPattern': (pattern: batch.PodFailurePolicyOnPodConditionsPattern) => {
    pattern.status ||= 'True';
  },
  'autoscaling/v2.HorizontalPodAutoscaler': autoscaler,
  'autoscaling/v1.HorizontalPodAutoscaler': (object: autoscaling1.HorizontalPodAutoscaler) => {
    (object.spec ??= {}).minReplicas ??= 1;
  },
  'networking/v1.NetworkPolicyPort': (port: networking.NetworkPolicyPort) => {
    port.protocol ??= 'TCP';
  },
  'networking/v1.NetworkPolicy': (object: networking.NetworkPolicy) => {
    const spec = (object.spec ??= {});
    if (!spec.policyTypes?.length) spec.policyTypes = spec.egress?.length ? ['Ingress', 'Egress'] : ['Ingress'];
  },
  'networking/v1.IngressClass': (object: networking.IngressClass) => {
    if (object.spec?.parameters) object.spec.parameters.scope ??= 'Cluster';
  },
  'rbac/v1.RoleBinding': roleRef,
  'rbac/v1.ClusterRoleBinding': roleRef,
  'rbac/v1.Subject': (subject: rbac.Subject) => {
    if (subject.kind === 'User' || subject.kind === 'Group') subject.apiGroup ||= RBAC_GROUP;
  },
  'storage/v1.StorageClass': (object: storage.StorageClass) => {
    object.reclaimPolicy ??= 'Delete';
    object.volumeBindingMode ??= 'Immediate';
  },
  'storage/v1.CSIDriver': csiDriver,
  'admissionregistration/v1.ValidatingWebhook': webhook,
  'admissionregistration/v1.MutatingWebhook': (object: admission.MutatingWebhook) => {
    webhook(object);
    object.reinvocationPolicy ??= 'Never';
  },
  'admissionregistration/v1.RuleWithOperations': (rule: admission.RuleWithOperations) => {
    rule.scope ??= '*';
  },
  'admissionregistration/v1.NamedRuleWithOperations': (rule: admission.NamedRuleWithOperations) => {
    rule.scope ??= '*';
  },
  'admissionregistration/v1.ServiceReference': port443,
  'admissionregistration/v1.ValidatingAdmissionPolicySpec': (spec: admission.ValidatingAdmissionPolicySpec) => {
    spec.failurePolicy ??= 'Fail';
  },
  'admissionregistration/v1.MatchResources': (match: admission.MatchResources) => {
    match.matchPolicy ??= 'Equivalent';
    match.namespaceSelector ??= {};
    match.objectSelector ??= {};
  },
  'apiextensions/v1.CustomResourceDefinition': customResourceDefinition,
  'apiextensions/v1.ServiceReference': port443,
  'apiregistration/v1.ServiceReference': (reference: registration.ServiceReference) => port443(reference),
  'scheduling/v1.PriorityClass': (object: scheduling.PriorityClass) => {
    object.preemptionPolicy ??= 'PreemptLowerPriority';
  },
  'discovery/v1.EndpointPort': (port: discovery.EndpointPort) => {
    port.name ??= '';
    port.protocol ??= 'TCP';
  },
  'flowcontrol/v1.FlowSchemaSpec': (spec: flow.FlowSchemaSpec) => {
    spec.matchingPrecedence ||= 1000;
  },
  'flowcontrol/v1.ExemptPriorityLevelConfiguration': (level: flow.ExemptPriorityLevelConfiguration) => {
    level.nominalConcurrencyShares ??= 0;
    level.lendablePercent ??= 0;
  },
  'flowcontrol/v1.LimitedPriorityLevelConfiguration': (level: flow.LimitedPriorityLevelConfiguration) => {
    level.nominalConcurrencyShares ??= 30;
    level.lendablePercent ??= 0;
  },
  'flowcontrol/v1.QueuingConfiguration': (queuing: flow.QueuingConfiguration) => {
    queuing.handSize ||= 8;
    queuing.queues ||= 64;
    queuing.queueLengthLimit ||= 50;
  },
  'resource/v1.ExactDeviceRequest': deviceCount,
  'resource/v1.DeviceSubRequest': deviceCount,
};
