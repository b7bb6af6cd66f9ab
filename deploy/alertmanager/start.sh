#!/bin/sh
# Puts what differs by installation into alertmanager.yml, and starts Alertmanager with it: start.sh [--print] [options].
# Settings are in the environment (deploy/compose/production.env.example), secrets are files. What is empty is not told.
set -eu

here=$(dirname "$0")
SECRETS=${MASOHI_ALERT_SECRETS:-/run/secrets}

refuse() {
  echo "Alertmanager does not start: $1" >&2
  exit 1
}

clean() { # a value that stays within its quotes
  case $1 in *[\"\\]* | *"
"*) refuse "a setting has a quote, a backslash or a line break" ;; esac
}

secret() { # the content of a file, or nothing
  if [ -f "$SECRETS/$1" ]; then cat "$SECRETS/$1"; fi
}

mail() {
  clean "$1"
  if [ -n "$1" ] && [ -n "$RELAY" ]; then echo "[{ to: \"$1\", send_resolved: true }]"; else echo "[]"; fi
}

hook() { # address, whether the end is told too
  clean "$1"
  if [ -n "$1" ]; then echo "[{ url: \"$1\", send_resolved: $2 }]"; else echo "[]"; fi
}

RELAY=${MASOHI_ALERT_SMTP:-}
RELAY_TLS=${MASOHI_ALERT_SMTP_TLS:-true}
SENDER=${MASOHI_ALERT_SENDER:-alertmanager@localhost}
RELAY_USERNAME=$(secret alert_smtp_username)
for value in "$RELAY" "$RELAY_TLS" "$SENDER" "$RELAY_USERNAME" "$SECRETS"; do clean "$value"; done
case $RELAY in
  "") ;;
  *:*) [ "${RELAY%:*}" != "${MASOHI_SMTP_HOST:-}" ] || refuse "MASOHI_ALERT_SMTP is the mail server that is watched" ;;
  *) refuse "MASOHI_ALERT_SMTP is not host:port" ;;
esac

PAGE_MAIL=$(mail "${MASOHI_ALERT_PAGE_TO:-}")
TICKET_MAIL=$(mail "${MASOHI_ALERT_TICKET_TO:-}")
PAGE_HOOK=$(hook "$(secret alert_page_url)" true)
TICKET_HOOK=$(hook "$(secret alert_ticket_url)" true)
WATCHDOG_HOOK=$(hook "$(secret alert_watchdog_url)" false)
[ "$PAGE_MAIL$PAGE_HOOK" != "[][]" ] || echo "NOBODY HEARS OF PAGES: set MASOHI_ALERT_SMTP and MASOHI_ALERT_PAGE_TO, or alert_page_url" >&2
[ "$WATCHDOG_HOOK" != "[]" ] || echo "NOBODY NOTICES WHEN ALERTS STOP: set alert_watchdog_url" >&2

config() {
  eval "cat <<END
$(cat "$here/alertmanager.yml")
END"
}

if [ "${1:-}" = --print ]; then
  config
  exit
fi
umask 077
config >"${TMPDIR:-/tmp}/alertmanager.yml"
exec "${ALERTMANAGER:-/bin/alertmanager}" --config.file="${TMPDIR:-/tmp}/alertmanager.yml" --cluster.listen-address= "$@"
