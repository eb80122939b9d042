/* Entry point: one QuickJS context, the native module "porthole-sys", and the bundled program as bytecode. */
#define _GNU_SOURCE
#include <quickjs/quickjs.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

extern const uint32_t porthole_program_size;
extern const uint8_t porthole_program[];

JSModuleDef *js_init_module_porthole_sys(JSContext *ctx, const char *name);
int porthole_argc;
char **porthole_argv;

/* Process 1 holds every signal back from its first instruction, so none is lost before it can be read. */
static void hold_signals(void) {
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, NULL);
}

static void print_exception(JSContext *ctx) {
  JSValue error = JS_GetException(ctx);
  const char *text = JS_ToCString(ctx, error);
  fprintf(stderr, "porthole-init: internal error: %s\n", text ? text : "(no text)");
  JS_FreeCString(ctx, text);
  JSValue stack = JS_GetPropertyStr(ctx, error, "stack");
  if (JS_IsString(stack)) {
    text = JS_ToCString(ctx, stack);
    fprintf(stderr, "%s", text ? text : "");
    JS_FreeCString(ctx, text);
  }
}

int main(int argc, char **argv) {
  if (getpid() == 1) hold_signals();
  porthole_argc = argc;
  porthole_argv = argv;
  JSRuntime *rt = JS_NewRuntime();
  if (!rt) return 111;
  JS_SetGCThreshold(rt, 4 << 20);
  JSContext *ctx = JS_NewContextRaw(rt);
  if (!ctx) return 111;
  JS_AddIntrinsicBaseObjects(ctx);
  JS_AddIntrinsicDate(ctx);
  JS_AddIntrinsicRegExp(ctx);
  JS_AddIntrinsicJSON(ctx);
  JS_AddIntrinsicMapSet(ctx);
  JS_AddIntrinsicPromise(ctx);
  js_init_module_porthole_sys(ctx, "porthole-sys");

  JSValue program = JS_ReadObject(ctx, porthole_program, porthole_program_size, JS_READ_OBJ_BYTECODE);
  if (JS_IsException(program) || JS_ResolveModule(ctx, program) < 0) {
    print_exception(ctx);
    return 111;
  }
  /* A module evaluates to a promise; a throw at top level rejects it. */
  JSValue result = JS_EvalFunction(ctx, program);
  if (JS_IsException(result)) {
    print_exception(ctx);
    return 111;
  }
  if (JS_PromiseState(ctx, result) == JS_PROMISE_REJECTED) {
    JS_Throw(ctx, JS_PromiseResult(ctx, result));
    print_exception(ctx);
    return 111;
  }
  return 0;
}
