"""Reads the first gamepad by SDL and says, one line each, what it sees; rumbles when the second button is pressed."""
import ctypes
import struct

sdl = ctypes.CDLL("libSDL2-2.0.so.0")
sdl.SDL_GameControllerOpen.restype = ctypes.c_void_p
sdl.SDL_GameControllerClose.argtypes = [ctypes.c_void_p]
sdl.SDL_GameControllerName.argtypes = [ctypes.c_void_p]
sdl.SDL_GameControllerName.restype = ctypes.c_char_p
sdl.SDL_GameControllerRumble.argtypes = [ctypes.c_void_p, ctypes.c_uint16, ctypes.c_uint16, ctypes.c_uint32]
JOYSTICK, GAME_CONTROLLER = 0x200, 0x2000
AXIS, BUTTON_DOWN, BUTTON_UP, ADDED, REMOVED = 0x650, 0x651, 0x652, 0x653, 0x654

sdl.SDL_SetHint(b"SDL_JOYSTICK_ALLOW_BACKGROUND_EVENTS", b"1")
if sdl.SDL_Init(JOYSTICK | GAME_CONTROLLER) != 0:
    raise SystemExit("SDL cannot start")
pad = None
print("ready", flush=True)
event = ctypes.create_string_buffer(128)
while True:
    if not sdl.SDL_WaitEvent(event):
        continue
    kind, _, which = struct.unpack_from("IIi", event)
    if kind == ADDED and pad is None:
        pad = sdl.SDL_GameControllerOpen(which)
        print("found", sdl.SDL_GameControllerName(pad).decode(), flush=True)
    elif kind in (BUTTON_DOWN, BUTTON_UP):
        button, state = struct.unpack_from("BB", event, 12)
        print("button", button, state, flush=True)
        if (button, state) == (1, 1):
            sdl.SDL_GameControllerRumble(pad, 50000, 10000, 400)
    elif kind == AXIS:
        axis, value = struct.unpack_from("B3xh", event, 12)
        print("axis", axis, value, flush=True)
    elif kind == REMOVED:
        sdl.SDL_GameControllerClose(pad)
        pad = None
        print("gone", flush=True)
