// Checks the backups of last night and lists the super admins.
//
//   scripts/baksh scripts/morning-check.groovy [--hours 24] [--stuck-hours 6]
// Failed: ended without success within the last --hours. Unknown: ended with a letter whose meaning is not known. Stuck: began more than --stuck-hours ago and has not ended.
// Missing: an enabled policy with schedules without a backup that began within the last --hours, or within the period of
// its schedule if that is longer (a week for a weekly schedule). The cause of each failed backup follows the lists. Sends
// only reads. Exit code 1 for a failed, stuck or missing backup, 75 if there are only backups with an unknown end.

def report = new BackupReport(n2ws: n2ws, px: px)
def hours = report.number(params, 'hours', 24)
def stuckHours = report.number(params, 'stuck-hours', 6)

def trouble = report.trouble(now, hours, stuckHours)
def admins = report.holders('px-backup-super.admin')

println "Failed in the last $hours hours"
table trouble.failed, 'id', 'name', 'status', 'start_time', 'end_time'
if (trouble.unknown) {
    println "\nEnded with a letter whose meaning is not known, in the last $hours hours"
    table trouble.unknown, 'id', 'name', 'status', 'start_time', 'end_time'
}
for (backup in trouble.failed + trouble.unknown) {
    println()
    table backup.why
}
println "\nStuck for more than $stuckHours hours"
table trouble.stuck, 'id', 'name', 'status', 'start_time'
println '\nMissing'
table trouble.missing, 'id', 'policy', 'last_backup'
println '\nSuper admins'
table admins.collect { [user: it] }, 'user'

def wrong = trouble.failed || trouble.stuck || trouble.missing
def counts = trouble.findAll { kind, rows -> rows || kind != 'unknown' }.collect { kind, rows -> "${rows.size()} $kind" }.join(', ')
println "\n${wrong ? 'WRONG' : trouble.unknown ? 'UNKNOWN' : 'OK'}: $counts; super admin: ${admins.join(', ') ?: 'none'}"
if (wrong) exit 1
if (trouble.unknown) exit 75
