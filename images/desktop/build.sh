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

# And may use Docker, where an engine is added.
groupadd --system docker
usermod --append --groups docker abc

# Copies that package tools keep for a rescue by hand.
rm -f /var/lib/dpkg/*-old /var/lib/dpkg/available

# PulseAudio itself and the modules that are used; its package would bring ALSA's plugins, and with them FFmpeg.
pulse=/usr/lib/porthole/pulse
work=$(mktemp -d)
(cd "$work" && apt-get download pulseaudio && dpkg-deb -x pulseaudio_*.deb .)
mkdir -p "$pulse"
cp "$work/usr/bin/pulseaudio" "$pulse/"
find "$work" -name 'libpulsecore-*.so' -exec cp {} "$pulse/" \;
for module in libprotocol-native module-native-protocol-unix module-null-sink module-remap-source module-suspend-on-idle; do
    find "$work" -name "$module.so" -exec cp {} "$pulse/" \;
done
rm -rf "$work"

# One file for what two packages carry as two: the larger font has every glyph of the smaller one.
ln -sf ../../fonts/truetype/droid/DroidSansFallbackFull.ttf /usr/share/fonts-droid-fallback/truetype/DroidSansFallback.ttf
for kind in lst xml extras.xml; do
    cmp -s "/usr/share/X11/xkb/rules/base.$kind" "/usr/share/X11/xkb/rules/evdev.$kind" &&
        ln -sf "base.$kind" "/usr/share/X11/xkb/rules/evdev.$kind"
done

# The same fonts again, with lengths between their parts, which no reader needs.
for font in /usr/share/fonts/X11/Type1/*.pfb; do
    plain=/usr/share/fonts/type1/urw-base35/$(basename "$font" .pfb).t1
    [ ! -e "$plain" ] || ln -sf "$plain" "$font"
done

# Kinds of files are named in English alone, as everything else is: translations are left out of every package.
sed -i '/xml:lang=/d' /usr/share/mime/packages/freedesktop.org.xml
update-mime-database /usr/share/mime
