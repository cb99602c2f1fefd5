export declare function weights(step: number, name: string): Buffer;
export declare function optimizerState(step: number): Buffer;
export declare function folderFiles(step: number, name: string): [file: string, bytes: Buffer][];
