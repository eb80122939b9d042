#!/bin/sh
# Compiles main.js (the bundle) and native/*.c to one static binary and lays out its applets below OUT.
# Needs gcc, libc6-dev, quickjs, libquickjs. Works in the current folder; OUT defaults to /out.
set -eu
out=${OUT:-/out}
qjsc -c -m -s -N porthole_program -M porthole-sys -o program.c main.js
gcc -O2 -fno-plt -ffunction-sections -static -s -Wall -Wextra -Wno-unused-parameter \
  -Wl,--gc-sections -o init native/main.c native/sys.c program.c \
  "$(gcc -print-file-name=quickjs/libquickjs.a)" -lm -lpthread
mkdir -p "$out/usr/bin" "$out/command"
install -m 755 init "$out/init"
for applet in $("$out/init" --applets); do
  ln -sf ../../init "$out/usr/bin/$applet"
  ln -sf ../init "$out/command/$applet"
done
