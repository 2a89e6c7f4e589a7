import { parseCron } from '../go/cron.ts';
import { errorText } from '../go/error.ts';
import { quote } from '../go/quote.ts';
import { selectorMatches } from '../labels.ts';
import type * as batch from '../schema/types/batch-v1.ts';
import type { PodTemplateSpec } from '../schema/types/core-v1.ts';
import { isDomainPrefixedPath } from './content.ts';
import { invalid, notSupported, Path, required, tooLong, type FieldErrors } from './field.ts';
import { internalJson } from './internal.ts';
import { isBadHostName, validateFailurePolicy, validateSuccessPolicy } from './job-policies.ts';
import { goStruct, immutable, kind, same, shownSelector, type KindValidation, type ValidationContext } from './kind.ts';
import { IMMUTABLE, nonnegative, validateLabelSelector } from './meta.ts';
import { podValidationOptions, type PodValidationOptions } from './pod/options.ts';
import { readSelector, validatePodTemplate, validateTemplateLabels } from './template.ts';

// Models pkg/apis/batch/validation/validation.go @v1.35

const SPEC = Path.of('spec');
const MAX_PARALLELISM = 100_000;
const MAX_MANAGED_BY = 63;
const SOFT_LIMIT = 100_000;
const MANY_LIMIT = 10_000;
const [LEGACY_UID, LEGACY_NAME] = ['controller-uid', 'job-name'];
const [UID, NAME] = ['batch.kubernetes.io/controller-uid', 'batch.kubernetes.io/job-name'];

function validateIndexed(spec: batch.JobSpec, path: Path): FieldErrors {
  const { completions, parallelism, maxFailedIndexes: failed, backoffLimitPerIndex: backoff } = spec;
  const errors: FieldErrors = [];
  const atMost = (field: 'parallelism' | 'maxFailedIndexes', limit: number, when = '') => {
    const value = spec[field];
    if (value !== undefined && value > limit)
      errors.push(invalid(path.child(field), value, `must be less than or equal to ${limit}${when}`));
  };
  if (completions === undefined) errors.push(required(path.child('completions'), 'when completion mode is Indexed'));
  atMost('parallelism', MAX_PARALLELISM, ' when completion mode is Indexed');
  if (completions !== undefined && failed !== undefined && failed > completions)
    errors.push(invalid(path.child('maxFailedIndexes'), failed, 'must be less than or equal to completions'));
  atMost('maxFailedIndexes', MAX_PARALLELISM);
  if (completions === undefined || completions <= SOFT_LIMIT || backoff === undefined) return errors;
  const when = ` when completions are above ${SOFT_LIMIT} and used with backoff limit per index`;
  if (failed === undefined)
    errors.push(required(path.child('maxFailedIndexes'), `must be specified when completions is above ${SOFT_LIMIT}`));
  if (parallelism !== undefined) atMost('parallelism', MANY_LIMIT, when);
  atMost('maxFailedIndexes', MANY_LIMIT, when);
  return errors;
}

const COUNTS = [
  'parallelism',
  'completions',
  'activeDeadlineSeconds',
  'backoffLimit',
  'ttlSecondsAfterFinished',
  'backoffLimitPerIndex',
] as const;
const MODES = ['NonIndexed', 'Indexed'];

function validateCompletionMode(spec: batch.JobSpec, path: Path): FieldErrors {
  const mode = spec.completionMode;
  const errors: FieldErrors = [];
  if (mode !== undefined && !MODES.includes(mode)) errors.push(notSupported(path.child('completionMode'), mode, MODES));
  if (mode === 'Indexed') errors.push(...validateIndexed(spec, path));
  if (mode !== undefined && mode !== 'NonIndexed') return errors;
  for (const field of ['backoffLimitPerIndex', 'maxFailedIndexes'] as const)
    if (spec[field] !== undefined) errors.push(invalid(path.child(field), spec[field], 'requires indexed completion mode'));
  return errors;
}

function validateRestartPolicy(spec: batch.JobSpec, path: Path): FieldErrors {
  const policy = spec.template?.spec?.restartPolicy ?? '';
  const at = path.child('template', 'spec', 'restartPolicy');
  const policies = ['OnFailure', 'Never'];
  if (policy === 'Always' || policy === '') return [required(at, `valid values: ${policies.map(quote).join(', ')}`)];
  if (!policies.includes(policy)) return [notSupported(at, policy, policies)];
  if (spec.podFailurePolicy && policy !== 'Never')
    return [invalid(at, policy, 'only "Never" is supported when podFailurePolicy is specified')];
  return [];
}

