import { datasetExamples } from './dataset-examples.ts';
import type { ErrorEntry } from './entry.ts';

/** Numbered errors of datasets: nnn01 to nnn49. Texts may hold `code` in backquotes. */
export const datasetErrors = [
  {
    code: 40001,
    name: 'INVALID_DATASET_ID',
    meaning: 'The dataset id in the address is not a UUID.',
    where: 'Every call with `{dataset_id}` in its path.',
    fixes: [
      'Take the `id` exactly as `POST /prod/v1/trainers/datasets` answered it, or as `GET /prod/v1/trainers/datasets` lists it.',
      'A dataset has a name and an id. Check that it is the id that stands in the path, not the name.',
    ],
    retry: 'after-change',
    example: datasetExamples[40001],
  },
  {
    code: 40401,
    name: 'DATASET_NOT_FOUND',
    meaning:
      'There is no such dataset for this account: it never existed, was deleted, or belongs to another account.',
    where: 'Every call with `{dataset_id}` in its path.',
    fixes: [
      'List the datasets of the account with `GET /prod/v1/trainers/datasets` and look for the id.',
      'Check that the token is one of the account that made the dataset.',
      'A deleted dataset does not come back: make a new one and upload its files again.',
    ],
    retry: 'never',
    example: datasetExamples[40401],
  },
  {
    code: 40901,
    name: 'DATASET_NAME_CONFLICT',
    meaning: 'The account already has a dataset of this name that is not deleted.',
    where: '`POST /prod/v1/trainers/datasets`',
    fixes: [
      'Choose a name that no other dataset of the account has, or leave `name` out: the server then makes one up (`ds_…`).',
      'To use the dataset that has the name, find its `id` with `GET /prod/v1/trainers/datasets`.',
    ],
    retry: 'after-change',
    example: datasetExamples[40901],
  },
  {
    code: 42201,
    name: 'INVALID_DATASET_NAME',
    meaning: 'The dataset name holds characters that a name cannot have, or is too long.',
    where: '`POST /prod/v1/trainers/datasets`',
    fixes: [
      'Leave out spaces and special characters.',
      'Use letters and digits, and `_` or `-` where something must separate them; at most 128 characters, not beginning with `-`.',
    ],
    retry: 'after-change',
    example: datasetExamples[42201],
  },
  {
    code: 42202,
    name: 'INVALID_FILE_TYPE',
    meaning:
      'The file cannot be part of a dataset: its extension is none of the supported ones, or its name is not a plain file name.',
    where:
      '`POST /prod/v1/trainers/datasets/{dataset_id}/upload` and `POST /prod/v1/trainers/datasets/{dataset_id}/get-upload-endpoint`',
    fixes: [
      'Upload images or videos of a supported type and, if wanted, captions as `.txt` files.',
      'Give a caption the name of the file it describes: `img_0001.txt` for `img_0001.jpg`, `clip_0001.txt` for `clip_0001.mp4`.',
      'Use a plain name: no folder, no leading dot, no `..`, no control characters, at most 255 bytes.',
    ],
    retry: 'after-change',
    example: datasetExamples[42202],
  },
  {
    code: 42203,
    name: 'FILE_SIZE_EXCEEDED',
    meaning:
      'The file is larger than a direct upload may be (150 MB), or than a signed upload to this server may be (5 GB unless it is set otherwise).',
    where:
      '`POST /prod/v1/trainers/datasets/{dataset_id}/upload` and `POST /prod/v1/trainers/datasets/{dataset_id}/get-upload-endpoint`',
    fixes: [
      'Keep each directly uploaded file at 150,000,000 bytes or less.',
      'For a larger file ask for a signed URL with `POST /prod/v1/trainers/datasets/{dataset_id}/get-upload-endpoint`, then `PUT` the bytes to its `upload_url`.',
    ],
    retry: 'after-change',
    example: datasetExamples[42203],
  },
  {
    code: 42204,
    name: 'UPLOAD_TO_FAILED_DATASET',
    meaning: 'The dataset is `FAILED`, which is final: it takes no more files.',
    where:
      '`POST /prod/v1/trainers/datasets/{dataset_id}/upload`, `POST /prod/v1/trainers/datasets/{dataset_id}/get-upload-endpoint`, `PUT /prod/v1/trainers/datasets/{dataset_id}/captions`, and the signed upload itself (`PUT /links/{link}/{filename}`).',
    fixes: [
      'Read `error` in `GET /prod/v1/trainers/datasets/{dataset_id}/status`; it names the file and what is wrong with it.',
      'Repair or leave out that file, make a new dataset, and upload all files to it.',
    ],
    retry: 'never',
    example: datasetExamples[42204],
  },
  {
    code: 42205,
    name: 'EMPTY_FILE_LIST',
    meaning: '`filenameToByteSize` in the request body is empty or missing.',
    where: '`POST /prod/v1/trainers/datasets/{dataset_id}/get-upload-endpoint`',
    fixes: [
      'Send `filenameToByteSize` with at least one file: its name, and its exact size in bytes.',
      'To send one small file straight away, use `POST /prod/v1/trainers/datasets/{dataset_id}/upload` with a form field `file`.',
    ],
    retry: 'after-change',
    example: datasetExamples[42205],
  },
  {
    code: 50001,
    name: 'DATASET_INTERNAL_ERROR',
    meaning: 'The server failed in a way that no other code describes while it worked on a dataset.',
    where: 'Every call under `/prod/v1/trainers/datasets`.',
    fixes: [
      'Wait a moment and send the request again.',
      'If it happens again, give the operator of this server the whole answer and the dataset id; `request_id` finds the cause in the log.',
    ],
    retry: 'later',
    cause:
      'No request causes it: the database cannot be written, most often because its disk is full, or the server has a fault of its own.',
  },
  {
    code: 50002,
    name: 'UPLOAD_IO_ERROR',
    meaning: 'The server could not write the file to its storage.',
    where:
      '`POST /prod/v1/trainers/datasets/{dataset_id}/upload`, `PUT /prod/v1/trainers/datasets/{dataset_id}/captions`, and a signed upload (`PUT /links/{link}/{filename}`).',
    fixes: [
      'Send the file again, waiting longer before each attempt, over a connection that holds.',
      'If direct uploads keep failing, try signed URLs (`POST /prod/v1/trainers/datasets/{dataset_id}/get-upload-endpoint`).',
      'On your own installation, look at the free space and the permissions of the storage.',
    ],
    retry: 'later',
    cause:
      'No request causes it: the disk of the storage is full, or the storage fails, while the bytes arrive.',
  },
  {
    code: 50003,
    name: 'STORAGE_SCAN_ERROR',
    meaning: 'The server could not list what its storage holds for the dataset.',
    where: '`GET /prod/v1/trainers/datasets/{dataset_id}/status`',
    fixes: [
      'Check that each upload really ended well: the direct upload was answered 200, the signed `PUT` 200 or 204.',
      'Upload the files in question again, or make a new dataset and upload to that.',
      'If it stays, give the operator of this server the whole answer; `request_id` finds the cause in the log.',
    ],
    retry: 'later',
    cause:
      'No request causes it: the folder of the dataset in the storage cannot be read, because something other than this server has changed it.',
  },
  {
    code: 50004,
    name: 'DATASET_PROCESSING_FAILED',
    meaning:
      'The dataset could not be processed, for a reason that has no code of its own (or that an older record does not hold).',
    where: 'Any dataset call, and `error.code` of a dataset that is `FAILED`.',
    fixes: [
      'Read `error` in `GET /prod/v1/trainers/datasets/{dataset_id}/status`.',
      'Check the rules for datasets: only supported file types, and each caption named like the file it describes.',
      'Repair the files, upload them again (to a new dataset if this one is `FAILED`), and poll the status until it is `READY`.',
    ],
    retry: 'after-change',
    cause:
      'A file that is not what its name says, such as text in `broken.jpg`, makes its dataset `FAILED` with this code.',
  },
] as const satisfies readonly ErrorEntry[];
