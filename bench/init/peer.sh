#!/bin/sh
# Debian's s6 as process 1: fifteen bash steps that do nothing, each with the environment from a folder, then s6-svscan over the
# services below SERVICES.
set -eu
mkdir -p /run/environment
printf %s "$PATH" > /run/environment/PATH
printf %s "$LANG" > /run/environment/LANG
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
  s6-envdir /run/environment bash -c :
done
cp -R "$SERVICES" /run/service
echo "[peer] done."
exec s6-svscan /run/service
