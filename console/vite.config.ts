import { defineConfig } from "vite";

// `UMEC_NODE=http://127.0.0.1:8080 npm run dev` shows the sources as they are edited, with the data
// of a running node.
const node = process.env.UMEC_NODE ?? "http://127.0.0.1:8080";
const roots = ["/node", "/sensors", "/cameras", "/vision", "/apps", "/api", "/healthz", "/mec_service_mgmt"];

export default defineConfig({
  base: "./",
  esbuild: { jsx: "automatic", jsxImportSource: "preact", legalComments: "none" },
  build: {
    target: "es2021",
    modulePreload: { polyfill: false },
    // The font stays a file of its own: inlined it would be coded as base64 and read before any text shows.
    assetsInlineLimit: 1024,
    reportCompressedSize: false,
  },
  server: { proxy: Object.fromEntries(roots.map((root) => [root, { target: node }])) },
});
