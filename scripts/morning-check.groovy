// Checks the backups of last night and lists the super admins.
//
//   scripts/baksh scripts/morning-check.groovy [--hours 24] [--stuck-hours 6]
// Failed: ended without success within the last --hours. Stuck: began more than --stuck-hours ago and has not ended.
// Missing: an enabled policy with schedules without a backup that began within the last --hours, or within the period of
// its schedule if that is longer (a week for a weekly schedule). Sends only reads. Exit code 1 for a failed, stuck or
// missing backup.

def report = new BackupReport(n2ws: n2ws, px: px)
def hours = report.number(params, 'hours', 24)
def stuckHours = report.number(params, 'stuck-hours', 6)

def trouble = report.trouble(now, hours, stuckHours)
def admins = report.holders('px-backup-super.admin')

println "Failed in the last $hours hours"
table trouble.failed, 'id', 'name', 'status', 'start_time', 'end_time'
println "\nStuck for more than $stuckHours hours"
table trouble.stuck, 'id', 'name', 'status', 'start_time'
println '\nMissing'
table trouble.missing, 'id', 'policy', 'last_backup'
println '\nSuper admins'
table admins.collect { [user: it] }, 'user'

def wrong = trouble.values().any()
def counts = trouble.collect { kind, rows -> "${rows.size()} $kind" }.join(', ')
println "\n${wrong ? 'WRONG' : 'OK'}: $counts; super admin: ${admins.join(', ') ?: 'none'}"
if (wrong) exit 1
