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

options=()
[[ -f /run/openbox/rc.xml ]] && options=(--config-file /run/openbox/rc.xml)

exec openbox --startup "/usr/lib/porthole/once-a-display ${startup}" "${options[@]}"
