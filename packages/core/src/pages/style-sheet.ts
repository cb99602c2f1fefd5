/** The look of every page that the server makes itself: plain, readable, light and dark. */
export const styleSheet = `
:root {
  color-scheme: light dark;
  --text: #1d2126; --soft: #5a6470; --back: #ffffff; --raised: #f4f6f8; --line: #d9dee4; --link: #0b5cad;
}
@media (prefers-color-scheme: dark) {
  :root { --text: #e4e8ec; --soft: #9aa5b1; --back: #14181c; --raised: #1e242a; --line: #343c45; --link: #79b8ff; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--text); font: 16px/1.6 system-ui, sans-serif; }
header { display: flex; flex-wrap: wrap; gap: 0.5rem 1.5rem; padding: 0.75rem 1.5rem; border-bottom: 1px solid var(--line); }
nav { display: flex; gap: 1rem; }
main { max-width: 60rem; margin: 0 auto; padding: 1rem 1.5rem 4rem; }
a { color: var(--link); }
h1 { font-size: 1.7rem; line-height: 1.25; overflow-wrap: anywhere; }
h2 { font-size: 1.25rem; margin: 2.2rem 0 0.5rem; }
h3 { font-size: 1.1rem; margin: 2rem 0 0.4rem; padding-top: 1rem; border-top: 1px solid var(--line); }
h4 { font-size: 1rem; margin: 1.2rem 0 0.3rem; color: var(--soft); }
p, ul { margin: 0.5rem 0; }
li { margin: 0.25rem 0; }
code, pre { font: 0.9em/1.5 ui-monospace, monospace; }
code { background: var(--raised); padding: 0.1em 0.3em; border-radius: 3px; overflow-wrap: anywhere; }
pre { background: var(--raised); border: 1px solid var(--line); border-radius: 6px; padding: 0.75rem 1rem; overflow-x: auto; }
pre code { background: none; padding: 0; overflow-wrap: normal; }
.table { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; margin: 0.5rem 0; font-size: 0.95rem; }
th, td { text-align: left; vertical-align: top; padding: 0.35rem 0.75rem 0.35rem 0; border-bottom: 1px solid var(--line); }
th { color: var(--soft); font-weight: 600; }
.contents { padding-left: 1.2rem; }
`;
