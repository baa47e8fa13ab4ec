#!/usr/bin/env bash
# Types a session into the real shell in tmux and compares the screens. Needs tmux and a built jar.
#
#   src/test/tmux/session.sh [FOLDER]          saves the screens as text in FOLDER
#   src/test/tmux/session.sh FOLDER smoke      types a few lines and quits
#   src/test/tmux/session.sh FOLDER cause      types the cause of a failure, and questions
#
# Each step types a line and waits for the expected text; no step sleeps for a fixed time.
set -euo pipefail

root=$(cd "$(dirname "$0")/../../.." && pwd -P)
home=$(mktemp -d)
keep=${1:-$home/screens}
extent=${2:-whole}
socket=$home/tmux
pane=(tmux -S "$socket" -f /dev/null)
mkdir -p "$keep"
trap '"${pane[@]}" kill-server 2>/dev/null || true; rm -rf "$home"' EXIT

fail() {
    echo "session.sh: $1; screen:" >&2
    "${pane[@]}" capture-pane -p -t s >&2 || true
    exit 1
}

# Waits up to 110 s for a text on the screen; wrapped lines are joined.
see() {
    local i
    for ((i = 0; i < 1100; i++)); do
        if "${pane[@]}" capture-pane -J -p -t s 2>/dev/null | grep -qF -- "$1"; then return 0; fi
        tmux_pause
    done
    fail "no '$1'"
}

tmux_pause() { read -rt 0.1 <> <(:) || true; }

