/** What all of AWS's runbooks begin with, and the parameter that they all have. */
export const head = (description: string) => `description: ${description}
schemaVersion: '0.3'
assumeRole: '{{ AutomationAssumeRole }}'
parameters:`;

export const role = `  AutomationAssumeRole:
    type: String
    description: (Optional) The ARN of the role that allows Automation to perform the actions on your behalf.
    default: ''`;
