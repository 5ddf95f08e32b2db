import { TABLE_WIDTH } from './gl.ts';

/**
 * Pulls box `uFirst + vertex / perBox` out of the tables and places one vertex of its frame. With uRing, 24 vertices
 * a box draw four trapezoids along the edges, so that large boxes cost no fill; without, 6 vertices draw its rectangle.
 * A box that its class or confidence hides is put outside the clip space.
 */
export const BOXES_VERTEX_SHADER = `#version 300 es
precision highp float;
precision highp int;
precision highp sampler2D;
precision highp usampler2D;
uniform sampler2D uRectangles;
uniform sampler2D uConfidence;
uniform usampler2D uClasses;
uniform sampler2D uStyles;
uniform int uFirst;
uniform int uClassCount;
uniform bool uRing;
uniform vec2 uCentre;    // image px at the middle of the canvas
uniform float uZoom;     // device px per image px
uniform mat2 uTurn;      // device px from the middle to clip space, with rotation and flip
uniform vec2 uRange;     // lowest and highest confidence
uniform float uMinHalf;  // device px
uniform float uLeast;      // image px: boxes with a shorter longer side are not drawn
uniform float uFaint;    // how much of a tiny box's colour is drawn where boxes crowd: 1 is all
uniform float uHalfLine; // device px
uniform float uCasing;   // device px
flat out vec3 vColor;
flat out vec2 vHalf;
flat out float vInk;
out vec2 vAt;

const int SIDE_CORNER[6] = int[6](0, 1, 1, 0, 1, 0);
const bool SIDE_INNER[6] = bool[6](false, false, true, false, true, true);
const int QUAD_CORNER[6] = int[6](0, 1, 2, 0, 2, 3);

void main() {
  int perBox = uRing ? 24 : 6;
  int box = uFirst + gl_VertexID / perBox;
  int corner = gl_VertexID % perBox;
  ivec2 entry = ivec2(box % ${TABLE_WIDTH}, box / ${TABLE_WIDTH});
  vec4 rectangle = texelFetch(uRectangles, entry, 0);
  int kind = min(int(texelFetch(uClasses, entry, 0).r), uClassCount);
  vec4 style = texelFetch(uStyles, ivec2(kind % ${TABLE_WIDTH}, kind / ${TABLE_WIDTH}), 0);
  float confidence = texelFetch(uConfidence, entry, 0).r;
  bool inRange = confidence < -2.0 || (confidence >= uRange.x && confidence <= uRange.y); // below -2: none
  bool isLarge = max(rectangle.z - rectangle.x, rectangle.w - rectangle.y) >= uLeast;
  if (style.a == 0.0 || !inRange || !isLarge) {
    gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
    return;
  }
  vec2 middle = ((rectangle.xy + rectangle.zw) * 0.5 - uCentre) * uZoom;
  vec2 realHalf = (rectangle.zw - rectangle.xy) * (0.5 * uZoom);
  vHalf = max(realHalf, vec2(uMinHalf));
  // Thousands of tiny boxes far out: each lets the picture through, and where they crowd, they add up.
  vInk = mix(uFaint, 1.0, smoothstep(uMinHalf, 6.0 * uMinHalf, min(realHalf.x, realHalf.y)));
  vColor = style.rgb;
  float border = uHalfLine + uCasing + 1.0;
  vec2 reach = vHalf + border;
  if (uRing) {
    int side = corner / 6;
    corner = (side + SIDE_CORNER[corner % 6]) % 4;
    if (SIDE_INNER[gl_VertexID % 6]) reach = max(vHalf - border, vec2(0.0));
  } else {
    corner = QUAD_CORNER[corner];
  }
  vAt = reach * vec2(corner == 1 || corner == 2 ? 1.0 : -1.0, corner >= 2 ? 1.0 : -1.0);
  gl_Position = vec4(uTurn * (middle + vAt), 0.0, 1.0);
}`;

/** Draws a line of constant width along the edge, a casing outside and inside of it, and the fill, with soft edges. */
export const BOXES_FRAGMENT_SHADER = `#version 300 es
precision highp float;
uniform float uHalfLine;
uniform float uCasing;
uniform vec4 uCasingColor;
uniform float uFill;
uniform float uOpacity;
uniform float uSmall;     // device px: boxes of half this side have no casing
flat in vec3 vColor;
flat in vec2 vHalf;
flat in float vInk;
in vec2 vAt;
out vec4 color;

void main() {
  vec2 beyond = abs(vAt) - vHalf;
  float distance = max(beyond.x, beyond.y);
  float line = clamp(uHalfLine + 0.5 - abs(distance), 0.0, 1.0);
  float room = smoothstep(uSmall, 2.0 * uSmall, min(vHalf.x, vHalf.y));
  float casing = clamp(uHalfLine + uCasing + 0.5 - abs(distance), 0.0, 1.0) * uCasingColor.a * room;
  float inside = clamp(0.5 - distance, 0.0, 1.0) * uFill;
  vec4 under = vec4(vColor * inside, inside) * (1.0 - casing) + vec4(uCasingColor.rgb * casing, casing);
  color = (under * (1.0 - line) + vec4(vColor * line, line)) * (uOpacity * vInk);
}`;
