#!/bin/bash
# Starts the session. Images with a desktop of their own replace this file.
exec /usr/bin/openbox-session
