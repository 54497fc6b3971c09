// Renderer on the graphics card (WebGL2): one buffer of places, one byte of colour per point, a
// table of 256 colours. New colours are one bufferSubData.

import type { Rgb } from "../shared/palette";
import { DIMMED } from "./colours";
import { fitCanvas, type Renderer, type Scene } from "./renderer";

const VERTEX = `#version 300 es
layout(location=0) in vec2 place;
layout(location=1) in uint colour;
uniform vec2 centre, scale;
uniform float size;
uniform int pass; // 0: all, 1: only what is dimmed, 2: only the rest
uniform sampler2D table;
uniform vec3 lineColour, quietColour;
flat out vec4 fill;
flat out vec3 ring;
void main() {
  bool dimmed = colour == ${DIMMED}u;
  bool shown = pass == 0 || (pass == 1) == dimmed;
  gl_Position = shown ? vec4((place - centre) * scale, 0, 1) : vec4(9, 9, 9, 1);
  gl_PointSize = size;
  ring = dimmed ? quietColour : lineColour;
  fill = texelFetch(table, ivec2(int(colour), 0), 0);
}`;

const FRAGMENT = `#version 300 es
precision highp float; // as in the vertex shader, which has the same uniforms
flat in vec4 fill;
flat in vec3 ring;
uniform float size, radius, outline, opacity;
uniform bool labelled, hollow; // opacity: then of the line alone
out vec4 pixel;
void main() {
  float far = length(gl_PointCoord - 0.5) * size;
  float whole = clamp(radius + outline - far + 0.5, 0.0, 1.0);
  float inside = clamp(radius - far + 0.5, 0.0, 1.0);
  vec3 rgb = fill.rgb;
  float alpha = whole * opacity * fill.a;
  if (labelled && hollow) {
    rgb = ring;
    alpha = (whole - inside) * opacity;
  } else if (labelled) {
    rgb = mix(fill.rgb, ring, (1.0 - inside) * opacity);
    alpha = whole;
  }
  pixel = vec4(rgb * alpha, alpha);
}`;

const SOFTWARE = /swiftshader|llvmpipe|softpipe|software|basic render/i;
const NOWHERE = 1e9; // outside of every picture; NaN in a shader may be anything