function validateReplacement(spec: batch.JobSpec, path: Path): FieldErrors {
  const policy = spec.podReplacementPolicy;
  if (policy === undefined) return [];
  const policies = spec.podFailurePolicy ? ['Failed'] : ['Failed', 'TerminatingOrFailed'];
  return policies.includes(policy) ? [] : [notSupported(path, policy, policies)];
}

/** What jobs and the templates of cron jobs have in common (validateJobSpec). */
function validateCommon(spec: batch.JobSpec, path: Path, options: PodValidationOptions): FieldErrors {
  const { maxFailedIndexes: failed, managedBy } = spec;
  const errors = COUNTS.flatMap((field) => (spec[field] === undefined ? [] : nonnegative(spec[field], path.child(field))));
  if (failed !== undefined) {
    errors.push(...nonnegative(failed, path.child('maxFailedIndexes')));
    if (spec.backoffLimitPerIndex === undefined)
      errors.push(required(path.child('backoffLimitPerIndex'), 'when maxFailedIndexes is specified'));
  }
  if (managedBy !== undefined) {
    errors.push(...isDomainPrefixedPath(path.child('managedBy'), managedBy));
    if (managedBy.length > MAX_MANAGED_BY) errors.push(tooLong(path.child('managedBy'), MAX_MANAGED_BY));
  }
  errors.push(...validateCompletionMode(spec, path));
  if (spec.podFailurePolicy) errors.push(...validateFailurePolicy(spec, path.child('podFailurePolicy')));
  if (spec.successPolicy) {
    const at = path.child('successPolicy');
    if (spec.completionMode === 'Indexed') errors.push(...validateSuccessPolicy(spec, at));
    else {
      const rules = (spec.successPolicy.rules ?? []).map(({ succeededIndexes = null, succeededCount = null }) => ({
        SucceededIndexes: succeededIndexes,
        SucceededCount: succeededCount,
      }));
      errors.push(invalid(at, goStruct({ Rules: rules }), 'requires indexed completion mode'));
    }
  }
  return [
    ...errors,
    ...validateReplacement(spec, path.child('podReplacementPolicy')),
    ...validatePodTemplate(spec.template ?? {}, path.child('template'), options),
    ...validateRestartPolicy(spec, path),
  ];
}

function jobSpec(spec: batch.JobSpec, options: PodValidationOptions): FieldErrors {
  const read = readSelector(spec.selector);
  return [
    ...validateCommon(spec, SPEC, options),
    ...(spec.selector ? validateLabelSelector(spec.selector, SPEC.child('selector')) : [required(SPEC.child('selector'))]),
    ...(read ? validateTemplateLabels(spec.template?.metadata?.labels, read.requirements, SPEC.child('template')) : []),
  ];
}

/** ValidateHasLabel. */
function validateHasLabel(template: PodTemplateSpec, key: string, expected: string): FieldErrors {
  const labels = template.metadata?.labels ?? {};
  const at = SPEC.child('template').child('metadata').child('labels');
  if (!Object.hasOwn(labels, key)) return [required(at.key(key), `must be '${expected}'`)];
  return labels[key] === expected ? [] : [invalid(at.key(key), labels[key], `must be '${expected}'`)];
}

/** The labels by which a job knows its pods, where the API server made the selector. */
function validateGenerated(job: batch.Job, prefixed: boolean): FieldErrors {
  const { selector, manualSelector, template = {} } = job.spec ?? {};
  const { uid = '', name = '' } = job.metadata ?? {};
  if (manualSelector || !selector) return [];
  const labels: [string, string][] = [
    [LEGACY_UID!, uid],
    [LEGACY_NAME!, name],
    ...(prefixed
      ? ([
          [UID!, uid],
          [NAME!, name],
        ] as [string, string][])
      : []),
  ];
  const read = readSelector(selector);
  const missed = read?.requirements && !selectorMatches(read.requirements, Object.fromEntries(labels));
  return [
    ...(uid ? [] : [required(Path.of('metadata').child('uid'))]),
    ...labels.flatMap(([key, value]) => validateHasLabel(template, key, value)),
    ...(missed ? [invalid(SPEC.child('selector'), shownSelector(selector), '`selector` not auto-generated')] : []),
  ];
}

