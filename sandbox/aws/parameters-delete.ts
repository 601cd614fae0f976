import type { DeleteParameterRequest, DeleteParameterResult, DeleteParametersRequest, DeleteParametersResult } from '@aws-sdk/client-ssm';
import { defineOperation } from './operation.ts';
import { findParameter, requireParameter } from './parameter/name.ts';
import { removeParameter } from './parameter/parameter.ts';
import { onParameter } from './parameter/rights.ts';
import { settle } from './parameter/settle.ts';

/** All versions go, with their labels and tags. AWS asks to wait 30 seconds before a parameter of the same name is made; it is not held to here. */
export const deleteParameter = defineOperation<DeleteParameterRequest, DeleteParameterResult>({
  service: 'ssm',
  name: 'DeleteParameter',
  access: ({ Name: name = '' }, scene) => [onParameter('ssm:DeleteParameter', scene, name)],
  answer({ Name: name = '' }, { world, place }) {
    settle(world, place);
    removeParameter(place.parameters, requireParameter(place, name));
    return {};
  },
});

export const deleteParameters = defineOperation<DeleteParametersRequest, DeleteParametersResult>({
  service: 'ssm',
  name: 'DeleteParameters',
  access: ({ Names: names = [] }, scene) => names.map((name) => onParameter('ssm:DeleteParameters', scene, name)),
  answer({ Names: names = [] }, { world, place }) {
    settle(world, place);
    const there = names.filter((name) => {
      const parameter = findParameter(place, name);
      if (parameter) removeParameter(place.parameters, parameter);
      return parameter !== undefined;
    });
    return { DeletedParameters: there, InvalidParameters: names.filter((name) => !there.includes(name)) };
  },
});