/** A context that a graphics card stands behind, else null. `force` takes a software one too. */
function realContext(canvas: HTMLCanvasElement, force: boolean): WebGL2RenderingContext | null {
  const gl = canvas.getContext("webgl2", {
    alpha: false,
    antialias: false,
    depth: false,
    failIfMajorPerformanceCaveat: !force,
  });
  if (!gl) return null;
  const info = gl.getExtension("WEBGL_debug_renderer_info");
  const name = String(gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
  if (force || !SOFTWARE.test(name)) return gl;
  release(gl);
  return null;
}

/** Contexts are few in a page: give this one back now, not when it is collected. */
function release(gl: WebGL2RenderingContext | null): void {
  gl?.getExtension("WEBGL_lose_context")?.loseContext();
}

export class WebglRenderer implements Renderer {
  readonly kind = "webgl";
  readonly canvas: HTMLCanvasElement;
  readonly #gl: WebGL2RenderingContext;
  readonly #program: WebGLProgram;
  readonly #uniforms = new Map<string, WebGLUniformLocation | null>();
  readonly #places: WebGLBuffer;
  readonly #colours: WebGLBuffer;
  readonly #labelled: WebGLBuffer;
  readonly #lost: (event: Event) => void;
  #count = 0;
  #colourCount = 0;
  #labelledCount = 0;
  #bytes = new Uint8Array(0);
  #scene: Scene | null = null;
  readonly busy = false;

  /** null when there is no WebGL2, or only a software one. */
  static create(onLost: () => void, force = false): WebglRenderer | null {
    const canvas = document.createElement("canvas");
    const gl = realContext(canvas, force);
    try {
      return gl && new WebglRenderer(canvas, gl, onLost);
    } catch (error) {
      if (force) throw error;
      release(gl); // a driver that refuses the shaders: the raster draws instead
      return null;
    }
  }

  private constructor(canvas: HTMLCanvasElement, gl: WebGL2RenderingContext, onLost: () => void) {
    this.canvas = canvas;
    this.#gl = gl;
    this.#lost = (event) => {
      event.preventDefault();
      onLost();
    };
    canvas.addEventListener("webglcontextlost", this.#lost);
    this.#program = link(gl);
    gl.useProgram(this.#program);
    this.#places = gl.createBuffer();
    this.#colours = gl.createBuffer();
    this.#labelled = gl.createBuffer();
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#places);
    gl.enableVertexAttribArray(0);
    gl.vertexAttribPointer(0, 2, gl.FLOAT, false, 0, 0);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#colours);
    gl.enableVertexAttribArray(1);
    gl.vertexAttribIPointer(1, 1, gl.UNSIGNED_BYTE, 0, 0);
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, this.#labelled);
    gl.bindTexture(gl.TEXTURE_2D, gl.createTexture());
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
  }

  setCoordinates(xy: Float32Array): void {
    const gl = this.#gl;
    let clean = xy;
    for (let i = 0; i < xy.length; i++) {
      if (!Number.isNaN(xy[i])) continue;
      if (clean === xy) clean = new Float32Array(xy);
      clean[i] = NOWHERE;
    }
    const room = this.#count === xy.length >> 1;
    this.#count = xy.length >> 1;
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#places);
    if (room) gl.bufferSubData(gl.ARRAY_BUFFER, 0, clean);
    else gl.bufferData(gl.ARRAY_BUFFER, clean, gl.STATIC_DRAW);
  }

  setColours(bytes: Uint8Array): void {
    const gl = this.#gl;
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#colours);
    if (bytes.length === this.#colourCount) gl.bufferSubData(gl.ARRAY_BUFFER, 0, bytes);
    else gl.bufferData(gl.ARRAY_BUFFER, bytes, gl.DYNAMIC_DRAW);
    this.#colourCount = bytes.length;
    this.#bytes = bytes as Uint8Array<ArrayBuffer>;
  }

  setTable(table: Uint8Array): void {
    const gl = this.#gl;
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, 256, 1, 0, gl.RGBA, gl.UNSIGNED_BYTE, table);
  }

  setLabelled(items: Uint32Array): void {
    const gl = this.#gl;
    this.#labelledCount = items.length;
    gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, items, gl.DYNAMIC_DRAW);
  }

  patch(items: readonly number[]): void {
    const gl = this.#gl;
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#colours);
    for (const item of items) {
      if (item < this.#colourCount) gl.bufferSubData(gl.ARRAY_BUFFER, item, this.#bytes, item, 1);
    }
    if (this.#scene) this.draw(this.#scene);
  }

  work(): void {}

  draw(scene: Scene): void {
    const gl = this.#gl;
    this.#scene = scene;
    const [width, height] = fitCanvas(this.canvas, scene);
    const { camera, frame, ratio, labelled } = scene;
    gl.viewport(0, 0, width, height);
    gl.clearColor(...unit(scene.background), 1);
    gl.clear(gl.COLOR_BUFFER_BIT);
    const count = Math.min(this.#count, this.#colourCount);
    if (!count) return;
    const scale = 2 * camera.zoom * frame.unit * ratio;
    gl.uniform2f(this.#at("centre"), camera.x, camera.y);
    gl.uniform2f(this.#at("scale"), scale / width, scale / height);
    gl.uniform3f(this.#at("lineColour"), ...unit(scene.line));
    gl.uniform3f(this.#at("quietColour"), ...unit(scene.quiet));
    gl.uniform1i(this.#at("labelled"), 0);
    this.#dot(scene.radius * ratio, 0, scene.opacity);
    for (const pass of scene.dimming ? [1, 2] : [0]) {
      gl.uniform1i(this.#at("pass"), pass);
      gl.drawArrays(gl.POINTS, 0, count);
    }
    if (!this.#labelledCount) return;
    gl.uniform1i(this.#at("pass"), 0);
    gl.uniform1i(this.#at("labelled"), 1);
    gl.uniform1i(this.#at("hollow"), Number(labelled.hollow));
    this.#dot(labelled.radius * ratio, labelled.line * ratio, labelled.opacity);
    gl.drawElements(gl.POINTS, this.#labelledCount, gl.UNSIGNED_INT, 0);
  }

  #dot(radius: number, outline: number, opacity: number): void {
    this.#gl.uniform1f(this.#at("radius"), radius);
    this.#gl.uniform1f(this.#at("outline"), outline);
    this.#gl.uniform1f(this.#at("opacity"), opacity);
    this.#gl.uniform1f(this.#at("size"), Math.ceil(2 * (radius + outline) + 2));
  }

  #at(name: string): WebGLUniformLocation | null {
    let place = this.#uniforms.get(name);
    if (place === undefined) {
      place = this.#gl.getUniformLocation(this.#program, name);
      this.#uniforms.set(name, place);
    }
    return place;
  }

  dispose(): void {
    this.canvas.removeEventListener("webglcontextlost", this.#lost);
    release(this.#gl);
  }
}

const unit = ([r, g, b]: Rgb): Rgb => [r / 255, g / 255, b / 255];

function link(gl: WebGL2RenderingContext): WebGLProgram {
  const program = gl.createProgram();
  for (const [type, source] of [
    [gl.VERTEX_SHADER, VERTEX],
    [gl.FRAGMENT_SHADER, FRAGMENT],
  ] as const) {
    const shader = gl.createShader(type);
    if (!shader) throw new Error("no shader");
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS)) {
    throw new Error(gl.getProgramInfoLog(program) ?? "the shaders do not link");
  }
  return program;
}
