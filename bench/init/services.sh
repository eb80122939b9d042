# Adds fifty services of a kind: `chain` (oneshots in a row, each a program), `scripts` (the same, each a bash script with the
# container's environment), `longruns`. `peer`: one and fifty-one services for s6-svscan, in /services/one and /services/more.
set -eu
kind=$1
if [ "$kind" = peer ]; then
  for number in $(seq 51); do
    mkdir -p "/services/more/$number"
    printf '#!/bin/sh\nexec sleep infinity\n' > "/services/more/$number/run"
    chmod +x "/services/more/$number/run"
  done
  mkdir /services/one
  cp -R /services/more/1 /services/one
  exit
fi
tree=/etc/s6-overlay/s6-rc.d
previous=init-services
for number in $(seq 50); do
  service=$tree/bench-$number
  mkdir -p "$service/dependencies.d"
  touch "$tree/user/contents.d/bench-$number" "$service/dependencies.d/$previous"
  case $kind in
    chain)
      echo oneshot > "$service/type"
      echo /bin/true > "$service/up"
      previous=bench-$number
      ;;
    scripts)
      echo oneshot > "$service/type"
      echo "$service/run" > "$service/up"
      printf '#!/usr/bin/with-contenv bash\n:\n' > "$service/run"
      chmod +x "$service/run"
      previous=bench-$number
      ;;
    longruns)
      echo longrun > "$service/type"
      printf '#!/bin/sh\nexec sleep infinity\n' > "$service/run"
      chmod +x "$service/run"
      ;;
  esac
done
