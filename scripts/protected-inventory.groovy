// Lists each protected instance once with its policies, and the unprotected policies.
//
//   scripts/baksh scripts/protected-inventory.groovy [--days 2]
//
// Unprotected: enabled policies without a good backup in the last --days. Sends only reads.

def days = BackupReport.number(params, 'days', 2)
table n2ws.policies.protectedInstances(), 'instance', 'name', 'region', 'policies'
println "\nWithout a good backup in the last $days days"
table n2ws.policies.unprotected(since: days.days), 'id', 'policy', 'backup', 'last_good'
println '\nWithout a schedule'
table n2ws.policies.withoutSchedule(), 'id', 'name', 'enabled'
