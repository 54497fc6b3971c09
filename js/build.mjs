// One ES module and one style sheet, minified: anywidget copies them into every instance.
import { context } from "esbuild";

const options = {
  entryPoints: { widget: "src/index.ts" },
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  outdir: "../jupyter_al/widget/static",
  define: { "process.env.NODE_ENV": '"production"', "define.amd": "false" },
  legalComments: "none",
  logLevel: "info",
};

const build = await context(options);
if (process.argv.includes("--watch")) {
  await build.watch();
} else {
  await build.rebuild();
  await build.dispose();
}