# Waits up to 110 s until the cursor is behind an empty prompt, in the first line or below it. The expected text alone does
# not prove that a line has been executed: it may be a part of the typed line.
prompt() {
    local where=$1 i x y line
    for ((i = 0; i < 1100; i++)); do
        read -r x y < <("${pane[@]}" display-message -p -t s '#{cursor_x} #{cursor_y}')
        line=$("${pane[@]}" capture-pane -p -t s -S "$y" -E "$y" | sed -e 's/[[:space:]]*$//')
        if [[ $line == *'>' || $line == *... ]] && ((x == ${#line} + 1)); then
            if { [ "$where" = first ] && ((y == 0)); } || { [ "$where" = below ] && ((y > 0)); }; then return 0; fi
        fi
        tmux_pause
    done
    fail "no prompt ($where)"
}

# Clears the screen; only the prompt stays.
clean() {
    "${pane[@]}" send-keys -t s C-l
    prompt first
}

# Types a line on a clean screen, with Enter.
enter() {
    clean
    "${pane[@]}" send-keys -t s -l -- "$1"
    "${pane[@]}" send-keys -t s Enter
}

# Types a line, waits for the prompt and checks the expected texts.
typed() {
    enter "$1"
    prompt below
    shift
    local text
    for text in "$@"; do see "$text"; done
}

# Types a text behind the cursor, presses TAB, and waits for the expected text.
tab() {
    "${pane[@]}" send-keys -t s -l -- "$1"
    "${pane[@]}" send-keys -t s Tab
    see "$2"
}

# Types a text on a clean screen, presses TAB, waits for the expected text, and discards the line.
completed() {
    clean
    tab "$1" "$2"
    "${pane[@]}" send-keys -t s C-u
}

# Types a line whose output is longer than the screen, and stops the output.
stopped() {
    enter "$1"
    see '-- more'
    "${pane[@]}" send-keys -t s q
    see 'the rest is not shown'
    prompt below
}

# Saves the screen after all these texts have appeared and two captures in a row are equal: the terminal may still draw.
screen() {
    local name=$1 file=$keep/$1.txt i text all previous=
    shift
    for ((i = 0; i < 1100; i++)); do
        "${pane[@]}" capture-pane -p -t s | sed -e 's/[[:space:]]*$//' | sed -e '/./,$!d' >"$file"
        all=yes
        for text in "$@"; do grep -qF -- "$text" "$file" || all=no; done
        if [ $all = yes ] && [ "$previous" = "$(cat "$file")" ]; then return 0; fi
        previous=$(cat "$file")
        tmux_pause
    done
    fail "the screen of $name is not stable, or lacks one of: $*"
}

# Quits the shell.
leave() {
    local i
    clean
    "${pane[@]}" send-keys -t s -l -- ':quit'
    "${pane[@]}" send-keys -t s Enter
    for ((i = 0; i < 100; i++)); do
        "${pane[@]}" has-session -t s 2>/dev/null || break
        tmux_pause
    done
    if "${pane[@]}" has-session -t s 2>/dev/null; then fail ':quit did not end the shell'; fi
    [ "$(stat -c %a "$home/baksh/histories/n2ws-sandbox+px-sandbox-px")" = 600 ] || fail 'other users can read the history'
    echo 'session.sh: passed'
}

mkdir -p "$home/baksh"
echo "greeting = 'good morning'" >"$home/baksh/rc.groovy"
mkdir -p "$home/baksh/lib"
cat >"$home/baksh/lib/Tally.groovy" <<'END'
class Tally {
    static Tally ofRows(Iterable<?> rows) { new Tally(number: rows.size()) }
    int number
    String inWords() { "$number in all" }
}
END
chmod 600 "$home/baksh/lib/Tally.groovy"
printf '#!/bin/sh\nsed -i "s/40 + 1/40 + 2/" "$1"\n' >"$home/editor"
chmod +x "$home/editor"
"${pane[@]}" new-session -d -s s -c "$root" -x 100 -y 34 \
    "env -u NO_COLOR TERM=screen BAKSH_HOME=$home/baksh COLUMNS= VISUAL= EDITOR='$home/editor' '$root/scripts/baksh' --sandbox"
see 'RW> '

typed '1 + 1' '2'

# Variables of the startup file; the shell reads the file again after a change.
typed 'greeting' 'good morning'
if [ "$extent" = smoke ]; then
    typed 'n2ws.policies' 'nightly' '14 rows'
    screen table
    completed "n2ws.policies['nigh" "n2ws.policies['nightly']"
    leave
    exit
fi
if [ "$extent" = cause ]; then
    # The cause of a failed backup, and a reference with TAB.
    "${pane[@]}" resize-window -t s -x 80 -y 24
    typed "n2ws.policies['failing'].why" 'ended without success' 'backup().await()'
    screen why
    completed "n2ws.policies['failing'].account.accountN" 'account.accountNumber'

    # The questions before three deletes: the second one offers yes to all.
    typed "(1..3).each { n -> n2ws.schedules.create('drill' + n) { everyUnit 'D'; everyHowMany n } }" 'RW> '
    enter "(1..3).each { n -> n2ws.schedules['drill' + n].delete() }"
    see '[y/N]'
    "${pane[@]}" send-keys -t s y Enter
    see 'yes to all further'
    screen question
    "${pane[@]}" send-keys -t s a Enter
    see "deleted schedule 'drill3'"
    prompt below
    typed ':journal' "n2ws.schedules.create 'drill1'" '6 writes'
    screen journal

    # The help of a runbook.
    typed 'help scripts/failover-drill.groovy' 'Steps:'
    screen runbook-help

    # Output that is longer than the screen stops, on each size of the screen: a table, a text, and one long line.
    for size in '60 20' '120 40' '80 24'; do
        "${pane[@]}" resize-window -t s -x "${size% *}" -y "${size#* }"
        for line in 'n2ws.backups' 'json(n2ws.backups)' '"x" * 9000'; do stopped "$line"; done
    done
    stopped ':help'

    # An incomplete input says how to leave it.
    enter 'n2ws.policies.findAll {'
    prompt below
    "${pane[@]}" send-keys -t s -l -- ':quit'
    "${pane[@]}" send-keys -t s Enter
    see 'the input is not complete; it was not run'
    prompt below

    # A wrong answer is asked again.
    cat >"$home/choose.groovy" <<'END'
println "it is ${ask 'Which region?', choices: ['eu', 'us']}"
step('one') { 1 }
END
    enter ":run $home/choose.groovy"
    see 'Which region? (eu, us)'
    "${pane[@]}" send-keys -t s de Enter
    see "'de' is not one of eu, us"
    "${pane[@]}" send-keys -t s us Enter
    see 'it is us'
    prompt below
    leave
    exit
fi
echo "greeting = 'good evening'" >"$home/baksh/rc.groovy"
typed ':reload' 'are loaded again'
typed 'greeting' 'good evening'

# Values, variables, a class, a method, an import: used later, redefined, used again.
typed 'x = 20' '20'
typed 'def twice(n) { 2 * n }' 'RW> '
typed 'twice(x)' '40'
typed 'def twice(n) { 3 * n }' 'RW> '
typed 'twice(x)' '60'
typed 'import java.time.Duration as Length' 'RW> '
typed 'class Note { String text }' 'RW> '
typed 'new Note(text: Length.ofHours(2).toString()).text' 'PT2H'
typed 'class Note { String text; String loud() { text.toUpperCase() } }' 'RW> '
typed 'import java.time.Period as Length' 'RW> '
typed 'new Note(text: Length.ofDays(2).toString() + "x").loud()' 'P2DX'
enter '[1, 2].collect {'
prompt below
"${pane[@]}" send-keys -t s -l -- 'it * 7 }'
"${pane[@]}" send-keys -t s Enter
see '14'
prompt below

# A class of several lines: used, redefined, used again.
for line in 'class Pace {' '    int steps = 2' '    int twice() {' '        2 * steps' '    }'; do
    "${pane[@]}" send-keys -t s -l -- "$line"
    "${pane[@]}" send-keys -t s Enter
    see "$line"
done
"${pane[@]}" send-keys -t s -l -- '}'
"${pane[@]}" send-keys -t s Enter
see '... }'
prompt below
typed 'def pace = new Pace(steps: 4)' 'RW> '
typed 'pace.twice()' '8'
completed 'pace.tw' 'pace.twice'
for line in 'class Pace {' '    int steps = 3'; do
    "${pane[@]}" send-keys -t s -l -- "$line"
    "${pane[@]}" send-keys -t s Enter
    see "$line"
done
"${pane[@]}" send-keys -t s -l -- '    int twice() { 20 * steps } }'
"${pane[@]}" send-keys -t s Enter
see '20 * steps } }'
prompt below
typed 'new Pace().twice() + pace.twice()' '68'

# A class of lib/ that the session has not used yet: TAB completes its static methods and members of their results.
clean
tab 'Tally.of' 'Tally.ofRows'
tab '([1, 2, 3]).in' 'Tally.ofRows([1, 2, 3]).inWords'
"${pane[@]}" send-keys -t s -l -- '()'
"${pane[@]}" send-keys -t s Enter
see '3 in all'
prompt below

# The editor on Ctrl-X Ctrl-E: the edited text appears at the prompt, and Enter runs it.
clean
"${pane[@]}" send-keys -t s -l -- '40 + 1'
"${pane[@]}" send-keys -t s C-x C-e
see '40 + 2'
"${pane[@]}" send-keys -t s Enter
prompt below
see '42'

# Tables, wide and narrow.
typed 'n2ws.policies' 'nightly' '14 rows'
screen table
typed '_.columns("name", "enabled")' 'enabled' '14 rows'
typed "n2ws.policies['nightly'].vertical" 'RW> '
typed "n2ws.backups.latest(policy: 'nightly').id" 'RW> '
typed 'px.roles' 'px-backup-app.user'

# Help, an error with a hint, the last requests.
typed 'help n2ws.policies.backup' 'POST' 'permission' 'evidence'
screen help
typed "n2ws.policies['nightli']" 'not found' 'did you mean: nightly'
screen error
typed ':why' 'GET http' 'HTTP 200'
typed 'help find "retention"' 'no help page contains' 'help lists the topics'

# A dry run sends no write.
typed ':dry on' 'dry-run'
typed "n2ws.policies['nightly'].backup()" 'curl -X POST' '$TOKEN'
screen dry-run
typed ':dry off' 'RW> '
typed ':journal' '0 rows'
typed ':ro on' 'RO> '
typed "n2ws.policies['nightly'].backup()" 'is read-only'
typed ':ro off' 'RW> '

# A watch, ended by Ctrl-C.
enter ":watch 1s n2ws.policies.list(search: 'linux')"
see 'every 1s, Ctrl-C ends'
screen watch 'every 1s, Ctrl-C ends' '2 rows'
"${pane[@]}" send-keys -t s C-c
see 'watch ended'
prompt below

# An interrupted wait: the prompt appears at once, with a message.
enter "n2ws.policies['stuck'].backup().await(every: 1.seconds)"
see 'of stuck: '
# Ctrl-C also discards the text that was typed ahead.
"${pane[@]}" send-keys -t s -l -- "n2ws.policies['twin']"
"${pane[@]}" send-keys -t s C-c
see 'stopped waiting'
prompt below
typed ':journal' 'DONE'

# A runbook with a question: yes continues, Ctrl-C at the question stops before further writes, Ctrl-C in a wait shows how to
# resume.
cat >"$home/ask.groovy" <<'END'
title 'Ask'
params { string 'policy', required: true }
def found = step('look') { n2ws.policies[params.policy] }
println "it is ${found.name}"
approve 'Run it?'
step('wait') { found.backup().await(every: 1.seconds) }
END
enter ":run $home/ask.groovy --policy stuck"
see 'Run it? [y/N]'
"${pane[@]}" send-keys -t s C-c
see 'interrupted at the question: Run it?'
see 'no further request was sent; to resume: :resume'
prompt below
enter ":run $home/ask.groovy --policy stuck"
see 'Run it? [y/N]'
"${pane[@]}" send-keys -t s y Enter
see 'of stuck: '
"${pane[@]}" send-keys -t s C-c
see 'stopped waiting'
see 'to resume: :resume'
prompt below
typed ':runs' 'interrupted' '2 rows'

# TAB completes the parameters of a runbook.
completed ":run $home/ask.groovy --p" '--policy'

# A background job; the shell asks before it quits.
typed 'bg { Thread.sleep(100000) }' '1 job'
"${pane[@]}" send-keys -t s C-d
see 'Leave and stop it?'
"${pane[@]}" send-keys -t s C-c
prompt below
"${pane[@]}" send-keys -t s C-d
see 'Leave and stop it?'
"${pane[@]}" send-keys -t s n Enter
prompt below
typed ':jobs cancel 1' 'job 1: failed: interrupted'
typed 'sleep 300; 6 * 7 &' 'job 2'
see 'job 2: done: 42'
typed ':jobs' 'sleep 300; 6 * 7' '2 rows'

# TAB, names from the server, and the narrow screen.
completed "n2ws.policies['nigh" "n2ws.policies['nightly']"
typed 'policy = n2ws.policies["nightly"]' 'nightly'
completed 'policy.' 'verbs that write'
"${pane[@]}" resize-window -t s -x 60 -y 34
typed 'n2ws.policies' 'more columns' '14 rows'
screen narrow

# The session saved as a runbook; failures are comments.
typed ":save $home/saved.groovy" 'lines written to'
grep -q "string 'policy', default: 'nightly'" "$home/saved.groovy" || fail 'no parameter in the saved session'
if grep -v '^ *//' "$home/saved.groovy" | grep -q 'nightli\|:dry'; then fail 'a failure or a command in the saved session'; fi

leave