function validateJob(job: batch.Job, context: ValidationContext, prefixed = true): FieldErrors {
  const spec = job.spec ?? {};
  const name = job.metadata?.name ?? '';
  const errors = [...validateGenerated(job, prefixed), ...jobSpec(spec, podValidationOptions(context.enabled))];
  if (spec.completionMode === 'Indexed' && spec.completions !== undefined && spec.completions > 0) {
    const host = `${name}-${spec.completions - 1}`;
    if (isBadHostName(host))
      errors.push(invalid(Path.of('metadata').child('name'), name, `will not able to create pod with invalid DNS label: ${host}`));
  }
  return errors;
}

function validateCompletions(spec: batch.JobSpec, old: batch.JobSpec): FieldErrors {
  const at = SPEC.child('completions');
  if (spec.completionMode !== 'Indexed') return immutable(spec.completions, old.completions, at);
  if (spec.completions === old.completions || spec.completions === undefined || spec.completions === spec.parallelism) return [];
  return [invalid(at, spec.completions, `can only be modified in tandem with ${SPEC.child('parallelism').toString()}`)];
}

const isSuspended = (job: batch.Job) => job.spec?.suspend === true;
const isConditionTrue = (job: batch.Job, type: string) =>
  (job.status?.conditions ?? []).some((condition) => condition.type === type && condition.status === 'True');

/** The old template with what a suspended job that never ran may change taken from the new one. */
function withDirectives(old: PodTemplateSpec, now: PodTemplateSpec): PodTemplateSpec {
  const { nodeSelector, tolerations, schedulingGates, affinity } = now.spec ?? {};
  const { nodeAffinity: _ignored, ...others } = old.spec?.affinity ?? {};
  const merged = { ...others, ...(affinity?.nodeAffinity ? { nodeAffinity: affinity.nodeAffinity } : {}) };
  const spec = {
    ...old.spec,
    nodeSelector,
    tolerations,
    schedulingGates,
    affinity: affinity || Object.keys(merged).length ? merged : undefined,
  };
  const metadata = { ...old.metadata, annotations: now.metadata?.annotations, labels: now.metadata?.labels };
  return JSON.parse(JSON.stringify({ ...old, metadata, spec })) as PodTemplateSpec;
}

function validateTemplateUpdate(job: batch.Job, old: batch.Job): FieldErrors {
  const now = job.spec?.template ?? {};
  const mayDirect = isSuspended(old) && (old.status?.startTime === undefined || isConditionTrue(old, 'Suspended'));
  const before = mayDirect ? withDirectives(old.spec?.template ?? {}, now) : (old.spec?.template ?? {});
  return same(now, before) ? [] : [invalid(SPEC.child('template'), internalJson(now, 'PodTemplateSpec'), IMMUTABLE)];
}

const JOB_FIXED = ['completionMode', 'podFailurePolicy', 'backoffLimitPerIndex', 'managedBy', 'successPolicy'] as const;

function validateJobUpdate(job: batch.Job, old: batch.Job, context: ValidationContext): FieldErrors {
  const [spec, before] = [job.spec ?? {}, old.spec ?? {}];
  const labels = before.template?.metadata?.labels ?? {};
  const prefixed = Object.hasOwn(labels, UID!) && Object.hasOwn(labels, NAME!);
  return [
    ...validateJob(job, context, prefixed),
    ...jobSpec(spec, podValidationOptions(context.enabled)),
    ...validateCompletions(spec, before),
    ...immutable(spec.selector, before.selector, SPEC.child('selector'), shownSelector(spec.selector)),
    ...validateTemplateUpdate(job, old),
    ...JOB_FIXED.flatMap((field) => immutable(spec[field], before[field], SPEC.child(field))),
  ];
}

