import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findInAlarm } from '../../../src/workflows/runbook/alarm.ts';

const id = 'i-0a1b2c3d4e5f67890';

test('the subject of a mail by SNS names its alarm', () => {
  expect(findInAlarm([`ALARM: "cpu high (web)" in EU (Frankfurt)`]).alarms).toEqual(['cpu high (web)']);
  expect(findInAlarm(['*OK: "disk &amp; inodes" in US East (N. Virginia)*']).alarms).toEqual(['disk & inodes']);
});

test('the mail itself names alarm, instance and ARN', () => {
  const mail = `You are receiving this email because your Amazon CloudWatch Alarm "cpu-high" in the EU (Frankfurt) region has entered the ALARM state.

Alarm Details:
- Name:                       cpu-high
- Description:
- State Change:               OK -> ALARM
- AWS Account:                111122223333
- Alarm Arn:                  arn:aws:cloudwatch:eu-central-1:111122223333:alarm:cpu-high

Monitored Metric:
- Dimensions:                 [InstanceId = ${id}]`;
  expect(findInAlarm([mail])).toEqual({
    instances: [id],
    alarms: ['cpu-high'],
    arns: [
      {
        text: 'arn:aws:cloudwatch:eu-central-1:111122223333:alarm:cpu-high',
        partition: 'aws',
        service: 'cloudwatch',
        region: 'eu-central-1',
        account: '111122223333',
        resource: 'alarm:cpu-high',
      },
    ],
  });
});

test('a post of AWS Chatbot names its alarm in a link', () => {
  const title =
    '<https://console.aws.amazon.com/cloudwatch/home?region=eu-central-1#alarmsV2:alarm/cpu%20high?|:rotating_light: *CloudWatch Alarm | cpu high | eu-central-1 | Account: 111122223333*>';
  expect(findInAlarm(['', title]).alarms).toEqual(['cpu high']);
});

test("SNS's JSON is read though it is cut", () => {
  const json = JSON.stringify({
    AlarmName: 'cpu "high"',
    NewStateValue: 'ALARM',
    AlarmArn: 'arn:aws:cloudwatch:eu-central-1:111122223333:alarm:cpu "high"',
    Trigger: { Dimensions: [{ name: 'InstanceId', value: id }] },
  });
  expect(findInAlarm([`\`\`\`${json.slice(0, -3)}`])).toMatchObject({ alarms: ['cpu "high"'], instances: [id] });
});

test('an id within a name is found; what only looks like one is not', () => {
  expect(findInAlarm([`cpu-${id}, mi-0a1b2c3d4e5f67890, i-0a1b2c3d.`]).instances).toEqual([id, 'mi-0a1b2c3d4e5f67890', 'i-0a1b2c3d']);
  expect(findInAlarm(['ami-0a1b2c3d4e5f67890 i-0a1b2c3 i-0a1b2c3d4 I-0a1b2c3d wifi-0a1b2c3d']).instances).toEqual([]);
});

test('an ARN ends where its sentence goes on', () => {
  const { arns } = findInAlarm(['See arn:aws:lambda:us-east-1:111122223333:function:web:live, and *arn:aws-cn:s3:::logs/a.b*.']);
  expect(arns.map(({ text }) => text)).toEqual(['arn:aws:lambda:us-east-1:111122223333:function:web:live', 'arn:aws-cn:s3:::logs/a.b']);
});

const pieces = fc.constantFrom(
  'ALARM: "',
  '"AlarmName": "',
  '\\',
  '"',
  'arn:aws:',
  ':',
  'i-',
  '0a1b2c3d',
  '*',
  '|',
  'CloudWatch Alarm | ',
  '<https:',
  '>',
  '%4',
  ' ',
  '\n',
);

test('any text is searched, and what is found stands in it, once and not too often', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(pieces, fc.string({ maxLength: 5 })), { maxLength: 60 }), (parts) => {
      const text = parts.join('');
      const { instances, arns, alarms } = findInAlarm([text]);
      for (const each of [instances, arns.map((one) => one.text), alarms]) {
        expect(new Set(each).size).toBe(each.length);
        expect(each.length).toBeLessThanOrEqual(20);
      }
      for (const each of instances) expect(text).toContain(each);
    }),
    { numRuns: 300 },
  );
});

test.each([
  'ALARM: "',
  '"AlarmName": "\\',
  'arn:aws:ec2:',
  '<https:',
  'alarm name: ',
  'Alarm Details:\n- Name: ',
  'CloudWatch Alarm | ',
  '%25',
  'i-0a1b2c3d',
  ' ',
  '\\',
])('100,000 characters of %j take no long time', (piece) => {
  const before = process.cpuUsage().user;
  findInAlarm([piece.repeat(100_000 / piece.length)]);
  // Microseconds of this process's own work.
  expect(process.cpuUsage().user - before).toBeLessThan(1_500_000);
});
