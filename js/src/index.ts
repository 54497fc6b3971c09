// The module's one export: anywidget calls `render` once for each view.
// No state lives here: some hosts share one module between all widgets of a page.

import "./shared/theme.css"; // first: the panes refine it
import { createApp } from "./app";
import type { Channel } from "./shared/connection";
import "./layout.css";

interface RenderProps {
  model: Channel;
  el: HTMLElement;
  signal?: AbortSignal; // from anywidget 0.11 on
}

function render({ model, el, signal }: RenderProps): () => void {
  const app = createApp(model, el);
  signal?.addEventListener("abort", app.destroy, { once: true });
  return app.destroy;
}

export default { render };
