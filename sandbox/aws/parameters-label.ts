import type {
  LabelParameterVersionRequest,
  LabelParameterVersionResult,
  UnlabelParameterVersionRequest,
  UnlabelParameterVersionResult,
} from '@aws-sdk/client-ssm';
import { defineOperation } from './operation.ts';
import { attach, requireNumber } from './parameter/labels.ts';
import { requireParameter } from './parameter/name.ts';
import { onParameter } from './parameter/rights.ts';
import { settle } from './parameter/settle.ts';

export const labelParameterVersion = defineOperation<LabelParameterVersionRequest, LabelParameterVersionResult>({
  service: 'ssm',
  name: 'LabelParameterVersion',
  access: ({ Name: name = '' }, scene) => [onParameter('ssm:LabelParameterVersion', scene, name)],
  answer({ Name: name = '', ParameterVersion: number, Labels: labels = [] }, { world, place }) {
    settle(world, place);
    const parameter = requireParameter(place, name);
    const version = requireNumber(parameter, number);
    return { InvalidLabels: attach(parameter, version, labels), ParameterVersion: version.version };
  },
});

export const unlabelParameterVersion = defineOperation<UnlabelParameterVersionRequest, UnlabelParameterVersionResult>({
  service: 'ssm',
  name: 'UnlabelParameterVersion',
  access: ({ Name: name = '' }, scene) => [onParameter('ssm:UnlabelParameterVersion', scene, name)],
  answer({ Name: name = '', ParameterVersion: number, Labels: asked = [] }, { world, place }) {
    settle(world, place);
    const { labels } = requireNumber(requireParameter(place, name), number);
    const removed = asked.filter((label) => labels.delete(label));
    return { RemovedLabels: removed, InvalidLabels: asked.filter((label) => !removed.includes(label)) };
  },
});
