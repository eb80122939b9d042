#!/bin/bash
# Starts the session. Images with a desktop of their own replace this file.

# As openbox-session does, which takes no configuration file.
for settings in /etc/xdg/openbox/environment "${XDG_CONFIG_HOME:-${HOME}/.config}/openbox/environment"; do
    # shellcheck source=/dev/null
    [[ -r ${settings} ]] && . "${settings}"
done

startup="$(echo /usr/lib/*/openbox-autostart) OPENBOX"
if [[ ${RESTART_APP} == true ]]; then
    startup="/usr/lib/porthole/keep-running ${XDG_CONFIG_HOME:-${HOME}/.config}/openbox/autostart"
fi

# A window manager that comes back after its death finds the programs it started; only a new X server has none.
session="$(stat -c '%i %y' "/tmp/.X11-unix/X${DISPLAY#:}" 2>/dev/null)"
started="${XDG_RUNTIME_DIR}/session-started"
if [[ -n ${session} && ${session} == "$(cat "${started}" 2>/dev/null)" ]]; then
    startup=""
fi
echo "${session}" > "${started}"

options=()
[[ -f /run/openbox/rc.xml ]] && options=(--config-file /run/openbox/rc.xml)

[[ -n ${startup} ]] && options+=(--startup "${startup}")

exec openbox "${options[@]}"
