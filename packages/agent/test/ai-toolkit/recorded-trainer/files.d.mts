export declare function weights(step: number, name: string): Buffer;
export declare function optimizerState(step: number): Buffer;
