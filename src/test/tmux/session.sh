#!/usr/bin/env bash
# Types a session into the real shell in tmux and compares what is on the screen. Needs tmux and a built jar.
#
#   src/test/tmux/session.sh [FOLDER]     keeps the screens as text in FOLDER
#
# Each step types a line and waits for a text that it must bring; nothing sleeps for a fixed time.
set -euo pipefail

root=$(cd "$(dirname "$0")/../../.." && pwd -P)
home=$(mktemp -d)
keep=${1:-$home/screens}
socket=$home/tmux
pane=(tmux -S "$socket" -f /dev/null)
mkdir -p "$keep"
trap '"${pane[@]}" kill-server 2>/dev/null || true; rm -rf "$home"' EXIT

fail() {
    echo "session.sh: $1; the screen:" >&2
    "${pane[@]}" capture-pane -p -t s >&2 || true
    exit 1
}

# Waits up to 30 s for a text on the screen, lines joined where the terminal wrapped them.
see() {
    local i
    for ((i = 0; i < 300; i++)); do
        if "${pane[@]}" capture-pane -J -p -t s 2>/dev/null | grep -qF -- "$1"; then return 0; fi
        tmux_pause
    done
    fail "no '$1'"
}

tmux_pause() { read -rt 0.1 <> <(:) || true; }

# A clean screen, a line, and what it must bring; then the prompt again.
typed() {
    "${pane[@]}" send-keys -t s C-l
    "${pane[@]}" send-keys -t s -l -- "$1"
    "${pane[@]}" send-keys -t s Enter
    shift
    local text
    for text in "$@"; do see "$text"; done
    see '> '
}

screen() { "${pane[@]}" capture-pane -p -t s | sed -e 's/[[:space:]]*$//' | sed -e '/./,$!d' >"$keep/$1.txt"; }

"${pane[@]}" new-session -d -s s -x 100 -y 34 \
    "env -u NO_COLOR TERM=screen BAKSH_HOME=$home/baksh COLUMNS= '$root/scripts/baksh' --sandbox"
see 'RW> '

# Values, variables, a class, a method, an import: used later, made anew, used again.
typed '1 + 1' '2'
typed 'x = 20' '20'
typed 'def twice(n) { 2 * n }' 'RW> '
typed 'twice(x)' '40'
typed 'def twice(n) { 3 * n }' 'RW> '
typed 'twice(x)' '60'
typed 'import java.time.Duration as Length' 'RW> '
typed 'class Note { String text }' 'RW> '
typed 'new Note(text: Length.ofHours(2).toString()).text' 'PT2H'
typed '[1, 2].collect {' '... '
typed 'it * 7 }' '14'

# Tables, wide and narrow.
typed 'n2ws.policies' 'nightly' '14 rows'
screen table
typed '_.columns("name", "enabled")' 'enabled' '14 rows'
typed "n2ws.policies['nightly'].vertical" 'RW> '
typed "n2ws.backups.latest(policy: 'nightly').id" 'RW> '
typed 'px.roles' 'px-backup-app.user'

# Help, an error with its way out, the last exchange.
typed 'help n2ws.policies.backup' 'POST' 'permission' 'evidence'
screen help
typed "n2ws.policies['nightli']" 'not found' 'did you mean: nightly'
screen error
typed ':why' 'GET http' 'HTTP 200'
typed 'help find "retention"' 'help has nothing' 'help shows what there is'

# A dry run sends nothing.
typed ':dry on' 'dry-run> '
typed "n2ws.policies['nightly'].backup()" 'curl -X POST' '$TOKEN'
screen dry-run
typed ':dry off' 'RW> '
typed ':journal' '0 rows'
typed ':ro on' 'RO> '
typed "n2ws.policies['nightly'].backup()" 'is read-only'
typed ':ro off' 'RW> '

# A watch, ended by Ctrl-C.
"${pane[@]}" send-keys -t s C-l
"${pane[@]}" send-keys -t s -l -- ":watch 1s n2ws.policies.list(search: 'linux')"
"${pane[@]}" send-keys -t s Enter
see 'every 1s, Ctrl-C ends'
screen watch
"${pane[@]}" send-keys -t s C-c
see 'watching ended'

# A wait, interrupted: the prompt is back at once, and it is said what happened.
"${pane[@]}" send-keys -t s C-l
"${pane[@]}" send-keys -t s -l -- "n2ws.policies['stuck'].backup().await(every: 1.seconds)"
"${pane[@]}" send-keys -t s Enter
see 'stuck'
tmux_pause
for ((i = 0; i < 20; i++)); do tmux_pause; done
"${pane[@]}" send-keys -t s C-c
see 'stopped waiting'
typed ':journal' 'DONE'

# A job beside the prompt, and leaving asks.
typed 'bg { Thread.sleep(100000) }' '1 job'
"${pane[@]}" send-keys -t s C-d
see 'leave and end it?'
"${pane[@]}" send-keys -t s n Enter
typed ':jobs cancel 1' 'job 1: failed: interrupted'

# TAB, names from the server, and the narrow screen.
"${pane[@]}" send-keys -t s C-l
"${pane[@]}" send-keys -t s -l -- "n2ws.policies['nigh"
"${pane[@]}" send-keys -t s Tab
see "n2ws.policies['nightly']"
"${pane[@]}" send-keys -t s C-u
"${pane[@]}" resize-window -t s -x 60 -y 34
typed 'n2ws.policies' 'more columns' '14 rows'
screen narrow

# The session as a runbook, without its failures and commands.
typed ":save $home/saved.groovy" 'lines in'
grep -q "string 'policy', default: 'nightly'" "$home/saved.groovy" || fail 'no parameter in the saved session'
if grep -q 'nightli\|:dry' "$home/saved.groovy"; then fail 'a failure or a command in the saved session'; fi

"${pane[@]}" send-keys -t s -l -- ':quit'
"${pane[@]}" send-keys -t s Enter
for ((i = 0; i < 100; i++)); do
    "${pane[@]}" has-session -t s 2>/dev/null || break
    tmux_pause
done
if "${pane[@]}" has-session -t s 2>/dev/null; then fail ':quit did not leave'; fi
[ "$(stat -c %a "$home/baksh/history")" = 600 ] || fail 'the history can be read by others'
echo 'session.sh: as it should be'