function validateSchedule(schedule: string, timeZone: string | undefined, allowZone: boolean, path: Path): FieldErrors {
  const errors: FieldErrors = [];
  try {
    parseCron(schedule);
  } catch (e) {
    errors.push(invalid(path, schedule, errorText(e)));
  }
  if (!schedule.includes('TZ')) return errors;
  if (!allowZone) errors.push(invalid(path, schedule, 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead'));
  else if (timeZone !== undefined) errors.push(invalid(path, schedule, 'cannot use both timeZone field and TZ or CRON_TZ in schedule'));
  return errors;
}

/** The first parts of the names in the time zone database; the names below them are not known here. */
const ZONE_AREAS =
  /^(UTC|GMT|CET|CST6CDT|EET|EST|EST5EDT|HST|MET|MST|MST7MDT|PST8PDT|WET|Cuba|Egypt|Eire|GB|Hongkong|Iceland|Iran|Israel|Jamaica|Japan|Kwajalein|Libya|NZ|Navajo|PRC|Poland|Portugal|ROC|ROK|Singapore|Turkey|UCT|Universal|W-SU|Zulu|GB-Eire|NZ-CHAT|GMT[+-]?0)$|^(Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Brazil|Canada|Chile|Etc|Europe|Indian|Mexico|Pacific|US)\/./;

function validateTimeZone(zone: string | undefined, path: Path): FieldErrors {
  if (zone === undefined) return [];
  if (zone === '') return [invalid(path, zone, 'timeZone must be nil or non-empty string')];
  const bad = (part: string) => part === '.' || part === '..' || part.startsWith('-') || !/^[A-Za-z._\-0-9+]{1,14}$/.test(part);
  const unknown = invalid(path, zone, `unknown time zone ${zone}`);
  const errors = zone
    .split('/')
    .filter(bad)
    .map(() => unknown);
  if (zone.toLowerCase() === 'local') {
    errors.push(invalid(path, zone, 'timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones'));
    if (zone === 'Local') return errors;
  }
  return ZONE_AREAS.test(zone) ? errors : [...errors, unknown];
}

function cronJobSpec(spec: batch.CronJobSpec, old: batch.CronJobSpec | undefined, context: ValidationContext): FieldErrors {
  const errors: FieldErrors = [];
  const at = SPEC.child('schedule');
  if (!spec.schedule) errors.push(required(at));
  else errors.push(...validateSchedule(spec.schedule, spec.timeZone, old?.schedule?.includes('TZ') ?? false, at));
  if (spec.startingDeadlineSeconds !== undefined)
    errors.push(...nonnegative(spec.startingDeadlineSeconds, SPEC.child('startingDeadlineSeconds')));
  if (!old || old.timeZone !== spec.timeZone) errors.push(...validateTimeZone(spec.timeZone, SPEC.child('timeZone')));
  const [policy, policies] = [spec.concurrencyPolicy ?? '', ['Allow', 'Forbid', 'Replace']];
  const where = SPEC.child('concurrencyPolicy');
  if (!policy) errors.push(required(where));
  else if (!policies.includes(policy)) errors.push(notSupported(where, policy, policies));
  const job = spec.jobTemplate?.spec ?? {};
  const template = SPEC.child('jobTemplate').child('spec');
  errors.push(...validateCommon(job, template, podValidationOptions(context.enabled)));
  if (job.selector) errors.push(invalid(template.child('selector'), shownSelector(job.selector), '`selector` will be auto-generated'));
  if (job.manualSelector) errors.push(notSupported(template.child('manualSelector'), true, ['nil', 'false']));
  for (const field of ['successfulJobsHistoryLimit', 'failedJobsHistoryLimit'] as const)
    if (spec[field] !== undefined) errors.push(...nonnegative(spec[field], SPEC.child(field)));
  return errors;
}

const MAX_CRON_NAME = 52;

function validateCronJob(job: batch.CronJob, context: ValidationContext): FieldErrors {
  const name = job.metadata?.name ?? '';
  const tooLongName = name.length > MAX_CRON_NAME;
  return [
    ...cronJobSpec(job.spec ?? {}, undefined, context),
    ...(tooLongName ? [invalid(Path.of('metadata').child('name'), name, `must be no more than ${MAX_CRON_NAME} characters`)] : []),
  ];
}

/** The kinds of the batch group. */
export const BATCH_KINDS: Record<string, KindValidation> = {
  'batch/Job': kind<batch.Job>((job, context) => validateJob(job, context), { update: validateJobUpdate }),
  'batch/CronJob': kind<batch.CronJob>(validateCronJob, {
    update: (now, old, context) => cronJobSpec(now.spec ?? {}, old.spec ?? {}, context),
  }),
};
