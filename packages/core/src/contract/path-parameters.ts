/** A parameter that stands in the path of a route. */
export interface PathParameter {
  readonly description: string;
  readonly example: string;
  readonly isUuid?: boolean;
}

/** Every parameter in the path of any route, by its name. */
export const pathParameters: Readonly<Record<string, PathParameter>> = {
  dataset_id: {
    description: 'The `id` of a dataset, not its name.',
    example: '0b5e6c1e-2f0d-4a38-9a0e-6f2f6f1f7a11',
    isUuid: true,
  },
  job_id: {
    description: 'The `id` of a job.',
    example: '7c9a4b52-5d0e-4c0a-8a44-2b1f3f0c9d22',
    isUuid: true,
  },
  captioning_id: {
    description: 'The `id` of a captioning.',
    example: '5d2f8c71-6b3a-4e19-8f07-c2a4d9e1b877',
    isUuid: true,
  },
  run_id: {
    description: 'The run that the token belongs to.',
    example: '3f1d7a90-8f6b-4d55-b0a5-91c1a2e47c33',
    isUuid: true,
  },
  artifact_id: {
    description: 'As the announcement of the artifact was answered.',
    example: 'e2a9c6f4-7d11-4b62-9c3e-5a0d8b7f1e44',
  },
  filename: { description: 'The name of a file, percent-encoded.', example: 'img_0001.jpg' },
  link: { description: 'The signed part of a link, as the server gave it.', example: 'eyJrIjoi' },
  token_id: {
    description: 'The `id` of a token.',
    example: 'a1c7f5d2-3b0e-4f6a-9c58-7d2e9b4f6055',
    isUuid: true,
  },
  webhook_id: {
    description: 'The `id` of a webhook.',
    example: 'c4d8e1f6-2a7b-4c39-8e50-6f1b3d9a7e66',
    isUuid: true,
  },
  delivery_id: {
    description: 'The `id` of a message to a webhook.',
    example: 'msg_5f0c2b9e-8d14-4a67-b3e2-9c7a1d6f4088',
  },
  name: { description: 'The name of a secret.', example: 'HF_TOKEN' },
  code: { description: 'A number of the error catalogue.', example: '42253' },
};

/** The names of the parameters in a path, in order: `['dataset_id']` for `/datasets/{dataset_id}/status`. */
export function pathParameterNames(path: string): readonly string[] {
  return [...path.matchAll(/\{([^}]+)\}/g)].map((match) => match[1] ?? '');
}
