/** The folder of the built dashboard: `index.html` and `assets/`. It is there after `npm run build`. */
export declare const builtApp: string;
