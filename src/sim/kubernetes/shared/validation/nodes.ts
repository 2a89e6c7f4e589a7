import { Quantity } from '../go/quantity.ts';
import { sortStrings } from '../go/quote.ts';
import { requirementsOf } from '../labels.ts';
import type * as core from '../schema/types/core-v1.ts';
import { isCidrForLegacyField, isLabelValue } from './content.ts';
import { duplicate, FieldError, forbidden, invalid, Path, required, type FieldErrors } from './field.ts';
import { goStruct, kind, type KindValidation, type ValidationContext } from './kind.ts';
import { nonnegative, validateLabelName } from './meta.ts';
import { podValidationOptions } from './pod/options.ts';
import { validateQuantityValue, validateResourceName } from './pod/resources.ts';
import { validateTaintEffect } from './pod/scheduling.ts';
import { validatePodTemplate, validateReplicatedTemplate } from './template.ts';

// Models pkg/apis/core/validation/validation.go @v1.35: nodes, replication controllers and pod templates

const SPEC = Path.of('spec');

function validateTaints(taints: readonly core.Taint[] = []): FieldErrors {
  const path = Path.of('metadata').child('taints');
  return taints.flatMap((taint, i) => {
    const { key = '', value = '', effect = '', timeAdded = null } = taint;
    const at = path.index(i);
    const wrong = isLabelValue(value);
    const shown = goStruct({ Key: key, Value: value, Effect: effect, TimeAdded: timeAdded });
    const twice = taints.findIndex((other) => (other.key ?? '') === key && (other.effect ?? '') === effect) < i;
    return [
      ...validateLabelName(key, at.child('key')),
      ...(wrong.length ? [invalid(at.child('value'), value, wrong.join(';'))] : []),
      ...validateTaintEffect(taint.effect, false, at.child('effect')),
      ...(twice ? [new FieldError('Duplicate value', at.toString(), shown, 'taints must be unique by key and effect pair')] : []),
    ];
  });
}

function validateResources(node: core.Node): FieldErrors {
  return (['capacity', 'allocatable'] as const).flatMap((field) => {
    const list = node.status?.[field] ?? {};
    return sortStrings(Object.keys(list)).flatMap((name) => {
      const at = Path.of('status', field, name);
      return [...validateResourceName(name, at), ...validateQuantityValue(name, Quantity.parse(list[name]!), at)];
    });
  });
}

const isIpv6 = (cidr: string) => cidr.includes(':');

function validateNode(node: core.Node, context: ValidationContext): FieldErrors {
  const [cidrs, at] = [node.spec?.podCIDRs ?? [], SPEC.child('podCIDRs')];
  const strict = context.enabled('StrictIPCIDRValidation');
  const dual = cidrs.some(isIpv6) && cidrs.some((cidr) => !isIpv6(cidr));
  return [
    ...validateTaints(node.spec?.taints),
    ...validateResources(node),
    ...cidrs.flatMap((cidr, i) => isCidrForLegacyField(at.index(i), cidr, { strict })),
    ...(cidrs.length > 1 && (!dual || cidrs.length > 2)
      ? [invalid(at, cidrs, 'may specify no more than one CIDR for each IP family')]
      : []),
  ];
}

function validateNodeUpdate(node: core.Node, old: core.Node, context: ValidationContext): FieldErrors {
  const [spec, before, addresses] = [node.spec ?? {}, old.spec ?? {}, node.status?.addresses ?? []];
  const errors = [...validateNode(node, context), ...validateResources(node)];
  const keys = addresses.map(({ type = '', address = '' }) => `${type}/${address}`);
  addresses.forEach(({ type = '', address = '' }, i) => {
    if (keys.indexOf(keys[i]!) < i)
      errors.push(duplicate(Path.of('status', 'addresses').index(i), goStruct({ Type: type, Address: address })));
  });
  const [cidrs, had] = [spec.podCIDRs ?? [], before.podCIDRs ?? []];
  const changed = had.length !== cidrs.length ? 1 : had.filter((cidr, i) => cidr !== cidrs[i]).length;
  for (let i = 0; had.length && i < changed; i++)
    errors.push(forbidden(SPEC.child('podCIDRs'), 'node updates may not change podCIDR except from "" to valid'));
  if (before.providerID && before.providerID !== spec.providerID)
    errors.push(forbidden(SPEC.child('providerID'), 'node updates may not change providerID except from "" to valid'));
  return [...errors, ...validateTaints(spec.taints)];
}

function validateController(controller: core.ReplicationController, context: ValidationContext): FieldErrors {
  const { minReadySeconds = 0, selector = {}, replicas, template } = controller.spec ?? {};
  const requirements = requirementsOf(selector);
  return [
    ...nonnegative(minReadySeconds, SPEC.child('minReadySeconds')),
    ...(requirements.length ? [] : [required(SPEC.child('selector'))]),
    ...(replicas === undefined ? [required(SPEC.child('replicas'))] : nonnegative(replicas, SPEC.child('replicas'))),
    ...validateReplicatedTemplate(
      template,
      requirements,
      SPEC.child('template'),
      podValidationOptions(context.enabled),
      'ReplicationController',
    ),
  ];
}

/** Nodes, replication controllers and pod templates. */
export const NODE_KINDS: Record<string, KindValidation> = {
  '/Node': kind<core.Node>(validateNode, { update: validateNodeUpdate }),
  '/ReplicationController': kind<core.ReplicationController>(validateController),
  '/PodTemplate': kind<core.PodTemplate>((template, context) =>
    validatePodTemplate(template.template ?? {}, Path.of('template'), podValidationOptions(context.enabled)),
  ),
};
