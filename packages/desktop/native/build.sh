#!/bin/sh
# Runs in a container with gcc and libx264-dev, in the folder that holds native/. Leaves files to lay over / in /out.
set -eu
target=/out/usr/lib/porthole/desktop
mkdir -p "$target"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
gcc -O1 -Wall -Werror -o "$work/x264-abi" native/x264-abi.c
"$work/x264-abi" >"$target/x264-abi.json"
gcc -O3 -Wall -Werror -shared -fPIC -o "$target/planes.so" native/planes.c
gcc -O1 -Wall -Werror -shared -fPIC -o "$target/trim.so" native/trim.c
# Against the headers alone; the library is looked for at run time.
gcc -O3 -Wall -Werror -shared -fPIC -Wl,-z,lazy "-I/opt/headers/usr/include/$(gcc -print-multiarch)" -o "$target/av.so" native/av.c
gcc -O3 -Wall -Werror -shared -fPIC -o "$target/camera.so" native/camera.c
modules=/out/usr/lib/xorg/modules/input
mkdir -p "$modules"
gcc -O2 -Wall -Werror -shared -fPIC -I/opt/headers/usr/include -I/opt/headers/usr/include/xorg \
    -I/opt/headers/usr/include/pixman-1 -o "$modules/porthole_drv.so" native/input-driver.c
gcc -O2 -Wall -Werror -o "$target/uinput-pads" native/uinput-pads.c
# Preloaded as /usr/$LIB/porthole-pads.so, so that programs of another architecture miss it quietly.
libraries=/out/usr/lib/$(gcc -print-multiarch)
mkdir -p "$libraries"
gcc -O2 -Wall -Werror -shared -fPIC -o "$libraries/porthole-pads.so" native/pads.c
