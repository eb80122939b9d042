# Runs once when the image is built, after its packages are installed.

# A container has no hardware to look up.
rm -rf /usr/lib/udev/hwdb.d /usr/lib/udev/hwdb.bin /etc/udev/hwdb.bin

# One desktop; windows fill it, since most images show a single application; Ctrl+Shift+d takes their borders away and back.
sed -i \
    -e 's|<number>4</number>|<number>1</number>|' \
    -e 's|^</applications>|<application class="*" type="normal"><maximized>yes</maximized></application>\n</applications>|' \
    -e 's|^</keyboard>|<keybind key="C-S-d"><action name="ToggleDecorations"/></keybind>\n</keyboard>|' \
    /etc/xdg/openbox/rc.xml

# The session's user has a shell, and may become root in the terminal; DISABLE_SUDO takes that back.
usermod --shell /bin/bash abc
echo 'abc ALL=(ALL) NOPASSWD: ALL' > /etc/sudoers.d/abc
chmod 440 /etc/sudoers.d/abc

# Copies that package tools keep for a rescue by hand.
rm -f /var/lib/dpkg/*-old /var/lib/dpkg/available
