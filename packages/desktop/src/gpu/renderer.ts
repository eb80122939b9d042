import koffi from "koffi";

/** Of EGL/egl.h, EGL/eglext.h and GL/gl.h. */
const EGL = {
  PLATFORM_X11: 0x31d5,
  OPENGL_API: 0x30a2,
  SURFACE_TYPE: 0x3033,
  WINDOW_BIT: 4,
  RENDERABLE_TYPE: 0x3040,
  OPENGL_BIT: 8,
  NONE: 0x3038,
} as const;
const GL_RENDERER = 0x1f01;

/**
 * Name of the renderer that OpenGL has on a display now, asked of the session's own libraries.
 * @throws Error where there is no OpenGL
 */
export function openGlRenderer(display: string): string {
  const x11 = koffi.load("libX11.so.6");
  const egl = koffi.load("libEGL.so.1");
  const gl = koffi.load("libGL.so.1");
  const call = <Result>(name: string, result: string, args: string[], ...values: unknown[]): Result =>
    egl.func(name, result, args)(...values) as Result;
  const must = <Result>(what: string, result: Result): NonNullable<Result> => {
    if (!result) {
      const code = call<number>("eglGetError", "int", []);
      throw new Error(`${what} failed with 0x${code.toString(16)}`);
    }
    return result;
  };

  const x = must("XOpenDisplay", x11.func("XOpenDisplay", "void *", ["str"])(display));
  const screen = must(
    "eglGetPlatformDisplay",
    call("eglGetPlatformDisplay", "void *", ["uint", "void *", "void *"], EGL.PLATFORM_X11, x, null),
  );
  must("eglInitialize", call("eglInitialize", "uint", ["void *", "void *", "void *"], screen, null, null));
  must("eglBindAPI", call("eglBindAPI", "uint", ["uint"], EGL.OPENGL_API));
  const wanted = [EGL.SURFACE_TYPE, EGL.WINDOW_BIT, EGL.RENDERABLE_TYPE, EGL.OPENGL_BIT, EGL.NONE];
  const [configs, count] = [[null], [0]];
  const choose = egl.func("eglChooseConfig", "uint", [
    "void *",
    "int *",
    koffi.out("void **"),
    "int",
    koffi.out("int *"),
  ]);
  must("eglChooseConfig", choose(screen, wanted, configs, 1, count) && count[0]);
  const contextArguments = ["void *", "void *", "void *", "int *"];
  const context = must(
    "eglCreateContext",
    call("eglCreateContext", "void *", contextArguments, screen, configs[0], null, [EGL.NONE]),
  );
  const currentArguments = ["void *", "void *", "void *", "void *"];
  must("eglMakeCurrent", call("eglMakeCurrent", "uint", currentArguments, screen, null, null, context));
  return must("glGetString", gl.func("glGetString", "str", ["uint"])(GL_RENDERER) as string | null);
}
