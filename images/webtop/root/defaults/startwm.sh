#!/bin/bash
# Starts XFCE.
export XDG_CURRENT_DESKTOP=XFCE XDG_SESSION_TYPE=x11 DESKTOP_SESSION=xfce
export XDG_CONFIG_DIRS=/etc/xdg XDG_MENU_PREFIX=xfce-
# Nothing listens on an accessibility bus here, and starting one costs time.
export NO_AT_BRIDGE=1 GTK_A11Y=none
exec xfce4-session
