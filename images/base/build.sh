# Runs once when the image is built, after its packages are installed.

# The user every service drops to; the init gives it PUID and PGID at start.
groupadd --gid 911 abc
useradd --uid 911 --gid abc --groups users --home-dir /config --no-create-home --shell /bin/false abc
mkdir -p /app /config /defaults /lsiopy
chown abc:abc /app /config /defaults /lsiopy

# A container started as another user (`--user`) must be able to make its folders there; as root the init closes it again.
chmod 1777 /run

# The locale that LANG names; without it perl and many others warn at each start.
localedef --inputfile en_US --charmap UTF-8 --alias-file /usr/share/locale/locale.alias en_US.UTF-8
# What every other UTF-8 locale is made from is kept packed: 1 MB in place of 15.
tar -c -C /usr/share/i18n charmaps/UTF-8.gz locales | zstd -19 -q -o /usr/share/i18n/sources.tar.zst
rm -rf /usr/share/i18n/charmaps /usr/share/i18n/locales
