import type {
  DescribeParametersRequest,
  DescribeParametersResult,
  GetParameterHistoryRequest,
  GetParameterHistoryResult,
  ParametersFilter,
} from '@aws-sdk/client-ssm';
import { anything, defineOperation } from './operation.ts';
import { pageOf, scanOf } from './page.ts';
import { filterOf } from './parameter/filters.ts';
import { readName, requireParameter } from './parameter/name.ts';
import { inOrder } from './parameter/parameter.ts';
import { demandDecrypt, onParameter } from './parameter/rights.ts';
import { settle } from './parameter/settle.ts';
import { shownHistory, shownMetadata } from './parameter/view.ts';
import { refuse } from './refusal.ts';

const most = 50; // a page of either

/** The older form of the filters: names by their beginning, the rest whole. */
const asFilters = (filters: readonly ParametersFilter[]) =>
  filters.map(({ Key, Values }) => ({ Key, Values, Option: Key === 'Name' ? 'BeginsWith' : 'Equals' }));

export const describeParameters = defineOperation<DescribeParametersRequest, DescribeParametersResult>({
  service: 'ssm',
  name: 'DescribeParameters',
  access: anything('ssm:DescribeParameters'),
  answer({ NextToken: token, ...question }, { world, place }) {
    settle(world, place);
    const { Filters: old, ParameterFilters: filters, MaxResults: size = most, Shared: shared } = question;
    if (old?.length && filters?.length)
      refuse('ValidationException', 'You can use either Filters or ParameterFilters in a single request.');
    const wanted = filterOf('DescribeParameters', old?.length ? asFilters(old) : filters);
    // Nothing is shared with these accounts.
    const all = shared ? [] : inOrder(place.parameters);
    const { page, next } = scanOf(all, wanted, size, token, question);
    return { Parameters: page.map((parameter) => shownMetadata(place, parameter, world.clock.now())), ...next };
  },
});

export const getParameterHistory = defineOperation<GetParameterHistoryRequest, GetParameterHistoryResult>({
  service: 'ssm',
  name: 'GetParameterHistory',
  access: ({ Name: name = '' }, scene) => [onParameter('ssm:GetParameterHistory', scene, name)],
  async answer({ NextToken: token, WithDecryption: decrypted = false, ...question }, scene) {
    const { world, place } = scene;
    settle(world, place);
    const { name, versions } = requireParameter(place, readName(place, question.Name ?? '').name);
    const { page, next } = pageOf(versions, question.MaxResults ?? most, token, question);
    for (const version of page) if (decrypted) await demandDecrypt(scene, name, version);
    return { Parameters: page.map((version) => shownHistory(place, name, version, decrypted, world.clock.now())), ...next };
  },
});
